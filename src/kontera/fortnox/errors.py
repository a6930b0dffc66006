"""Fortnox's refusals → problems of this house.

Two spellings of one envelope exist (``error/message/code`` and ``Error/Message/Code``),
the code may be a string, 2xx answers have carried errors, and a wrong token is a bare
``{"message": "unauthorized"}``. A refusal is sorted by its code, then by a piece of
its Swedish message; Fortnox's own full text always stays in the facts. What is in
neither table is held as ``fortnox-refused``: nobody guesses what an unknown no means.

Sources: Fortnox developer docs (errors), recorded exchanges, integrators' published
code and measurements, 2015 to 2026.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from kontera.problems import Disconnected, Held, TryLater

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEM_EXCEPTION = 1000003
REFUSED = "fortnox-refused"
NOT_FOUND = "fortnox-not-found"

CODES: dict[int, str] = {
    SYSTEM_EXCEPTION: "fortnox-down",
    1000030: "fortnox-misunderstood",
    1000031: "fortnox-misunderstood",
    2000013: "fortnox-article-taken",
    2000106: "fortnox-value-invalid",
    2000107: "fortnox-text-too-long",
    2000108: "fortnox-value-invalid",
    2000134: "fortnox-value-invalid",
    2000166: "fortnox-article-number-invalid",
    2000204: "fortnox-customer-missing",
    2000310: "fortnox-token-refused",
    2000311: "fortnox-token-refused",
    2000321: "fortnox-misunderstood",
    2000359: "fortnox-text-refused",
    2000397: "fortnox-document-cancelled",
    2000401: "fortnox-period-locked",
    2000423: "fortnox-account-missing",
    2000427: "fortnox-currency-missing",
    2000428: "fortnox-article-missing",
    2000429: "fortnox-terms-missing",
    2000430: "fortnox-price-missing",
    2000431: "fortnox-price-list-missing",
    2000432: "fortnox-unit-missing",
    2000433: "fortnox-customer-missing",
    2000434: "fortnox-invoice-missing",
    2000435: "fortnox-delivery-missing",
    2000439: "fortnox-order-missing",
    2000496: "fortnox-order-invoiced",
    2000499: "fortnox-offer-used",
    2000513: "fortnox-article-missing",
    2000550: "fortnox-account-inactive",
    2000587: "fortnox-misunderstood",
    2000588: "fortnox-misunderstood",
    2000637: "fortnox-customer-number-taken",
    2000663: "fortnox-scope-missing",
    2000699: "fortnox-value-invalid",
    2000729: "fortnox-value-invalid",
    2000762: "fortnox-price-taken",
    2000764: "fortnox-misunderstood",
    2000861: "fortnox-order-taken",
    2001101: "fortnox-licence-missing",
    2001103: "fortnox-api-licence-missing",
    2001161: "fortnox-project-missing",
    2001242: "fortnox-order-invoiced",
    2001265: "fortnox-predefined-account",
    2001279: "fortnox-document-cancelled",
    2001302: "fortnox-article-missing",
    2001303: "fortnox-account-missing",
    2001304: "fortnox-account-missing",
    2001350: "fortnox-order-invoiced",
    2001383: "fortnox-order-invoiced",
    2001392: "fortnox-misunderstood",
    2001393: "fortnox-right-missing",
    2001399: "fortnox-misunderstood",
    2001403: "fortnox-predefined-account",
    2001411: "fortnox-delivery-missing",
    2001412: "fortnox-delivery-missing",
    2001600: "fortnox-text-too-long",
    2001700: "fortnox-terms-missing",
    2001846: "fortnox-article-number-invalid",
    2001896: "fortnox-text-too-long",
    2002115: "fortnox-misunderstood",
    2002455: "fortnox-right-missing",
    2002462: "fortnox-predefined-account",
    2002980: "fortnox-housework",
    2003007: "fortnox-not-bookable",
    2003055: "fortnox-already-paid",
    2003124: "fortnox-warehouse",
    2003125: "fortnox-warehouse",
    2003126: "fortnox-warehouse",
    2003127: "fortnox-warehouse",
    2003157: "fortnox-housework",
    2003241: "fortnox-migrating",
    2003275: "fortnox-right-missing",
    2003277: "fortnox-warehouse",
    2003399: "fortnox-warehouse",
    2004021: "fortnox-housework",
    2004052: "fortnox-predefined-account",
    2004054: "fortnox-token-refused",
    2004167: "fortnox-vat-account",
    2004194: "fortnox-vat-number-invalid",
}
"""Fortnox's code → ours."""

