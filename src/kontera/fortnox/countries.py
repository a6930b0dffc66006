"""Countries as Fortnox wants them on documents: a name, while customer cards take the code.

Which list of names Fortnox knows is not published; English names such as "Norway",
"United Kingdom" and "Holy See (Vatican City State)" were recorded as accepted, so
the names are the English ones, and Sweden is left out.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

HOME = "SE"
_AS_RECORDED = {
    "VA": "Holy See (Vatican City State)",
    "CZ": "Czech Republic",
    "MK": "Macedonia",
    "TR": "Turkey",
    "HK": "Hong Kong",
    "MO": "Macao",
}


def country_name(code: str) -> str | None:
    """The name of an ISO 3166 code for a document; None for Sweden and for a code nobody knows."""
    upper = code.strip().upper()
    if upper in ("", HOME):
        return None
    return _AS_RECORDED.get(upper) or _names().get(upper)


@cache
def _names() -> dict[str, str]:
    named = Locale("en").territories.items()
    return {str(code): str(name).replace("&", "and") for code, name in named}
