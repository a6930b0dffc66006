"""The five questions of a new shop: few choices, asked in words; the defaults answer all the others.

The panel and the terminal ask the same. An answer is read as the choice it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.books.payments import known_method, payment_rule
from kontera.choices.reading import ChoiceError, read_choice
from kontera.choices.registry import BY_NAME
from kontera.problems import Held, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kontera.choices.kinds import Choice


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the choices that answer it; one without choices is answered per payment method."""

    name: str
    label: Text
    help: Text
    names: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(BY_NAME[name] for name in self.names)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "end",
        Text("Hur långt ska en order gå?", "How far shall an order go?"),
        Text(
            "Bokförd faktura passar de flesta. Vill du att betalningen också bokförs väljer du bokförd och betald.",
            "A booked invoice suits most shops. If the payment shall be booked too, choose booked and paid.",
        ),
        ("end",),
    ),
    Question(
        "methods",
        Text("Var väntar pengarna?", "Where does the money wait?"),
        Text(
            "Betalsätten som finns i butiken, och kontot där pengarna väntar tills de betalas ut. "
            "Ordrar med ett betalsätt utan konto väntar.",
            "The payment methods of the shop, and the account where the money waits until it is paid out. "
            "Orders paid by a method without an account wait.",
        ),
    ),
    Question(
        "start",
        Text("Från vilken dag?", "From which day?"),
        Text(
            "Ordrar som betalades före den dagen skickas inte av sig själva. Äldre ordrar kan hämtas senare, "
            "efter en provkörning.",
            "Orders paid before that day are not sent by themselves. Older ones can be fetched later, after a "
            "dry run.",
        ),
        ("start_day",),
    ),
    Question(
        "goods",
        Text("Var sköter du produkter och lager?", "Where do you keep products and stock?"),
        Text(
            "Den sida du väljer bestämmer, och den andra följer.",
            "The side you choose decides, and the other follows.",
        ),
        ("product_master", "stock"),
    ),
    Question(
        "when",
        Text("När skickas en order, och hur gör vi med ören?", "When is an order sent, and what about öre?"),
        Text(
            "Betald passar de flesta. Stäng helst av öresutjämningen i Fortnox, så behövs ingen avrundning.",
            "Paid suits most shops. Best turn rounding (öresutjämning) off in Fortnox, then none is needed.",
        ),
        ("trigger", "rounding"),
    ),
)
OWN = "own"
"""The answer for a method that is the shop's own invoice: the buyer pays later."""


@dataclass(frozen=True, slots=True)
class Place:
    """A payment method of the shop, and where its money waits; ``answer`` is empty for an unknown one."""

    method: str
    answer: str

    @property
    def is_own(self) -> bool:
        return self.answer == OWN


def places_of(values: Mapping[str, Any], methods: Iterable[str]) -> list[Place]:
    """The shop's methods, each once, with what is chosen or known already."""
    spelled: dict[str, str] = {}
    for one in filter(None, map(str.strip, methods)):
        spelled.setdefault(known_method(one), one)
    accounts = dict(values.get("payment_accounts") or {})
    own = list(values.get("own_invoice_methods") or [])
    return [Place(method, _answer(method, accounts, own)) for method in spelled.values()]


def _answer(method: str, accounts: Mapping[str, int], own: Sequence[str]) -> str:
    try:
        rule = payment_rule(method, accounts, {}, own)
    except Held:
        return ""
    return OWN if rule.own_invoice else str(rule.account)


def read_answers(
    values: Mapping[str, Any], answers: Mapping[str, str], places: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Text]]:
    """The shop's choices with the answers laid over them, and what is wrong, by choice or by method.

    ``answers`` are by choice; ``places`` by method: an account, ``own``, or nothing.
    """
    chosen, errors = dict(values), {}
    for name in (name for question in QUESTIONS for name in question.names if name in answers):
        try:
            chosen[name] = read_choice(name, answers[name])
        except ChoiceError as error:
            errors[name] = error.text
    accounts, own = dict(chosen.get("payment_accounts") or {}), list(chosen.get("own_invoice_methods") or [])
    for method, place in places.items():
        try:
            _lay(method.strip().lower(), place.strip().lower(), accounts, own)
        except ChoiceError as error:
            errors[method] = error.text
    chosen["payment_accounts"], chosen["own_invoice_methods"] = accounts, own
    return chosen, errors


def _lay(method: str, place: str, accounts: dict[str, int], own: list[str]) -> None:
    """One method's place; what the table of methods knows by itself is not written down."""
    name = known_method(method)
    for key in [key for key in accounts if known_method(key) == name]:
        del accounts[key]
    own[:] = [one for one in own if known_method(one) != name]
    if not place or place == _answer(method, {}, ()):
        return
    if place == OWN:
        own.append(method)
    else:
        accounts.update(read_choice("payment_accounts", {method: place}))
