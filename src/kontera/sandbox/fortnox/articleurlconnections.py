"""Addresses that belong to an article, such as its picture or its page in a web shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import Refusal, without_code
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call


def _once_per_article(call: Call, record: Record) -> None:
    """Guess: the article must exist, and it has each address once."""
    if record["ArticleNumber"] not in call.company.articles:
        raise Refusal(2001302, record["ArticleNumber"])
    for other in call.company.shelf("articleurlconnections").values():
        same = all(other[name] == record[name] for name in ("ArticleNumber", "URLConnection"))
        if same and other["Id"] != record["Id"]:
            raise without_code("Artikeln har redan länken")


REGISTER = Register(
    "articleurlconnections",
    "ArticleUrlConnection",
    "ArticleUrlConnections",
    tables.ARTICLE_URL,
    absent=2000729,  # Guess: the code is not known.
    key="Id",
    automatic=True,
    rule=_once_per_article,
    filters={"articlenumber": ("ArticleNumber", "exact")},  # Guess: the filter's name.
)
