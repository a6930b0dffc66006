"""The file's settings and orders → the books' policy and orders.

What is taken from where: orders and settings from the file; each line's rate as the product's rate;
the shop's VAT total from a shop arithmetic of its own (exact fractions, rounded once at the end); the
day an own invoice is paid from the expectation, because customers pay when they pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kontera.books.chart import Chart, Untaxed
from kontera.books.money import parse_ore
from kontera.books.order import (
    Address,
    Buyer,
    Fx,
    Line,
    LineKind,
    Order,
    Refund,
    RefundLine,
    Status,
    VatCheck,
)
from kontera.books.payments import payment_rule
from kontera.books.policy import Policy
from kontera.problems import Held

Json = dict[str, Any]
KINDS = {
    "goods": LineKind.GOODS,
    "bundle_discount": LineKind.GOODS,
    "service": LineKind.SERVICE,
    "gift_card": LineKind.GIFT_CARD,
    "gift_card_spv": LineKind.GIFT_CARD_SPV,
}


def merged(settings: Json, case: Json) -> Json:
    """The settings with a case's override, which names keys of the settings or of its accounts."""
    override = case.get("settings_override") or {}
    accounts = _deep(settings["accounts"], {k: v for k, v in override.items() if k in settings["accounts"]})
    return _deep({**settings, "accounts": accounts}, {k: v for k, v in override.items() if k not in accounts})