SEVERAL_MEANINGS: dict[int, tuple[tuple[str, str], ...]] = {
    2000204: (
        ("inaktiv", "fortnox-customer-inactive"),
        ("kund", "fortnox-customer-missing"),
        ("customer", "fortnox-customer-missing"),
        ("", "fortnox-value-invalid"),
    ),
    2000310: (
        ("används", "fortnox-record-in-use"),
        ("tas bort", "fortnox-record-in-use"),
        ("in use", "fortnox-record-in-use"),
    ),
}
"""Codes that were seen with more than one meaning: the first fragment found decides."""

FRAGMENTS: tuple[tuple[str, str], ...] = (
    ("låst perioden", "fortnox-period-locked"),
    ("perioden är låst", "fortnox-period-locked"),
    ("låst period", "fortnox-period-locked"),
    ("period_locked", "fortnox-period-locked"),
    ("räkenskapsår", "fortnox-year-missing"),
    ("bokföringsår", "fortnox-year-missing"),
    ("financial year", "fortnox-year-missing"),
    ("fiscal year", "fortnox-year-missing"),
    ("verifikationsserie", "fortnox-series-missing"),
    ("hämta moms", "fortnox-vat-missing"),
    ("hitta moms", "fortnox-vat-missing"),
    ("leveranssätt", "fortnox-delivery-missing"),
    ("leveransvillkor", "fortnox-delivery-missing"),
    ("betalningsvillkor", "fortnox-terms-missing"),
    ("betalningssätt", "fortnox-payment-mode-missing"),
    ("betalsätt", "fortnox-payment-mode-missing"),
    ("payment date", "fortnox-payment-date"),
    ("betalningsdatum", "fortnox-payment-date"),
    ("betaldatum", "fortnox-payment-date"),
    ("valuta", "fortnox-currency-missing"),
    ("currency", "fortnox-currency-missing"),
    ("klarmarkerad", "fortnox-warehouse"),
    ("cannot_modify_released_document", "fortnox-warehouse"),
    ("document_is_voided", "fortnox-warehouse"),
    ("redan bokförd", "fortnox-already-booked"),
    ("already booked", "fortnox-already-booked"),
    ("redan makulerad", "fortnox-document-cancelled"),
    ("slutbetald", "fortnox-already-paid"),
    ("redan betald", "fortnox-already-paid"),
    ("tolkas som null", "fortnox-value-invalid"),
    ("förvalt konto", "fortnox-predefined-account"),
    ("ogiltig rabatt", "fortnox-discount-too-large"),
    ("bankuppgifter saknas", "fortnox-bank-missing"),
    ("kostnadsställe", "fortnox-cost-centre-missing"),
    ("projekt", "fortnox-project-missing"),
    ("e-post", "fortnox-email-invalid"),
    ("email", "fortnox-email-invalid"),
    ("landskod", "fortnox-country-invalid"),
    ("ogiltigt land", "fortnox-country-invalid"),
    ("hitta land", "fortnox-country-invalid"),
    ("organisationsnummer", "fortnox-org-number-invalid"),
    ("behörighet", "fortnox-right-missing"),
    ("licens", "fortnox-licence-missing"),
    ("kunden är inaktiv", "fortnox-customer-inactive"),
    ("kunden är inte aktiv", "fortnox-customer-inactive"),
    ("inaktiv kund", "fortnox-customer-inactive"),
    ("customer is inactive", "fortnox-customer-inactive"),
    ("inte aktivt", "fortnox-account-inactive"),
    ("inaktivt konto", "fortnox-account-inactive"),
    ("hitta konto", "fortnox-account-missing"),
    ("hitta artikel", "fortnox-article-missing"),
    ("hitta kund", "fortnox-customer-missing"),
    ("hitta prislista", "fortnox-price-list-missing"),
    ("hitta pris", "fortnox-price-missing"),
    ("hitta enhet", "fortnox-unit-missing"),
)
"""For refusals without a code, or with one that nobody has explained: the first piece found decides."""

