"""VIES, the European Commission's register of VAT numbers for trade within the Union.

REST interface (ec.europa.eu/taxation_customs/vies, "check-vat-number"): the number is asked for with the
seller's own as requester, and a valid answer then carries a consultation number (requestIdentifier), the
evidence a tax office asks for. A member state that does not answer is said in ``userError``.
Guess: the exact words of ``userError``; anything but a plain yes or no is asked again later.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.books.order import VatCheck
from kontera.problems import TryLater
from kontera.public.asking import SILENT, ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import httpx2

NO = frozenset({"INVALID", "INVALID_INPUT"})
"""Words that are an answer: there is no such number."""
UNKNOWN_US = frozenset({"INVALID_REQUESTER_INFO"})
REFUSED = 400
"""Guess: what cannot be asked is refused so, with the same words in ``errorWrappers``."""
YES = frozenset({"", "VALID"})


@dataclass(frozen=True, slots=True)
class Vies:
    """Asks VIES about VAT numbers."""

    url: str
    http: httpx2.Client
    sleep: Callable[[float], None] = time.sleep

    def check(self, number: str, day: date, requester: str = "") -> VatCheck:
        """Whether a number (with its prefix) is valid on ``day``. Raises ``TryLater("vies-silent")``.

        Where VIES does not know the ``requester``, it is asked without one: an answer, but no receipt.
        """
        plain, own = _plain(number), _plain(requester)
        body: dict[str, object] = {"countryCode": plain[:2], "vatNumber": plain[2:]}
        if own:
            body |= {"requesterMemberStateCode": own[:2], "requesterNumber": own[2:]}
        url = f"{self.url}/check-vat-number"
        told = _told(ask(self.http, url, "vies-silent", body=body, sleep=self.sleep, also=REFUSED))
        error = _error(told)
        if own and error in UNKNOWN_US:
            return self.check(number, day)
        is_valid = False if error in NO else told.get("valid", told.get("isValid"))
        if not isinstance(is_valid, bool) or (error not in YES and error not in NO):
            raise TryLater("vies-silent", after=SILENT)
        consultation = str(told.get("requestIdentifier") or "")
        name = str(told.get("name") or "").strip("- ")
        return VatCheck(number, is_valid and error not in NO, day, consultation[:60], name[:200])


def _plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9+*]", "", number.upper())


def _error(told: dict[str, Any]) -> str:
    wrappers = told.get("errorWrappers")
    first = wrappers[0] if isinstance(wrappers, list) and wrappers else None
    inner = first.get("error") if isinstance(first, dict) else ""
    return str(told.get("userError") or inner or "").upper()


def _told(answer: httpx2.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
