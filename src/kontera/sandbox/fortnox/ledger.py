"""The books of a company: vouchers by Fortnox's own rules as far as they are known.

An invoice debits the claim (1510) with its total, credits the sales accounts with net amounts and
the output VAT account that the *sales account's VAT code* points at, and books RoundOff on 3740.
A payment debits the mode's account and the write-offs and credits 1510. Under the cash method the
payment books sale and VAT too. Guess: the net of one rate is shared between its accounts by
largest fraction, and a part payment under the cash method books its share of every account.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import chart, documents
from kontera.sandbox.fortnox.company import Voucher
from kontera.sandbox.fortnox.documents import Paper
from kontera.sandbox.fortnox.errors import Refusal, without_code
from kontera.sandbox.fortnox.tables import INVOICE, INVOICE_ROW
from kontera.sandbox.fortnox.totals import HUNDRED, ZERO, Part, RateSum, half_up, settle

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.company import Company

PAPER = Paper("Invoice", "InvoiceRows", INVOICE, INVOICE_ROW, "invoices")

Sums = dict[int, Decimal]


def post(
    company: Company, series: str, *, day: str, sums: Sums, text: str, reference: str, kind: str
) -> Voucher:
    """Book one voucher; refuses a locked period or a day outside every financial year."""
    year = check_day(company, day)
    rows = [(account, amount) for account, amount in sorted(sums.items()) if amount]
    if sum((amount for _account, amount in rows), ZERO) != 0:
        raise ArithmeticError(f"voucher does not balance: {rows}")
    for account, _amount in rows:
        _usable(company, account)
    key = (series, int(year["Id"]))
    number = company.voucher_numbers.get(key, 0) + 1
    company.voucher_numbers[key] = number
    voucher = Voucher(
        series,
        number,
        key[1],
        date.fromisoformat(day),
        text,
        reference,
        kind,
        rows,
        company.clock.local(),
    )
    company.vouchers[series, number, key[1]] = voucher
    return voucher


def check_day(company: Company, day: str) -> Record:
    """The financial year of ``day``. Raises 2000401 for a locked period."""
    locked = company.switches.locked_until
    if locked is not None and day <= locked.isoformat():
        raise Refusal(2000401, message=f"Administratören har låst perioden t.o.m. {locked}")
    year = company.year_of(day)
    if year is None:
        raise without_code(f"Räkenskapsår saknas för {day}")
    return year


def _usable(company: Company, account: int) -> None:
    card = company.account(account)
    if card is None:
        raise Refusal(2000423, str(account))
    if not card["Active"]:
        raise Refusal(2000550, str(account))


def series_for(company: Company, name: str) -> str:
    return str(company.shelf("predefinedvoucherseries")[name]["VoucherSeries"])


def book_invoice(company: Company, record: Record) -> Voucher:
    sums = invoice_sums(company, record)
    text = f"Faktura {record['DocumentNumber']} {record['CustomerName']}".strip()
    series = series_for(company, "INVOICE")
    number = record["DocumentNumber"]
    return post(
        company, series, day=record["InvoiceDate"], sums=sums, text=text, reference=number, kind="INVOICE"
    )


def invoice_sums(company: Company, record: Record) -> Sums:
    """Amount per account of an invoice in SEK, debit positive."""
    parts = documents.parts(company, PAPER, record)
    totals = documents.total_of(company, PAPER, record)
    sales: Sums = {}
    others: Sums = {company.predefined("CUSTCLAIM"): totals.total}
    for rate_sum in totals.rates:
        mine = [part for part in parts if part.rate == rate_sum.rate]
        _share_rate(company, mine, rate_sum, sales, others, included=record["VATIncluded"])
    _add(others, company.predefined("ROUNDOFF"), -totals.round_off)
    return _in_sek(record, sales, others)


def _share_rate(
    company: Company, parts: list[Part], rate_sum: RateSum, sales: Sums, others: Sums, *, included: bool
) -> None:
    share = (HUNDRED + rate_sum.rate) / HUNDRED if included else Decimal(1)
    nets: Sums = {}
    for part in parts:
        _add(nets, part.account, part.amount / share)
    for account, net in zip(nets, settle(list(nets.values()), rate_sum.net), strict=True):
        _add(sales, account, -net)
    if not rate_sum.vat:
        return
    by_output: Sums = {}
    for account, net in nets.items():
        _add(by_output, output_account(company, account, rate_sum.rate), net * rate_sum.rate / HUNDRED)
    for account, vat in zip(by_output, settle(list(by_output.values()), rate_sum.vat), strict=True):
        _add(others, account, -vat)


def output_account(company: Company, account: int, rate: Decimal) -> int:
    """The account's VAT code decides. Guess: without one, the rate does."""
    card = company.account(account)
    code = company.vat_codes.get(str(card["VATCode"]) if card else "")
    name = code[1] if code else chart.OUTPUT_BY_RATE.get(rate)
    if name is None:
        raise without_code("Kunde inte hämta moms")
    return company.predefined(name)


