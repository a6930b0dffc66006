"""Links from an article to pictures (article URL connections). An article may have several; ours has an id.

Guess: an article takes each address once, and the filter is called ``articlenumber``; where the filter is
not known, the whole list is read and searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.fortnox import wire
from kontera.problems import Held

if TYPE_CHECKING:
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/articleurlconnections"
_ONE, _MANY = "ArticleUrlConnection", "ArticleUrlConnections"
_GONE = frozenset({"fortnox-not-found", "fortnox-value-invalid"})


def add(client: Client, number: str, url: str) -> int:
    """Link an article to a picture; the link's id, looked for when Fortnox did not tell it, 0 in vain."""
    made = _id(client.post(PATH, {_ONE: {"ArticleNumber": number, "URLConnection": url}}))
    return made or find(client, number, url)


def change(client: Client, link_id: int, number: str, url: str) -> bool:
    """Point a link at another picture; false when somebody has removed the link."""
    try:
        client.put(f"{PATH}/{link_id}", {_ONE: {"ArticleNumber": number, "URLConnection": url}})
    except Held as refused:
        if refused.code in _GONE:
            return False
        raise
    return True


def remove(client: Client, link_id: int) -> None:
    """Take a link away; one that is gone already is no problem."""
    try:
        client.delete(f"{PATH}/{link_id}")
    except Held as refused:
        if refused.code not in _GONE:
            raise


def find(client: Client, number: str, url: str) -> int:
    """The id of the link from an article to exactly this address, or 0."""
    try:
        items = list(client.items(PATH, _MANY, {"articlenumber": number}))
    except Held:
        items = list(client.items(PATH, _MANY))
    for item in items:
        same = wire.text_at(item, "ArticleNumber") == number
        # An address may come back with ``&amp;``; one that did not must not be decoded: ``&copy=1``.
        told = (str(item.get("URLConnection") or "").strip(), wire.text_at(item, "URLConnection"))
        if same and url in told:
            return int(wire.decimal_at(item, "Id") or 0)
    return 0


def _id(answer: Json) -> int:
    return int(wire.decimal_at(wire.inside(answer, _ONE), "Id") or 0)
