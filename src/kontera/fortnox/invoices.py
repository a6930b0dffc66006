"""Invoices: create, find by our reference, read, book, cancel, credit, e-mail.

Prices are sent incl. VAT with two decimals, so the shop's totals survive; ``Total``,
``TotalVAT`` and ``RoundOff`` come back in the answer of the create and cost no call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.fortnox import document, wire
from kontera.fortnox.document import Fields
from kontera.fortnox.errors import addressed
from kontera.fortnox.vouchers import VoucherKey, voucher_at
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from kontera.books.documents import Invoice
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/invoices"
_COMPARED = ("ExternalInvoiceReference1", "Cancelled", "Total")


@dataclass(frozen=True, slots=True)
class InvoiceAnswer:
    """What Fortnox says about one invoice. Amounts in öre of ``currency``, incl. VAT.

    None: a list does not tell (``vat_ore``, ``round_off_ore``, ``to_pay_ore``, ``accounting_method``).
    """

    number: str
    reference: str
    total_ore: int
    vat_ore: int | None
    round_off_ore: int | None
    to_pay_ore: int | None
    balance_ore: int | None
    currency: str
    booked: bool
    cancelled: bool
    credit: bool
    day: date | None
    final_pay_day: date | None
    accounting_method: str
    voucher: VoucherKey | None
    customer_number: str
    order_number: str
    """The Fortnox order it was made from, ``""`` when none."""
    warehouse_ready: bool
    row_totals_ore: tuple[int, ...]
    credited_by: str = ""
    """The credit invoice that was made of it, ``""`` when none. On a credit invoice: its original."""
    rate: Decimal | None = None
    """SEK for one unit of its currency; ``None`` where it is not told."""
    sent: bool = False
    """Fortnox counts it as sent (e-mailed or printed)."""

    @property
    def is_whole(self) -> bool:
        """It says all that must agree before it may be booked."""
        return self.vat_ore is not None and self.round_off_ore is not None and self.currency != ""

    @property
    def by_cash_method(self) -> bool:
        """Booked at payment (kontantmetoden): bookkeep is not for this invoice."""
        return self.accounting_method == "CASH"


def create(
    client: Client, invoice: Invoice, *, reference: str, customer_number: str, fields: Fields | None = None
) -> InvoiceAnswer:
    """Create an unbooked invoice; raises ``UnknownOutcome`` when it may or may not exist."""
    wanted = fields or Fields()
    body = {
        **document.head(invoice, wanted, reference=reference, customer_number=customer_number),
        "InvoiceDate": invoice.day.isoformat(),
        **({"DueDate": wanted.due_day.isoformat()} if wanted.due_day else {}),
        "InvoiceRows": document.rows(invoice, wanted, with_ordered=False),
    }
    try:
        return _answer(client.post(PATH, {"Invoice": body}))
    except Held as problem:
        raise document.explain_rows(problem, invoice) from None


def get(client: Client, number: str) -> InvoiceAnswer:
    """One invoice; ``Held("fortnox-invoice-missing")`` when there is none."""
    with addressed("fortnox-invoice-missing"):
        return _answer(client.get(f"{PATH}/{number}"))


def find(client: Client, reference: str) -> list[InvoiceAnswer]:
    """All living invoices that carry exactly ``reference``.

    Fortnox matches by prefix or "contains", so every page is read and compared; cancelled ones do not count.
    What a list leaves out is read from the invoice itself: not to find it would be to make it twice.
    """
    params = {"externalinvoicereference1": reference}
    items = (item for item in client.items(PATH, "Invoices", params) if _may_carry(item, reference))
    found = (_read(item) if wire.tells(item, *_COMPARED) else get(client, _number(item)) for item in items)
    return [item for item in found if item.reference == reference and not item.cancelled]


def bookkeep(client: Client, number: str) -> InvoiceAnswer:
    """Book it. An invoice that turns out to be booked already is the answer, not an error."""
    return _acted(client, number, "bookkeep", lambda found: found.booked)


def cancel(client: Client, number: str) -> InvoiceAnswer:
    """Cancel (makulera) an unbooked invoice; one that is cancelled already is the answer."""
    return _acted(client, number, "cancel", lambda found: found.cancelled)


@dataclass(frozen=True, slots=True)
class Linked:
    """A credit invoice that has just been made of an invoice: unbooked, and of the same customer."""

    number: str
    customer_number: str


def credit(client: Client, number: str) -> Linked:
    """Make a credit invoice (kreditfaktura) of a booked invoice; it is unbooked.

    The answer is the original, which names the credit invoice (developer docs, CreditInvoiceReference);
    should it be the credit invoice, that names its original. An invoice can be credited once by this action;
    a second time is refused.
    """
    raw = wire.inside(client.act(f"{PATH}/{number}/credit"), "Invoice")
    told, itself = wire.reference_at(raw, "CreditInvoiceReference"), _number(raw)
    made = itself if told == number and itself != number else told
    made = made or get(client, number).credited_by
    if not made:
        call = f"PUT {PATH}/{number}/credit"
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": call}, after=10)
    return Linked(made, wire.text_at(raw, "CustomerNumber"))


def name_credit(
    client: Client, number: str, *, reference: str, day: date, customer_number: str
) -> InvoiceAnswer:
    """Give an unbooked credit invoice our own reference and its day.

    Guess: it is made with the reference of its original, which must not be found twice.
    """
    body: dict[str, object] = {
        "CustomerNumber": customer_number,
        "InvoiceDate": day.isoformat(),
        "ExternalInvoiceReference1": reference,
    }
    answer = _changed(client, number, body)
    return answer if answer.is_whole else get(client, number)


def email(client: Client, number: str) -> None:
    """Let Fortnox e-mail it to the customer. Though a GET, it sends: never repeated once it may be done."""
    client.get_once(f"{PATH}/{number}/email")


def rewrite(
    client: Client,
    number: str,
    invoice: Invoice,
    *,
    reference: str,
    customer_number: str,
    fields: Fields | None = None,
    day: date | None = None,
) -> InvoiceAnswer:
    """Write the whole content over an unbooked invoice; its date stays unless a ``day`` is given.

    Rows are matched by position and keep what is not sent (measured 2026), so each row says everything.
    Whether rows beyond the last one go away is not documented: compare the totals of the answer.
    """
    wanted = fields or Fields()
    body = {
        **document.head(invoice, wanted, reference=reference, customer_number=customer_number),
        **({"InvoiceDate": day.isoformat()} if day else {}),
        "InvoiceRows": document.whole_rows(invoice, wanted),
    }
    try:
        return _changed(client, number, body)
    except Held as problem:
        raise document.explain_rows(problem, invoice) from None


def redate(
    client: Client, number: str, day: date, due_day: date | None = None, *, customer_number: str = ""
) -> InvoiceAnswer:
    """Set the date of an unbooked invoice: one made from an order is dated today.

    Fortnox's description of the API demands the customer's number in every body of an invoice.
    """
    body: dict[str, object] = {
        **({"CustomerNumber": customer_number} if customer_number else {}),
        "InvoiceDate": day.isoformat(),
        **({"DueDate": due_day.isoformat()} if due_day else {}),
    }
    return _changed(client, number, body)


def _changed(client: Client, number: str, body: dict[str, object]) -> InvoiceAnswer:
    answer = client.put(f"{PATH}/{number}", {"Invoice": body})
    return _answer(answer) if wire.inside(answer, "Invoice") else get(client, number)


def _acted(
    client: Client, number: str, action: str, is_done: Callable[[InvoiceAnswer], bool]
) -> InvoiceAnswer:
    """The code of a repeated action is not known, so a refusal is checked against the document."""
    try:
        answer = client.act(f"{PATH}/{number}/{action}")
    except Held as refused:
        found = get(client, number)
        if not is_done(found):
            raise refused from None
        return found
    return _answer(answer) if wire.inside(answer, "Invoice") else get(client, number)


def _answer(answer: Json) -> InvoiceAnswer:
    raw = wire.inside(answer, "Invoice")
    if not wire.reference_at(raw, "DocumentNumber"):
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return _read(raw)


def _read(raw: Json) -> InvoiceAnswer:
    return InvoiceAnswer(
        number=wire.reference_at(raw, "DocumentNumber"),
        reference=wire.text_at(raw, "ExternalInvoiceReference1"),
        total_ore=_total(raw),
        vat_ore=wire.ore_at(raw, "TotalVAT"),
        round_off_ore=wire.ore_at(raw, "RoundOff"),
        to_pay_ore=wire.ore_at(raw, "TotalToPay"),
        balance_ore=wire.ore_at(raw, "Balance"),
        currency=wire.text_at(raw, "Currency"),
        booked=wire.flag_at(raw, "Booked"),
        cancelled=wire.flag_at(raw, "Cancelled"),
        credit=wire.flag_at(raw, "Credit"),
        day=wire.day_at(raw, "InvoiceDate"),
        final_pay_day=wire.day_at(raw, "FinalPayDate"),
        accounting_method=wire.text_at(raw, "AccountingMethod").upper(),
        voucher=voucher_at(raw),
        customer_number=wire.text_at(raw, "CustomerNumber"),
        order_number=wire.reference_at(raw, "OrderReference"),
        warehouse_ready=wire.flag_at(raw, "WarehouseReady") if "WarehouseReady" in raw else True,
        row_totals_ore=tuple(wire.ore_at(row, "Total") or 0 for row in wire.listed(raw, "InvoiceRows")),
        credited_by=wire.reference_at(raw, "CreditInvoiceReference"),
        rate=wire.rate_at(raw),
        sent=wire.flag_at(raw, "Sent"),
    )


def _may_carry(item: Json, reference: str) -> bool:
    return wire.text_at(item, "ExternalInvoiceReference1") in ("", reference)


def _number(item: Json) -> str:
    return wire.reference_at(item, "DocumentNumber")


def _total(raw: Json) -> int:
    total = wire.ore_at(raw, "Total")
    if total is None:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": "Total"}, after=5)
    return total
