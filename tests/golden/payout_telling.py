"""How a file may tell a payout: refunds apart from the sales, and the rate by a name or by the voucher."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Json = dict[str, Any]
ORE, STEP = Decimal("0.01"), Decimal("0.0001")
RATES = ("fx_rate", "rate", "payout_rate", "exchange_rate", "currency_rate")
IN_BANK = ("bank_sek", "net_sek", "bank_amount_sek", "amount_sek")


def as_told(voucher: Json) -> Json:
    """The payout with what it clears as ``gross``; in another currency with ``fx_rate`` or ``bank_sek``."""
    told = dict(voucher["payout"])
    told["gross"] = _cleared(told)
    if told["currency"] != "SEK":
        told |= _named("fx_rate", told, RATES) | _named("bank_sek", told, IN_BANK)
        if "fx_rate" not in told:
            told |= _by_rows(told, voucher["rows"])
        told |= _rounded_apart(told, voucher["rows"])
    return {**voucher, "payout": told}


def unfounded(voucher: Json) -> list[str]:
    """Amounts in SEK that a payout tells and its rows do not have."""
    amounts = {Decimal(row[side]) for row in voucher["rows"] for side in ("debit", "credit")}
    told = voucher["payout"]
    return [
        f"payout {name}: {told[name]} stands on no account"
        for name in told
        if name.endswith("_sek") and abs(Decimal(str(told[name]))) not in amounts
    ]


def _cleared(told: Json) -> str:
    gross, refunds = Decimal(told["gross"]), Decimal(str(told.get("refunds", 0)))
    due = sum(Decimal(told[name]) for name in ("fee", "fee_vat", "net"))
    return f"{gross - abs(refunds):.2f}" if gross - abs(refunds) == due else told["gross"]


def _named(name: str, told: Json, names: tuple[str, ...]) -> Json:
    return next(({name: str(told[one])} for one in names if one in told), {})


def _by_rows(told: Json, rows: list[Json]) -> Json:
    """The rate of four decimals at which the bank's and the fee's rows come out; else the bank's alone."""
    net, fee = Decimal(told["net"]), Decimal(told["fee"])
    amounts = sorted((Decimal(row["debit"]) for row in rows if Decimal(row["debit"])), reverse=True)
    for bank in amounts if net else ():
        rate = (bank / net).quantize(STEP)
        if _at(net, rate) == bank and (not fee or _at(fee, rate) in amounts):
            return {"fx_rate": str(rate)}
    return {"fx_rate": str(amounts[0] / net), "bank_sek": f"{amounts[0]:.2f}"} if amounts and net else {}


def _rounded_apart(told: Json, rows: list[Json]) -> Json:
    """What the bank got, where gross and fee were each rounded and it is what is left of them."""
    gross, fee = (_at(Decimal(told[name]), Decimal(told["fx_rate"])) for name in ("gross", "fee"))
    due = _at(Decimal(told["net"]), Decimal(told["fx_rate"]))
    amounts = {Decimal(row["debit"]) for row in rows}
    if "bank_sek" in told or due in amounts or gross - fee not in amounts:
        return {}
    return {"bank_sek": f"{gross - fee:.2f}"}


def _at(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(ORE, ROUND_HALF_UP)