def _in_sek(record: Record, sales: Sums, others: Sums) -> Sums:
    """Claim, VAT and rounding at the document's rate; what is left is shared over the sales accounts."""
    if record["Currency"] != "SEK":
        rate = Decimal(record["CurrencyRate"]) / Decimal(record["CurrencyUnit"])
        others = {account: half_up(amount * rate) for account, amount in others.items()}
        exact = [amount * rate for amount in sales.values()]
        sales = dict(zip(sales, settle(exact, -sum(others.values(), ZERO)), strict=True))
    result = dict(others)
    for account, amount in sales.items():
        _add(result, account, amount)
    return result


def _add(sums: Sums, account: int, amount: Decimal) -> None:
    if amount:
        sums[account] = sums.get(account, ZERO) + amount


# -- payments -----------------------------------------------------------------------------------


def book_payment(company: Company, payment: Record, invoice: Record) -> Voucher:
    """Book one payment; the money's account is the given one or its mode's."""
    paid = Decimal(payment["Amount"])
    written = sum((Decimal(off["Amount"]) for off in payment["WriteOffs"]), ZERO)
    sums: Sums = {}
    _add(sums, int(payment["ModeOfPaymentAccount"]), paid)
    for off in payment["WriteOffs"]:
        _add(sums, int(off["AccountNumber"]), Decimal(off["Amount"]))
    if company.method_on(invoice["InvoiceDate"]) == "CASH" and not invoice["Booked"]:
        for account, amount in _cash_share(company, invoice, paid + written).items():
            _add(sums, account, amount)
    else:
        _add(sums, company.predefined("CUSTCLAIM"), -(paid + written))
    text = f"Inbetalning faktura {invoice['DocumentNumber']} {invoice['CustomerName']}".strip()
    series = series_for(company, "INVOICEPAYMENT")
    return post(
        company,
        series,
        day=payment["PaymentDate"],
        sums=sums,
        text=text,
        reference=payment["Number"],
        kind="INVOICEPAYMENT",
    )


def _cash_share(company: Company, invoice: Record, settled: Decimal) -> Sums:
    """The payment's share of sale and VAT; the last one takes what is left."""
    whole = invoice_sums(company, invoice)
    total = whole.pop(company.predefined("CUSTCLAIM"), ZERO)
    before = company.cash_booked.setdefault(invoice["DocumentNumber"], {})
    done = -sum(before.values(), ZERO) + settled
    exact = [amount * done / total for amount in whole.values()] if total else []
    target = dict(zip(whole, settle(exact, -done), strict=True))
    share = {account: amount - before.get(account, ZERO) for account, amount in target.items()}
    company.cash_booked[invoice["DocumentNumber"]] = target
    return share


def balances(company: Company, year: int) -> Sums:
    """What every account moved by in a financial year."""
    sums: Sums = {}
    for voucher in company.vouchers_of(year):
        for account, amount in voucher.rows:
            _add(sums, account, amount)
    return sums