def _deep(base: Any, change: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(change, Mapping):
        return change
    return {**base, **{key: _deep(base.get(key), value) for key, value in change.items()}}


def policy_of(settings: Json) -> Policy:
    accounts = settings["accounts"]
    swedish = {
        role: {Decimal(rate): account for rate, account in accounts[role]["SE"].items()}
        for role in ("sales", "freight", "fee", "output_vat")
    }
    chart = Chart(
        receivable=accounts["receivable"],
        rounding=accounts["rounding"],
        gift_card=accounts["gift_card_liability"],
        gift_card_spv=accounts["gift_card_spv_liability"],
        bank=accounts["bank"],
        names={number: entry["name"] for number, entry in settings["chart"].items()},
        eu_consumer={Decimal(rate): account for rate, account in accounts["sales"]["EU_B2C_SE_VAT"].items()},
        oss={
            (country, Decimal(rate)): account
            for country, by_rate in accounts["sales"]["OSS"].items()
            for rate, account in by_rate.items()
        },
        oss_vat=accounts["output_vat"]["OSS"],
        fx_gain=accounts["fx_gain"],
        fx_loss=accounts["fx_loss"],
        input_vat=accounts["input_vat"],
        fee_eu=accounts["provider_fee_reverse_charge"],
        reverse_output=accounts["reverse_charge_output"],
        reverse_input=accounts["reverse_charge_input"],
        eu_business=_untaxed(accounts, "EU_B2B"),
        export=_untaxed(accounts, "EXPORT"),
        **swedish,
    )
    return Policy(
        chart=chart,
        payment_accounts=accounts["clearing"],
        gift_card_mode=settings["gift_card_mode"],
        max_rounding_ore=parse_ore(settings["max_auto_rounding"]),
        cash_method=settings["bookkeeping_method"] == "cash",
        eu_consumers="oss" if settings["oss_enabled"] else "swedish",
        rounding="write_off" if settings["fortnox_round_off"] != "off" else "stop",
    )


def _untaxed(accounts: Json, treatment: str) -> Untaxed:
    return Untaxed(
        goods=accounts["sales"][treatment],
        services=accounts["services"][treatment],
        freight=accounts["freight"][treatment],
        fee=accounts["fee"][treatment],
    )


def order_of(case: Json, policy: Policy) -> Order:
    raw = case["order"]
    customer, is_net = raw["customer"], not raw["prices_include_vat"]
    shipping = raw.get("shipping") or {"amount_incl": "0.00"}
    freight = parse_ore(shipping["amount_incl"]) - parse_ore(shipping.get("discount", "0.00"))
    card = raw.get("gift_card_used") or {}
    paid, delivered = days_of(case, policy)
    order = Order(
        number=raw["number"],
        status=Status.PAID if paid else Status.UNPAID,
        currency=raw["currency"],
        ordered_day=date.fromisoformat(raw["date"]),
        paid_day=paid,
        delivered_day=delivered,
        buyer=Buyer(
            is_company=customer["type"] == "company",
            vat_number=customer.get("vat_number", ""),
            billing=Address(country=customer.get("billing_country", customer["country"])),
            delivery=_delivery(customer),
            vat_check=_vat_check(raw, customer),
        ),
        lines=tuple(_line(line) for line in raw["lines"]),
        shipping_gross_ore=freight,
        discount_gross_ore=parse_ore((raw.get("discount") or {}).get("amount", "0.00")),
        fee_gross_ore=parse_ore((raw.get("fee") or {}).get("amount_incl", "0.00")),
        total_gross_ore=parse_ore(raw["shop_total"]),
        tax_ore=None,
        payment_method=raw["payment"]["method"],
        gift_card_ore=0 if card.get("spv") else parse_ore(card.get("amount", "0.00")),
        fx=_fx(raw),
        refunds=tuple(_refunds(raw)),
    )
    order = replace(order, tax_ore=shop_tax(order))
    return _on_top(order) if is_net else order


def _delivery(customer: Json) -> Address:
    country = customer.get("vat_territory", customer["country"])
    return Address(country=country, zip_code=customer.get("postcode", ""), city=customer.get("city", ""))


def _vat_check(raw: Json, customer: Json) -> VatCheck | None:
    number = customer.get("vat_number", "")
    if not number or "vat_number_valid" not in customer:
        return None
    return VatCheck(number, bool(customer["vat_number_valid"]), date.fromisoformat(raw["date"]))


def _fx(raw: Json) -> Fx | None:
    if "fx_rate" not in raw:
        return None
    return Fx(raw["currency"], Decimal(raw["fx_rate"]), date.fromisoformat(raw["tax_date"]))


UNBOOKED = ("before_payment", "invoice_created_not_booked")
"""How far an order may have come that is called off without a trace in the books."""
KEPT = re.compile("kept|keep|return|deduct|fee")
"""How a refund may name what was held back of it."""


def is_undone(raw: Json) -> bool:
    """Whether the order was called off after it had been booked or paid: all of it is given back."""
    return "cancelled" in raw and raw["cancelled"].get("stage", UNBOOKED[0]) not in UNBOOKED


def refunds_in(raw: Json) -> list[Json]:
    """``refund``, or several in ``refunds``; what was called off after the payment is given back in full."""
    told = list(raw.get("refunds") or ([raw["refund"]] if "refund" in raw else []))
    return told or ([{"type": "full", "date": raw["cancelled"]["date"]}] if is_undone(raw) else [])


def amount_in(told: Any) -> str | None:
    """An amount, by itself or inside ``{amount_incl: …}``."""
    if isinstance(told, Mapping):
        told = next((told[name] for name in ("amount_incl", "amount") if name in told), None)
    return None if told is None else str(told)


def kept_of(one: Json) -> str:
    """What was held back of a refund."""
    found = (told for name, told in one.items() if KEPT.search(name) and not isinstance(told, bool))
    return next((amount for told in found if (amount := amount_in(told))), "0.00")


def paid_back(one: Json) -> str | None:
    """What a refund says was paid back."""
    return next((amount_in(one[name]) for name in ("amount", "amount_incl") if name in one), None)


def _refunds(raw: Json) -> Iterator[Refund]:
    """Each full, by lines, or an amount; with freight given back, or a fee that was kept."""
    freight = amount_in(raw.get("shipping")) or "0.00"
    for place, one in enumerate(refunds_in(raw), 1):
        amount, back = paid_back(one), one.get("shipping")
        back = freight if back is True else amount_in(back) if back else None
        yield Refund(
            key=str(place),
            day=date.fromisoformat(str(one["date"])),
            amount_ore=None if amount is None else parse_ore(amount),
            lines=tuple(
                RefundLine(Decimal(line.get("qty", 1)), line["sku"]) for line in one.get("lines", [])
            ),
            freight_ore=None if back is None else parse_ore(back),
            kept_ore=parse_ore(kept_of(one)),
            is_full=one["type"] == "full",
        )


def _line(raw: Json) -> Line:
    rate = raw.get("vat_rate")
    return Line(
        title=raw["name"],
        quantity=Decimal(raw["qty"]),
        unit_gross_ore=parse_ore(raw["unit_price_incl"]),
        rate=None if rate is None else Decimal(rate),
        kind=KINDS[raw["kind"]],
        sku=raw["sku"],
    )


def told_apart(case: Json) -> Json:
    """The case as one shop could have it: a SKU that stands for several wares gets the order's number."""
    wares: dict[str, set[str]] = {}
    for line in (line for raw in case.get("orders", []) for line in raw["lines"]):
        wares.setdefault(line["sku"], set()).add(f"{line['name']} {line.get('vat_rate')} {line['kind']}")
    shared = {sku for sku, found in wares.items() if len(found) > 1}
    if not shared:
        return case
    return {**case, "orders": [_with_own_skus(raw, raw["number"], shared) for raw in case["orders"]]}


def _with_own_skus(tree: Any, number: str, shared: set[str]) -> Any:
    if isinstance(tree, list):
        return [_with_own_skus(one, number, shared) for one in tree]
    if not isinstance(tree, dict):
        return tree
    own = {name: _with_own_skus(value, number, shared) for name, value in tree.items()}
    return {**own, "sku": f"{own['sku']}-{number}"} if own.get("sku") in shared else own


def days_of(case: Json, policy: Policy) -> tuple[date | None, date | None]:
    """(paid, delivered): online money comes on the tax date, own invoices' when the case says so."""
    raw = case["order"]
    delivered = date.fromisoformat(raw["delivery_date"]) if "delivery_date" in raw else None
    if "cancelled" in raw and not is_undone(raw):
        return None, delivered
    tax_day = date.fromisoformat(raw["tax_date"])
    try:
        rule = payment_rule(raw["payment"]["method"], policy.payment_accounts, {}, ())
    except Held:
        return tax_day, delivered
    if not rule.own_invoice:
        return tax_day, delivered
    paid = [voucher["date"] for voucher in case["expect"]["vouchers"] if voucher["kind"] == "payment"]
    return (date.fromisoformat(paid[-1]) if paid else None), delivered or tax_day


def shop_tax(order: Order) -> int:
    """The VAT a shop would state: exact fractions all the way, rounded to whole öre at the end.

    A negative line without a rate of its own is a discount like any other.
    """
    lines = [(line, Fraction(line.quantity) * line.unit_gross_ore) for line in order.lines]
    sold = [(line, gross) for line, gross in lines if gross >= 0 or line.rate is not None]
    discount = order.discount_gross_ore - sum(gross for one in lines if one not in sold for gross in one[1:])
    carrying = [(line, gross) for line, gross in sold if line.kind in (LineKind.GOODS, LineKind.SERVICE)]
    base = sum(gross for _, gross in carrying if gross > 0)
    left = Fraction(base - discount, base) if base else Fraction(0)
    extras = order.shipping_gross_ore + order.fee_gross_ore
    after = sum(gross * (left if gross > 0 else 1) for _, gross in carrying)
    tax = Fraction(0)
    for line, gross in sold:
        rate = Fraction(0) if line.kind is LineKind.GIFT_CARD or line.rate is None else Fraction(line.rate)
        carries = line.kind in (LineKind.GOODS, LineKind.SERVICE)
        own = gross * left if carries and gross > 0 else gross
        share = (own / after if after else gross / base) * extras if carries and base else 0
        tax += (own + share) * rate / (100 + rate)
    return int(tax + Fraction(1, 2))


def _on_top(order: Order) -> Order:
    """The same order as a shop with prices excl. VAT states it, when its net prices are whole öre."""
    factor = 1 + Fraction(order.lines[0].rate or 0) / 100
    nets = [Fraction(line.unit_gross_ore) / factor for line in order.lines]
    freight = Fraction(order.shipping_gross_ore) / factor
    rates = {line.rate for line in order.lines}
    if len(rates) != 1 or order.discount_gross_ore or any(net.denominator != 1 for net in (*nets, freight)):
        return order
    lines = (
        replace(line, unit_gross_ore=0, unit_net_ore=int(net))
        for line, net in zip(order.lines, nets, strict=True)
    )
    return replace(order, lines=tuple(lines), shipping_gross_ore=int(freight), tax_on_top=True)
