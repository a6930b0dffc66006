"""A decision shown before anything is sent: as plain data, or as a calm ledger text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.books.place import Treatment
from kontera.books.returns import boxes, supplies
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from kontera.books.chart import Chart
    from kontera.books.decision import Decision
    from kontera.books.documents import DocumentRow, Invoice, Payment
    from kontera.books.returns import Supplied
    from kontera.books.voucher import Voucher

Json = dict[str, Any]
DOCUMENT_KINDS = {"invoice": "invoice", "credit": "credit_invoice"}
WIDTH = 52
"""Letters of a row's text or an account's name in the ledger text."""


def number(value: Decimal) -> str:
    """A quantity or rate without trailing zeros.

    >>> from decimal import Decimal
    >>> number(Decimal("25.50")), number(Decimal(100))
    ('25.5', '100')
    """
    return f"{value.normalize():f}"


def as_json(decision: Decision) -> Json:
    """The decision as data: documents, vouchers, status and the boxes of the VAT return.

    Amounts are kronor as text with two decimals; a voucher row has debit and credit.

    >>> from kontera.books.example import MADE
    >>> as_json(MADE)["vat_return"]
    {'05': '100.00', '10': '25.00'}
    """
    invoice = decision.invoice
    found = [{"code": one.code, "facts": dict(one.facts), "holds": one.holds} for one in decision.findings]
    papers = [] if invoice is None else [invoice, *(credit.invoice for credit in decision.credits)]
    supplied = [one for paper in papers for one in supplies(paper, decision.policy.chart)]
    ruled = decision.ruling
    return {
        "order": decision.order.number,
        "status": decision.status,
        "hypothesis": decision.hypothesis,
        "findings": found,
        "notes": list(decision.order.notes),
        "documents": [] if invoice is None else list(_documents(invoice, decision)),
        "vouchers": list(_vouchers(decision)),
        "vat_return": vat_return(decision),
        "oss_return": _oss_return(supplied),
        "periodic_summary": _periodic_summary(supplied, invoice) if invoice else [],
        "treatment": ruled.place.treatment.value if ruled else "",
        "rule": {"code": ruled.rule, "sv": ruled.text.sv, "en": ruled.text.en} if ruled else {},
    }


def _documents(invoice: Invoice, decision: Decision) -> Iterator[Json]:
    yield _document(invoice, decision.round_off_ore)
    for place, credit in enumerate(decision.credits, 1):
        shown = _document(credit.invoice, 0)
        yield {
            **shown,
            "id": _credit_id(place),
            "kind": "credit_invoice",
            "credits": "inv",
            "key": credit.key,
        }


def _credit_id(place: int) -> str:
    return "cred" if place == 1 else f"cred{place}"


def _vouchers(decision: Decision) -> Iterator[Json]:
    yield from (_voucher(voucher, decision, decision.payments, "inv") for voucher in decision.vouchers)
    for place, credit in enumerate(decision.credits, 1):
        for voucher in credit.vouchers:
            yield _voucher(voucher, decision, credit.payments, _credit_id(place))


def _document(invoice: Invoice, round_off: int) -> Json:
    totals: Json = {
        "currency": invoice.currency,
        "net": kronor(invoice.net_ore),
        "vat": [
            {
                "rate": number(total.rate),
                "base": kronor(total.base_ore),
                "vat": kronor(total.vat_ore),
                "gross": kronor(total.gross_ore),
            }
            for total in invoice.rates
        ],
        "vat_total": kronor(invoice.vat_ore),
        "rounding": kronor(invoice.rounding_ore + round_off),
        "total": kronor(invoice.total_ore + round_off),
    }
    if round_off:
        totals["fortnox_round_off"] = kronor(round_off)
    rows = [_row(row) for row in invoice.rows]
    day = invoice.day.isoformat()
    shown: Json = {"id": "inv", "kind": invoice.kind, "date": day, "rows": rows, "totals": totals}
    if invoice.fx is not None:
        shown |= {"currency": invoice.currency, "fx_rate": number(invoice.fx.rate)}
    return shown


def _row(row: DocumentRow) -> Json:
    shown: Json = {"text": row.text, "account": row.account, "vat_rate": number(row.rate)}
    if row.role == "rounding":
        return {**shown, "gross": kronor(row.gross_ore), "rounding": True}
    shown |= {"qty": number(row.quantity), "unit_price_incl": kronor(row.unit_gross_ore)}
    if row.discount_ore:
        shown["discount_amount"] = kronor(row.discount_ore)
    return {**shown, "gross": kronor(row.gross_ore)}


def _voucher(voucher: Voucher, decision: Decision, payments: Sequence[Payment], document: str) -> Json:
    rows = [
        {
            "account": row.account,
            "debit": kronor(max(row.amount_ore, 0)),
            "credit": kronor(max(-row.amount_ore, 0)),
        }
        for row in voucher.rows
    ]
    day = voucher.day.isoformat()
    if voucher.kind in DOCUMENT_KINDS:
        kind = DOCUMENT_KINDS[voucher.kind]
        return {"id": document, "kind": kind, "date": day, "document": document, "rows": rows}
    payment = next(one for one in payments if one.part == voucher.part)
    name = ("pay" if voucher.kind == "payment" else "ref") + ("_gift" if voucher.part == "gift_card" else "")
    shown: Json = {
        "id": name,
        "kind": voucher.kind,
        "date": day,
        "document": document,
        "method": payment.method,
    }
    if payment.write_off_ore:
        shown["write_off"] = [
            {"account": decision.policy.chart.rounding, "amount": kronor(payment.write_off_ore)}
        ]
    return {**shown, "rows": rows}


def vat_return(decision: Decision) -> dict[str, str]:
    """What the vouchers add to each box of the Swedish VAT return (kronor); empty boxes are left out.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> from kontera.books.voucher import Voucher, VoucherRow
    >>> rows = (VoucherRow(1510, 10600), VoucherRow(3003, -10000), VoucherRow(2631, -600))
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.PAID, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> vat_return(Decision(order, "book", vouchers=(Voucher("invoice", day, rows),)))
    {'05': '100.00', '12': '6.00'}
    """
    every = (*decision.vouchers, *(voucher for credit in decision.credits for voucher in credit.vouchers))
    found = boxes(every, decision.policy.chart)
    return {box: kronor(amount) for box, amount in found.items()}


def _oss_return(supplied: list[Supplied]) -> list[Json]:
    """What the order adds to the One Stop Shop return, credits taken off; zero is left out."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in supplied:
        if one.treatment is Treatment.OSS:
            key = one.country, number(one.rate), one.currency
            base, vat = sums.get(key, (0, 0))
            sums[key] = base + one.base_ore, vat + one.vat_ore
    return [
        {"country": country, "rate": rate, "currency": currency, "base": kronor(base), "vat": kronor(vat)}
        for (country, rate, currency), (base, vat) in sums.items()
        if base or vat
    ]


