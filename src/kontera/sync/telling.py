"""A decision told in full: its figures, its reasons, and what accounts and countries are called."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from babel import Locale

from kontera.books.preview import as_json
from kontera.books.reasons import told_of

if TYPE_CHECKING:
    from kontera.books.decision import Decision

log = structlog.get_logger()


def naming(code: str, language: str) -> str:
    """A country in words (Unicode CLDR); a code nobody knows stays as it is.

    >>> naming("DE", "sv"), naming("XI", "sv"), naming("??", "en")
    ('Tyskland', 'Nordirland', '??')
    """
    return _OWN.get((code, language)) or _territories(language).get(code, code)


_OWN = {("XI", "sv"): "Nordirland", ("XI", "en"): "Northern Ireland"}
"""Codes of the VAT rules that are no countries."""


@cache
def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(language).territories.items()}


def preview_json(decision: Decision) -> dict[str, Any]:
    """What the order's page and ``kontera preview`` show: the preview with every reason."""
    return {**as_json(decision), **reasons_for(decision)}


def reasons_for(decision: Decision) -> dict[str, Any]:
    """Every reason, and the names of accounts. A sentence that fails is our bug, and stops no booking."""
    try:
        return told_of(decision, naming)
    except Exception:
        log.exception("reasons not told", order=decision.order.number)
        return {"reasons": [], "accounts": {}}


def why_text(decision: Decision, language: str) -> str:
    """The reasons as lines for the terminal, those of a row indented."""
    words = "Varför" if language == "sv" else "Why"
    told = reasons_for(decision)
    names = [f"  {account}  {name[language]}" for account, name in told["accounts"].items()]
    lines = [f"{'    ' if one['row'] >= 0 else '  '}{one[language]}" for one in told["reasons"]]
    return "\n".join([f"{words}:", *dict.fromkeys(lines), *(["", *names] if names else [])]) + "\n"
