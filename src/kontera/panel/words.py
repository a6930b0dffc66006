"""The panel's tables of words, and the language they are said in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from babel import Locale
from django.utils.translation import get_language

from kontera.books.methods import method_word
from kontera.choices import BY_NAME
from kontera.problems import PROBLEMS, Text, explain
from kontera.problems.texts import filled
from kontera.shops.models import Delivery, Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.problems import Explained

Language = Literal["sv", "en"]
ISO_LETTERS = 2

STATES: dict[str, Text] = {
    Order.State.SEEN.value: Text("Väntar", "Waiting"),
    Order.State.DUE.value: Text("På väg", "On its way"),
    Order.State.HELD.value: Text("Stoppad", "Stopped"),
    Order.State.DONE.value: Text("Klar", "Done"),
    Order.State.CANCELLED.value: Text("Makulerad", "Cancelled"),
    Order.State.SKIPPED.value: Text("Skickas inte", "Not sent"),
    Order.State.SUMMED.value: Text("I dagssumman", "In the daily summary"),
}
"""How far one order has come."""

MANY: dict[str, Text] = {
    Order.State.SEEN.value: Text("Väntar", "Waiting"),
    Order.State.DUE.value: Text("På väg", "On their way"),
    Order.State.HELD.value: Text("Stoppade", "Stopped"),
    Order.State.DONE.value: Text("Klara", "Done"),
    Order.State.CANCELLED.value: Text("Makulerade", "Cancelled"),
    Order.State.SKIPPED.value: Text("Skickas inte", "Not sent"),
    Order.State.SUMMED.value: Text("I dagssumman", "In the daily summary"),
}
"""The same of several orders, in the order the filter shows them."""

SHOP_STATUS: dict[str, Text] = {
    "unpaid": Text("obetald", "unpaid"),
    "paid": Text("betald", "paid"),
    "done": Text("levererad", "sent"),
    "cancelled": Text("makulerad", "cancelled"),
    "unknown": Text("okänd", "unknown"),
}
"""What the shop itself says of the order."""

KINDS: dict[str, Text] = {
    Delivery.Kind.ORDER.value: Text("Order", "Order"),
    Delivery.Kind.INVOICE.value: Text("Faktura", "Invoice"),
    Delivery.Kind.PAYMENT.value: Text("Betalning", "Payment"),
    Delivery.Kind.CREDIT.value: Text("Kreditfaktura", "Credit invoice"),
    "credit_invoice": Text("Kreditfaktura", "Credit invoice"),
    Delivery.Kind.VOUCHER.value: Text("Verifikation", "Voucher"),
    Delivery.Kind.SUMMARY.value: Text("Dagssumma", "Daily summary"),
    "refund": Text("Återbetalning", "Paid back"),
}

DELIVERY_STATES: dict[str, Text] = {
    Delivery.State.SENDING.value: Text("skickas", "being sent"),
    Delivery.State.SENT.value: Text("mottagen, inte bokförd", "received, not booked"),
    Delivery.State.BOOKED.value: Text("bokförd", "booked"),
    Delivery.State.CANCELLED.value: Text("makulerad", "cancelled"),
    Delivery.State.REFUSED.value: Text("nekad", "refused"),
}

ANSWERS: dict[str, Text] = {
    "total_ore": Text("Totalt enligt Fortnox", "Total by Fortnox"),
    "vat_ore": Text("Moms enligt Fortnox", "VAT by Fortnox"),
    "round_off_ore": Text("Öresutjämning", "Rounding"),
    "to_pay_ore": Text("Att betala", "To pay"),
    "balance_ore": Text("Kvar att betala", "Left to pay"),
    "amount_ore": Text("Betalt", "Paid"),
    "write_off_ore": Text("Avskrivet", "Written off"),
}
"""The amounts (öre) of a delivery's answer that are shown."""

BOXES: dict[str, Text] = {
    "05": Text("Momspliktig försäljning", "Taxed sales"),
    "10": Text("Utgående moms 25 %", "Output VAT 25%"),
    "11": Text("Utgående moms 12 %", "Output VAT 12%"),
    "12": Text("Utgående moms 6 %", "Output VAT 6%"),
    "20": Text("Inköp av varor från ett annat EU-land", "Goods bought from another EU country"),
    "21": Text("Inköp av tjänster från ett annat EU-land", "Services bought from another EU country"),
    "22": Text("Inköp av tjänster från ett land utanför EU", "Services bought from outside the EU"),
    "23": Text(
        "Inköp av varor i Sverige, köparen är skattskyldig", "Goods bought in Sweden, the buyer liable"
    ),
    "24": Text(
        "Inköp av tjänster i Sverige, köparen är skattskyldig", "Services bought in Sweden, the buyer liable"
    ),
    "30": Text("Utgående moms 25 % på inköp", "Output VAT 25% on purchases"),
    "31": Text("Utgående moms 12 % på inköp", "Output VAT 12% on purchases"),
    "32": Text("Utgående moms 6 % på inköp", "Output VAT 6% on purchases"),
    "35": Text("Varor till ett annat EU-land", "Goods to another EU country"),
    "36": Text("Varor utanför EU", "Goods outside the EU"),
    "39": Text("Tjänster till företag i ett annat EU-land", "Services to companies in another EU country"),
    "40": Text("Övriga tjänster utomlands", "Other services abroad"),
    "42": Text("Momsfri försäljning", "VAT-free sales"),
    "48": Text("Ingående moms att dra av", "Input VAT to deduct"),
}
"""Boxes of the Swedish VAT return (Skatteverket, momsdeklaration)."""