def _periodic_summary(supplied: list[Supplied], invoice: Invoice) -> list[Json]:
    """In SEK, by the buyer's VAT number and kind (Skatteverket, periodisk sammanställning)."""
    sums: dict[str, int] = {}
    for one in supplied:
        if one.treatment is Treatment.EU_B2B:
            sums[one.kind] = sums.get(one.kind, 0) + one.base_sek_ore
    return [
        {"vat_number": invoice.buyer.vat_number, "kind": kind, "amount": kronor(amount)}
        for kind, amount in sums.items()
        if amount
    ]


_WORDS: dict[str, Text] = {
    "order": Text("Order", "Order"),
    "book": Text("bokförs", "will be booked"),
    "no_voucher_zero_total": Text("inget att bokföra", "nothing to book"),
    "cancelled": Text("makulerad", "cancelled"),
    "held": Text("väntar på dig", "waits for you"),
    "invoice": Text("Faktura", "Invoice"),
    "payment": Text("Inbetalning", "Payment"),
    "credit": Text("Kreditfaktura", "Credit invoice"),
    "refund": Text("Återbetalning", "Repayment"),
    "voucher": Text("Verifikation", "Voucher"),
    "account": Text("Konto", "Account"),
    "debit": Text("Debet", "Debit"),
    "credit_side": Text("Kredit", "Credit"),
    "net": Text("Netto", "Net"),
    "vat": Text("Moms", "VAT"),
    "rounding": Text("Öresavrundning", "Rounding"),
    "total": Text("Summa", "Total"),
}


def as_text(decision: Decision, language: str = "sv") -> str:
    """The decision as a ledger a shopkeeper can read, in Swedish (``sv``) or English (``en``).

    >>> from kontera.books.example import MADE
    >>> print(as_text(MADE).splitlines()[0])
    Order 1001: bokförs
    """
    words = {name: text.in_language(language) for name, text in _WORDS.items()}
    lines = [f"{words['order']} {decision.order.number}: {words[decision.status]}"]
    lines += [f"  ! {finding.code} {_facts(finding.facts)}".rstrip() for finding in decision.findings]
    if decision.explanation.sv:
        lines.append(f"  {decision.explanation.in_language(language)}")
    if decision.invoice is not None:
        lines += ["", *_invoice_lines(decision.invoice, words)]
    for voucher in decision.vouchers:
        lines += ["", *_voucher_lines(voucher, decision.policy.chart, words)]
    for credit in decision.credits:
        lines += ["", *_invoice_lines(credit.invoice, words)]
        for voucher in credit.vouchers:
            lines += ["", *_voucher_lines(voucher, decision.policy.chart, words)]
    return "\n".join(lines) + "\n"


def _facts(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items())


def _spaced(ore: int) -> str:
    """Kronor as a Swedish ledger writes them: 1 234,50."""
    whole, part = kronor(ore).split(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}".replace(",", "\u00a0") + f",{part}"


def _invoice_lines(invoice: Invoice, words: dict[str, str]) -> Iterator[str]:
    yield f"{words[invoice.kind]} {invoice.day.isoformat()} {invoice.currency}"
    for row in invoice.rows:
        what = f"{number(row.quantity)} × {row.text}"[:WIDTH]
        yield f"  {row.account}  {what:<{WIDTH}} {number(row.rate):>4} % {_spaced(row.gross_ore):>14}"
    sums = {"net": invoice.net_ore, "vat": invoice.vat_ore, "rounding": invoice.rounding_ore}
    for name, amount in sums.items():
        if amount:
            yield f"  {words[name]:<{WIDTH + 13}} {_spaced(amount):>14}"
    yield f"  {words['total']:<{WIDTH + 13}} {_spaced(invoice.total_ore):>14}"


def _voucher_lines(voucher: Voucher, chart: Chart, words: dict[str, str]) -> Iterator[str]:
    yield f"{words['voucher']}: {words[voucher.kind].lower()} {voucher.day.isoformat()}"
    yield f"  {words['account']:<{WIDTH + 2}} {words['debit']:>12} {words['credit_side']:>12}"
    for row in voucher.rows:
        what = f"{row.account}  {chart.name_of(row.account)}"[: WIDTH + 2]
        debit = _spaced(row.amount_ore) if row.amount_ore > 0 else ""
        credit = _spaced(-row.amount_ore) if row.amount_ore < 0 else ""
        yield f"  {what:<{WIDTH + 2}} {debit:>12} {credit:>12}".rstrip()