_LATER: dict[str, int] = {"fortnox-migrating": 300, "fortnox-down": 60}
_DISCONNECTING = frozenset({"fortnox-token-refused", "fortnox-scope-missing", "fortnox-api-licence-missing"})
_SIGN_IN = "fortnox-token-refused"
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _FIRST_ERROR = 401, 403, 404, 300
_FIRST_CODE = 1_000_000
_ACCOUNT = re.compile(r"(?<![\d-])([1-9]\d{3})(?![\d-])")
_ARTICLE = re.compile(r"artikel(?:n|nummer|numret)?[\s:]+[\"'(]?([\w./+-]*\d[\w./+-]*)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no from Fortnox: HTTP status, its code (None when it gave none) and its own words."""

    status: int
    code: int | None
    text: str

    @property
    def problem(self) -> str:
        """Our code for it; ``fortnox-refused`` when nobody knows what it means."""
        # A page of HTML, or a 404 that names no code, has words that are not about what was sent.
        is_ours = not self.text.startswith("<") and not (self.code is None and self.status == _NOT_FOUND)
        lower = self.text.lower() if is_ours else ""
        several = SEVERAL_MEANINGS.get(self.code or 0, ())
        known = _first(several, lower) or CODES.get(self.code or 0) or _first(FRAGMENTS, lower)
        if known is None and self.status == _NOT_FOUND:
            return NOT_FOUND
        return known or REFUSED

    @property
    def is_known(self) -> bool:
        return self.problem != REFUSED

    @property
    def is_sign_in(self) -> bool:
        """The token was refused: another one may do."""
        if self.code is None:
            return self.status in (_UNAUTHORIZED, _FORBIDDEN)
        return self.problem == _SIGN_IN or (self.status == _UNAUTHORIZED and not self.is_known)

    @property
    def is_forbidden(self) -> bool:
        """403: documented as failed authentication. Guess: it comes where a scope is missing, too."""
        return self.status == _FORBIDDEN

    @property
    def is_system(self) -> bool:
        """Fortnox stumbled over itself; what became of a write is not known."""
        return self.code == SYSTEM_EXCEPTION

    @property
    def facts(self) -> dict[str, str]:
        """``fortnox`` (its full text), ``code``; and ``account``, ``article``, ``day`` when it names them."""
        facts = {"fortnox": self.text, "code": str(self.code or self.status)}
        patterns = (("account", _ACCOUNT), ("article", _ARTICLE), ("day", _DAY))
        for name, pattern in patterns:
            found = pattern.search(self.text)
            if found:
                facts[name] = found.group(found.re.groups)
        return facts


def read(status: int, answer: Mapping[str, Any] | None, text: str) -> Refusal | None:
    """The refusal in an answer, or None when there is none. ``text`` is the raw body."""
    envelope = _folded(answer or {}).get("errorinformation")
    if isinstance(envelope, dict):
        inner = _folded(envelope)
        return Refusal(status, _number(inner.get("code")), str(inner.get("message") or "").strip())
    if status < _FIRST_ERROR:
        return None
    return Refusal(status, _bare_code(answer), _plain_words(answer, text))


def raise_for(refusal: Refusal) -> NoReturn:
    """The refusal as the problem it is: ``TryLater``, ``Disconnected`` or ``Held``."""
    problem = refusal.problem
    if problem in _LATER:
        raise TryLater(problem, refusal.facts, after=_LATER[problem])
    if problem in _DISCONNECTING:
        raise Disconnected(problem, refusal.facts, side="fortnox")
    raise Held(problem, refusal.facts)


@contextmanager
def addressed(missing: str) -> Iterator[None]:
    """What is addressed is not there, says a 404 whatever else it says: it becomes ``Held(missing)``."""
    try:
        yield
    except Held as refused:
        if refused.code != NOT_FOUND:
            raise
        raise Held(missing, refused.facts) from None


def _bare_code(answer: Mapping[str, Any] | None) -> int | None:
    """Fortnox's code in a refusal that nothing is wrapped around; a mere HTTP status is none."""
    code = _number(_folded(answer or {}).get("code"))
    return code if code is not None and code >= _FIRST_CODE else None


def _plain_words(answer: Mapping[str, Any] | None, text: str) -> str:
    flat = _folded(answer or {})
    words = [str(flat[key]) for key in ("id", "message", "error_description", "error") if flat.get(key)]
    return (" ".join(words) or text).strip()[:1000]


def _folded(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in raw.items()}


def _number(value: object) -> int | None:
    digits = str(value).strip()
    return int(digits) if digits.isdigit() else None


def _first(table: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((problem for fragment, problem in table if fragment in text), None)
