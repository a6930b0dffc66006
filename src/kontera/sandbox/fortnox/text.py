"""Characters Fortnox lets through in text fields (Fortnox developer docs, encoding).

Guess: the straight apostrophe is not in the printed pattern, but widely used clients turn ``"``
into ``'`` before sending, so it is let through here.
"""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r"[^\w \u2013:.`´’'\\,;^¤#%§£$€¢¥©™°&/()=+\-*!?²³®½@\u00a0\u0308\u030a\n\r]")
_NUMERIC_SIGNS = "²³½"


def forbidden(text: str) -> str:
    """The first character that is refused, or ``""``.

    >>> forbidden("Tyg & Tråd, 25 %"), forbidden("a <b>"), forbidden("x|y")
    ('', '<', '|')
    """
    found = _FORBIDDEN.search(text)
    if found:
        return found.group()
    if text.isascii():
        return ""
    return next((sign for sign in text if _foreign_digit(sign)), "")


def _foreign_digit(sign: str) -> bool:
    return not sign.isascii() and sign.isalnum() and not sign.isalpha() and sign not in _NUMERIC_SIGNS
