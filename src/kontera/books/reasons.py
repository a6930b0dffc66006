"""Why everything is booked as it is: the place rule, the proof, and each row with the choice that decided it.

Pure words, in Swedish and English. ``naming`` puts a country's code into words (code, language).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.books.currency import SEK
from kontera.books.methods import source_word
from kontera.books.money import kronor
from kontera.books.order import LineKind, Status
from kontera.books.place import Treatment
from kontera.books.reasons_accounts import account_names, booked_reason, put, row_reason, with_commas
from kontera.books.vat import RULES, ruling, tax_point
from kontera.problems import Held, Text, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kontera.books.decision import Decision
    from kontera.books.documents import Invoice
    from kontera.books.vat import Ruling
    from kontera.books.voucher import Voucher

    Naming = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about ``order``, a document (``inv``, ``cred``) or its voucher (``inv:payment:rest``).

    ``row`` counts from 0; -1 is the whole.
    """

    about: str
    code: str
    text: Text
    row: int = -1


def as_coded(code: str, language: str) -> str:  # noqa: ARG001 - the shape of every naming
    """A country by its code, where nobody names it.

    >>> as_coded("FI", "sv")
    'FI'
    """
    return code


def reasons_of(decision: Decision, naming: Naming = as_coded) -> tuple[Reason, ...]:
    """Every reason of a decision, also of one that is held.

    >>> from kontera.books.example import MADE
    >>> reasons_of(MADE)[0].text.sv
    'Varorna levereras i Sverige: svensk moms.'
    """
    return tuple(_reasons(decision, naming))


def reasons_json(decision: Decision, naming: Naming = as_coded) -> list[dict[str, Any]]:
    """The same as data: ``about``, ``row``, ``code``, ``sv`` and ``en``.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 3, 30)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> sorted(reasons_json(Decision(order, "cancelled"))[0])
    ['about', 'code', 'en', 'row', 'sv']
    """
    return [
        {"about": one.about, "row": one.row, "code": one.code, "sv": one.text.sv, "en": one.text.en}
        for one in reasons_of(decision, naming)
    ]


def told_of(decision: Decision, naming: Naming = as_coded) -> dict[str, Any]:
    """What a preview tells besides its figures: the reasons, and what each account is called and counts in.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 3, 30)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> told_of(Decision(order, "cancelled"))["reasons"][0]["code"]
    'cancelled'
    """
    names = account_names(decision, naming)
    chart = decision.policy.chart
    accounts = {
        str(account): {"sv": name.sv, "en": name.en, "box": chart.box_of(account) or ""}
        for account, name in names.items()
    }
    order = decision.order
    days = {
        "paid": order.paid_day.isoformat() if order.paid_day else "",
        "delivered": order.delivered_day.isoformat() if order.delivered_day else "",
    }
    return {"reasons": reasons_json(decision, naming), "accounts": accounts, "days": days}


def _reasons(decision: Decision, naming: Naming) -> Iterator[Reason]:
    if decision.order.status is Status.CANCELLED:
        yield Reason("order", "cancelled", CANCELLED)
        return
    ruled = decision.ruling or _ruled(decision)
    if ruled is not None:
        yield Reason("order", ruled.rule, rule_text(ruled, naming))
    if decision.explanation.sv:
        yield Reason("order", "proof", decision.explanation)
    for finding in decision.findings:
        swedish, english = (explain(finding.code, finding.facts, language) for language in ("sv", "en"))
        yield Reason("order", finding.code, Text(swedish.sentence, english.sentence))
    if decision.status == "no_voucher_zero_total":
        yield Reason("order", "nothing", NOTHING)
    if decision.invoice is not None:
        yield from _of_order(decision, decision.invoice)
        yield from _of_documents(decision, naming)


def _ruled(decision: Decision) -> Ruling | None:
    """The rule of an order that was held before it was asked for; none where that is what holds it."""
    try:
        return ruling(decision.order, decision.policy)
    except Held:
        return None


def rule_text(ruled: Ruling, naming: Naming) -> Text:
    """The rule in words, with the country's name where it is no part of an address.

    >>> from kontera.books.place import Place
    >>> from kontera.books.vat import Ruling
    >>> facts = {"country": "DE", "postcode": "10115"}
    >>> rule_text(Ruling(Place(Treatment.OSS, "DE"), "oss", facts), lambda code, language: "Tyskland").sv
    'Leverans till en konsument i Tyskland: det landets moms, som redovisas i OSS.'
    """
    if ruled.rule == "territory" or "country" not in ruled.facts:
        return ruled.text
    code = ruled.place.country if ruled.place.treatment is Treatment.OSS else ruled.facts["country"]
    words = RULES[ruled.rule]
    sv, en = ({**ruled.facts, "country": naming(code, language)} for language in ("sv", "en"))
    return Text(words.sv.format_map(sv), words.en.format_map(en))


# -- the order as a whole ----------------------------------------------------------------------

