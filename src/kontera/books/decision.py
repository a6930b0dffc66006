"""The decision on an order: what should be booked, or why not. Pure, and never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kontera.books.checks import Finding, findings_of
from kontera.books.documents import invoice_for, payments_for
from kontera.books.order import Status
from kontera.books.policy import DEFAULT_POLICY, Policy
from kontera.books.proof import prove
from kontera.books.refunds import credits_for
from kontera.books.vat import ruled
from kontera.books.voucher import cash_voucher, invoice_voucher, payment_voucher
from kontera.problems import Held, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kontera.books.documents import Invoice, Payment
    from kontera.books.order import Order
    from kontera.books.refunds import Credit
    from kontera.books.vat import Ruling
    from kontera.books.voucher import Voucher

DecisionStatus = Literal["book", "no_voucher_zero_total", "cancelled", "held"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an order should become.

    ``order`` has its proven rates (as read when held or cancelled). ``invoice``, ``payments`` and
    ``vouchers`` are empty when the order is held or cancelled. ``round_off_ore`` is Fortnox's own rounding.
    """

    order: Order
    status: DecisionStatus
    invoice: Invoice | None = None
    payments: tuple[Payment, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    findings: tuple[Finding, ...] = ()
    hypothesis: str = ""
    explanation: Text = field(default_factory=lambda: Text("", ""))
    round_off_ore: int = 0
    policy: Policy = DEFAULT_POLICY
    """The choices it was made under."""
    credits: tuple[Credit, ...] = ()
    """One for each refund, oldest first."""
    ruling: Ruling | None = None
    """Whose VAT it carries, and which rule says so; ``None`` while that is not known."""

    @property
    def held(self) -> Finding | None:
        """The first finding that holds the order, or ``None``."""
        return next((finding for finding in self.findings if finding.holds), None)

    @property
    def skips_zero(self) -> bool:
        """Whether the shop wants no document for an order that books nothing."""
        return self.policy.zero_orders == "skip"


def decide(order: Order, policy: Policy, today: date, fortnox_round_off_ore: int = 0) -> Decision:
    """The documents and vouchers an order should become under a shop's choices.

    Everything that is found is shown at once; anything that holds the order leaves nothing to book.
    ``fortnox_round_off_ore`` is Fortnox's own rounding of the document, once it is known.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 11, 10)
    >>> order = Order("1001", Status.PAID, "SEK", day, day, None, Buyer(),
    ...               (Line("Kruka", Decimal(1), 12500, Decimal(25), sku="A01"),), 0, 0, 0, 12500,
    ...     2500, "klarna")
    >>> decision = decide(order, DEFAULT_POLICY, day)
    >>> decision.status, [(row.account, row.amount_ore) for row in decision.vouchers[0].rows]
    ('book', [(1510, 12500), (2611, -2500), (3001, -10000)])
    """
    if order.status is Status.CANCELLED:
        return Decision(order, "cancelled", policy=policy)
    known = ruled(order, policy)
    found = findings_of(order, policy, known)
    if isinstance(known, Held) or any(finding.code == "negative-amount" for finding in found):
        return Decision(order, "held", findings=found, policy=policy)
    try:
        proof = prove(order, policy, known.place)
        late = () if proof.order is order else _new_findings(proof.order, policy, found, known)
        if any(finding.holds for finding in (*found, *late)):
            return Decision(proof.order, "held", findings=(*found, *late), policy=policy, ruling=known)
        invoice = invoice_for(proof.order, policy, today, known.place)
        payments = payments_for(proof.order, policy, invoice, fortnox_round_off_ore)
        vouchers = tuple(vouchers_for(invoice, payments, policy, fortnox_round_off_ore))
        given_back = credits_for(invoice, payments, proof.order.refunds, policy, today)
    except Held as held:
        codes = {finding.code for finding in found}
        extra = () if held.code in codes else (Finding.of(held),)
        return Decision(order, "held", findings=(*found, *extra), policy=policy)
    books = bool(invoice.total_ore or invoice_voucher(invoice, policy.chart).rows)
    return Decision(
        order=proof.order,
        status="book" if books else "no_voucher_zero_total",
        invoice=invoice,
        payments=payments,
        vouchers=vouchers,
        findings=(*found, *late),
        hypothesis=proof.hypothesis,
        explanation=proof.explanation,
        round_off_ore=fortnox_round_off_ore,
        policy=policy,
        credits=given_back,
        ruling=known,
    )


def _new_findings(
    order: Order, policy: Policy, found: tuple[Finding, ...], known: Ruling
) -> tuple[Finding, ...]:
    codes = {finding.code for finding in found}
    return tuple(finding for finding in findings_of(order, policy, known) if finding.code not in codes)


def vouchers_for(
    invoice: Invoice, payments: tuple[Payment, ...], policy: Policy, fortnox_round_off_ore: int = 0
) -> Iterator[Voucher]:
    """The vouchers of an invoice and its payments, without those that would be empty.

    Faktureringsmetoden: one for the invoice, one per payment. Kontantmetoden: only the payments.

    >>> from datetime import date
    >>> from kontera.books.documents import Invoice
    >>> from kontera.books.order import Buyer
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> empty = Invoice("invoice", "1", date(2026, 11, 10), "SEK", (), (), 0, 0, 0, 0, Buyer())
    >>> list(vouchers_for(empty, (), DEFAULT_POLICY))
    []
    """
    chart, settled = policy.chart, 0
    if not policy.cash_method:
        voucher = invoice_voucher(invoice, chart, fortnox_round_off_ore)
        if voucher.rows:
            yield voucher
    for payment in payments:
        if policy.cash_method:
            yield cash_voucher(invoice, payment, chart, before_ore=settled)
        else:
            yield payment_voucher(payment, chart)
        settled += payment.sek_ore + payment.write_off_ore