TREATMENTS: dict[str, Text] = {
    "SE": Text(
        "Leverans i Sverige: butiken redovisar svensk moms.",
        "Delivered in Sweden: the shop accounts for Swedish VAT.",
    ),
    "EU_B2C_SE_VAT": Text(
        "Konsument i EU: svensk moms, under gränsen.",
        "A consumer in the EU: Swedish VAT, below the threshold.",
    ),
    "OSS": Text(
        "Konsument i EU: köparens lands moms, i OSS.",
        "A consumer in the EU: the VAT of the buyer’s country, in the One Stop Shop.",
    ),
    "EU_B2B": Text(
        "Företag i EU: utan moms, i den periodiska sammanställningen.",
        "A company in the EU: without VAT, in the periodic summary.",
    ),
    "EXPORT": Text("Utanför EU:s momsområde: utan moms.", "Outside the VAT area of the EU: without VAT."),
}
"""Who pays the tax, by treatment."""

NOTES: dict[str, Text] = {
    "asked": Text("{by} tryckte på Fortnox-knappen.", "{by} pressed the Fortnox button."),
    "choices-changed": Text(
        "{by} ändrade butikens val ({choices}); ordern tänks igenom på nytt.",
        "{by} changed the shop’s choices ({choices}); the order is thought through again.",
    ),
    "seen": Text("Ordern sågs första gången.", "The order was first seen."),
    "changed": Text("Ordern ändrades i butiken.", "The order was changed in the shop."),
    "sent": Text("{kind} {number} skickades till Fortnox.", "{kind} {number} was sent to Fortnox."),
    "adopted": Text(
        "Dokument {number} fanns redan i Fortnox och togs över, i stället för att skickas igen.",
        "Document {number} was in Fortnox already and was adopted, not sent again.",
    ),
    "rewritten": Text(
        "Den obokförda fakturan {number} skrevs om i Fortnox.",
        "The unbooked invoice {number} was written anew in Fortnox.",
    ),
    "booked": Text("Bokförd i Fortnox: {voucher}.", "Booked in Fortnox: {voucher}."),
    "booked-as-voucher": Text(
        "Fortnox tar inte {rate} % moms på en faktura. Ordern bokfördes som verifikation {voucher}.",
        "Fortnox takes no VAT of {rate} % on an invoice. The order was booked as voucher {voucher}.",
    ),
    "summed": Text(
        "Ordern väntar på dagssumman för {day}.", "The order waits for the daily summary of {day}."
    ),
    "change-summed": Text(
        "Ändringen efter dagssumman tas med i dagssumman för {day}.",
        "The change after the daily summary goes into the daily summary of {day}.",
    ),
    "booked-in-summary": Text(
        "Bokförd i dagssumman för {day}, verifikation {voucher}.",
        "Booked in the daily summary of {day}, voucher {voucher}.",
    ),
    "paid": Text("Betalningen är bokförd i Fortnox.", "The payment is booked in Fortnox."),
    "done": Text("Klar.", "Done."),
    "cancelled": Text("Ordern makulerades.", "The order was cancelled."),
    "skipped": Text("Ordern har inget värde att bokföra.", "The order has no value to book."),
}
"""What may happen to an order. A code that is no problem and not here is shown as it is."""


def language() -> Language:
    """The reader's language; anything but English is read as Swedish."""
    return "en" if (get_language() or "").startswith("en") else "sv"


def spoken(text: Text) -> str:
    return text.in_language(language())


def word(table: Mapping[str, Text], name: str) -> str:
    """The word for ``name``; a name the table lacks is shown as it is."""
    text = table.get(name)
    return spoken(text) if text else name


def country(code: str) -> str:
    """A country's name for its code; what is no code is shown as it is."""
    names = Locale(language()).territories
    return str(names.get(code.upper(), code)) if len(code) == ISO_LETTERS else code


def voucher(told: str) -> str:
    """A voucher's series and number, without Fortnox's own number of its year: "A 17 5" → "A 17"."""
    return " ".join(told.split()[:2])


def _names(value: str) -> str:
    return ", ".join(method_word(one.strip(), language()) for one in value.split(","))


PUT: Mapping[str, Callable[[str], str]] = {
    "country": country,
    "provider": _names,
    "known": _names,
    "method": _names,
    "voucher": voucher,
}
"""Facts that are codes, and how they are said."""


def reason(code: str, facts: Mapping[str, str]) -> Explained:
    """A problem in the reader's language, with names instead of codes."""
    said = {name: PUT[name](value) if name in PUT else value for name, value in facts.items()}
    return explain(code, said, language())


def _in_words(facts: Mapping[str, str]) -> Mapping[str, str]:
    """A note's facts, with the names of choices as the page of choices says them."""
    if "choices" not in facts:
        return facts
    names = [name.strip() for name in facts["choices"].split(",")]
    return {
        **facts,
        "choices": ", ".join(spoken(BY_NAME[one].label) if one in BY_NAME else one for one in names),
    }


def told(code: str, facts: Mapping[str, str]) -> str:
    """What a note says."""
    facts = _in_words(facts)
    if code in PROBLEMS:
        return reason(code, facts).sentence
    return filled(word(NOTES, code), facts, language()) if code in NOTES else reason(code, facts).what