CANCELLED = Text("Ordern är makulerad: inget bokförs.", "The order is cancelled: nothing is booked.")
NOTHING = Text(
    "Ordern är utan värde: det finns inget att bokföra.", "The order has no value: there is nothing to book."
)
METHODS: Mapping[bool, Text] = {
    False: Text(
        "Faktureringsmetoden: försäljning och moms bokförs med fakturan.",
        "Invoice accounting: sale and VAT are booked with the invoice.",
    ),
    True: Text(
        "Kontantmetoden: försäljning och moms bokförs med betalningen.",
        "Cash accounting: sale and VAT are booked with the payment.",
    ),
}
DAYS: Mapping[str, Text] = {
    "paid": Text(
        "Fakturadag {day}: den dagen betalades ordern, och momsen hör till den dagen.",
        "Invoice day {day}: the order was paid that day, and the VAT belongs to it.",
    ),
    "delivered": Text(
        "Fakturadag {day}: den dagen levererades varorna, före betalningen, och momsen hör till den dagen.",
        "Invoice day {day}: the goods were delivered that day, before the payment, and so the VAT.",
    ),
    "ordered": Text(
        "Fakturadag {day}: ordern är varken betald eller levererad än, så dagen är orderns.",
        "Invoice day {day}: the order is neither paid nor delivered yet, so it is the day of the order.",
    ),
    "chosen": Text(
        "Fakturadag {day}, så som butiken har valt; momsen hör till {tax_point}.",
        "Invoice day {day}, as the shop chose; the VAT belongs to {tax_point}.",
    ),
}
RATE = Text(
    "Beloppen i {currency} bokförs till kursen {rate} kr per {currency} ({source}, {day}).",
    "Amounts in {currency} are booked at {rate} SEK per {currency} ({source}, {day}).",
)
SHARED = Text(
    "Rabatten på {amount} kr är fördelad över varorna efter vad de kostar.",
    "The discount of {amount} is shared over the goods by what they cost.",
)


def _of_order(decision: Decision, invoice: Invoice) -> Iterator[Reason]:
    order = decision.order
    point = tax_point(order)
    if invoice.day != point:
        name = "chosen"
    elif order.paid_day == point:
        name = "paid"
    else:
        name = "delivered" if order.delivered_day == point else "ordered"
    facts = {"day": invoice.day.isoformat(), "tax_point": point.isoformat()}
    yield Reason("order", f"day-{name}", put(DAYS[name], facts))
    yield Reason("order", "method", METHODS[decision.policy.cash_method])
    if invoice.fx is not None and invoice.currency != SEK:
        fx = invoice.fx
        facts = {"currency": fx.currency, "day": fx.day.isoformat(), "rate": f"{fx.rate.normalize():f}"}
        sv, en = (
            RATE.in_language(one).format_map({**told, "source": source_word(fx.source, one)})
            for one, told in (("sv", with_commas(facts)), ("en", facts))
        )
        yield Reason("order", "rate", Text(sv, en))
    is_shared = sum(line.kind in (LineKind.GOODS, LineKind.SERVICE) for line in order.lines) > 1
    if order.discount_gross_ore and is_shared:
        yield Reason("order", "discount", put(SHARED, {"amount": kronor(order.discount_gross_ore)}))


# -- documents and vouchers --------------------------------------------------------------------

CREDITED = Text(
    "Återbetalningen krediteras med försäljningens egna konton och momssatser.",
    "The refund is credited on the sale's own accounts and at its own rates.",
)
CREDITED_WHOLE = Text(
    "Allt är betalt tillbaka: hela fakturan krediteras, med samma konton och momssatser.",
    "All is paid back: the whole invoice is credited, on the same accounts and at the same rates.",
)


def _of_documents(decision: Decision, naming: Naming) -> Iterator[Reason]:
    if decision.invoice is None:
        return
    yield from _of_rows("inv", decision.invoice, decision, naming)
    yield from _of_vouchers(decision.vouchers, "inv", decision.invoice, decision)
    for place, credit in enumerate(decision.credits, 1):
        about = "cred" if place == 1 else f"cred{place}"
        words = CREDITED_WHOLE if credit.is_whole else CREDITED
        yield Reason(about, "credit", put(words, {"key": credit.key}))
        yield from _of_rows(about, credit.invoice, decision, naming)
        yield from _of_vouchers(credit.vouchers, about, credit.invoice, decision)


def _of_rows(about: str, invoice: Invoice, decision: Decision, naming: Naming) -> Iterator[Reason]:
    for place, row in enumerate(invoice.rows):
        code, text = row_reason(row, invoice, decision, naming)
        yield Reason(about, code, text, place)


def _of_vouchers(
    vouchers: tuple[Voucher, ...], document: str, invoice: Invoice, decision: Decision
) -> Iterator[Reason]:
    """Of a voucher's rows, the ones that no row of the document explains: claim, VAT, money, rounding."""
    for voucher in vouchers:
        about = f"{document}:{voucher.kind}" + (f":{voucher.part}" if voucher.part else "")
        for place, row in enumerate(voucher.rows):
            found = booked_reason(row, voucher, invoice, decision)
            if found is not None:
                yield Reason(about, found[0], found[1], place)
