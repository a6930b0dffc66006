"""A golden case on the stage: the Quickbutik shop, its order, the choices and the Fortnox company.

The one place that turns the file's settings into a shop's choices and a company's registers. The
order is put in the sandbox's shop, which adds up its VAT by an arithmetic of its own; only the total
is the file's.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.golden.reading import is_undone, order_of, refunds_in

from kontera.books.money import kronor
from kontera.books.policy import DEFAULT_POLICY
from kontera.config.environment import Environment
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.public.registers import Registers
    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.server import Addresses
    from kontera.sandbox.world import World

Json = dict[str, Any]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY = "2026-01-01"
MOST_ROUNDING = "0.50"
VAT_CODES = {"25": "MP1", "12": "MP2", "6": "MP3", "0": "MF"}
OUTPUT = {"25": "OUTVAT_MP1", "12": "OUTVAT_MP2", "6": "OUTVAT_MP3"}
METHODS = {"accrual": "ACCRUAL", "cash": "CASH"}
GIFT_CARDS = ("gift_card", "gift_card_spv")
BUYER = {
    "email": "kim@example.se",
    "full_name": "Kim Golden",
    "address": "Storgatan 1",
    "zipcode": "111 22",
    "city": "Stockholm",
}


def noon(day: date | str) -> datetime:
    """Noon of a day in Stockholm."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)


def environment(places: Addresses) -> Environment:
    """The surroundings of a process on the stage."""
    return Environment(
        fortnox_client_id=CLIENT_ID,
        fortnox_client_secret=CLIENT_SECRET,
        fortnox_api_url=places.fortnox_api,
        fortnox_auth_url=places.fortnox_auth,
        quickbutik_api_url=places.quickbutik_api,
        vies_url=f"{places.public}/vies",
        riksbank_url=f"{places.public}/riksbank",
        ecb_url=f"{places.public}/ecb",
        quickbutik_pace=0,
        fortnox_limit=None,
    )


# The file's settings → the choices of a shop and the registers of a company.


def choices_of(ones: list[Json], settings: Json) -> Json:
    """What the shopkeeper of this case (once for each order) has chosen, as a choices file would say it."""
    accounts, orders = settings["accounts"], [one["order"] for one in ones]
    if settings["max_auto_rounding"] != MOST_ROUNDING:
        raise ValueError("max_auto_rounding is a rule of the books and no choice")
    return {
        "end": "invoice" if _stage(orders[0]) == "invoice_created_not_booked" else "paid",
        "after_booking": "credit",
        "start_day": FIRST_DAY,
        "posting_mode": "daily" if settings["posting_mode"] == "daily_summary" else "invoices",
        "zero_orders": "document",
        "account_receivable": accounts["receivable"],
        "account_rounding": accounts["rounding"],
        "account_gift_card": accounts["gift_card_liability"],
        "account_gift_card_spv": accounts["gift_card_spv_liability"],
        "sales_accounts": accounts["sales"]["SE"],
        "freight_accounts": accounts["freight"]["SE"],
        "fee_accounts": accounts["fee"]["SE"],
        "vat_accounts": accounts["output_vat"]["SE"],
        "eu_consumers": "oss" if settings["oss_enabled"] else "swedish",
        "oss_accounts": {
            f"{country} {rate}": number
            for country, rates in accounts["sales"]["OSS"].items()
            for rate, number in rates.items()
        },
        "account_oss_vat": accounts["output_vat"]["OSS"],
        "account_eu_consumer": accounts["sales"]["EU_B2C_SE_VAT"]["25"],
        "eu_business_accounts": _untaxed(accounts, "EU_B2B"),
        "export_accounts": _untaxed(accounts, "EXPORT"),
        "payment_accounts": accounts["clearing"],
        "payment_fees": {
            raw["payment"]["method"]: raw["fee"]["amount_incl"] for raw in orders if raw.get("fee")
        },
        "payout_bank_accounts": dict.fromkeys(accounts["clearing"], accounts["bank"]),
        "payout_fee_accounts": dict.fromkeys(accounts["clearing"], accounts["provider_fee"]),
        "payout_fee_vat": settings["fee_vat"],
        "gift_card_mode": settings["gift_card_mode"],
        "service_skus": [line["sku"] for raw in orders for line in raw["lines"] if line["kind"] == "service"],
        "rounding": "stop" if settings["fortnox_round_off"] == "off" else "write_off",
    }


def _untaxed(accounts: Json, treatment: str) -> Json:
    roles = {"goods": "sales", "services": "services", "freight": "freight", "fee": "fee"}
    return {name: accounts[role][treatment] for name, role in roles.items()}


def add_company(world: World, tenant: int, settings: Json, ones: list[Json]) -> Company:
    """The company that keeps this shop's books: chart, VAT codes, method and rounding as the file says.

    It has the currencies of the orders, and the financial years in which something happens to them.
    """
    accounts = settings["accounts"]
    company = world.add_company(
        tenant,
        method=METHODS[settings["bookkeeping_method"]],
        round_off=settings["fortnox_round_off"] != "off",
        fractional_vat="accept",
    )
    _registers(company, settings, [one["order"] for one in ones])
    for number in _numbers(accounts):
        if company.account(number) is None:
            company.add_account(number, settings["chart"].get(number, {}).get("name", str(number)))
    for role in ("sales", "freight", "fee"):
        for rate, number in accounts[role]["SE"].items():
            company.shelf("accounts")[str(number)]["VATCode"] = VAT_CODES[rate]
    company.shelf("accounts")[str(accounts["gift_card_spv_liability"])]["VATCode"] = VAT_CODES["25"]
    _abroad(company, accounts)
    roles = {"CUSTCLAIM": accounts["receivable"], "ROUNDOFF": accounts["rounding"]}
    roles |= {OUTPUT[rate]: number for rate, number in accounts["output_vat"]["SE"].items()}
    for name, number in roles.items():
        company.shelf("predefinedaccounts")[name]["Account"] = number
    return company


def _registers(company: Company, settings: Json, orders: list[Json]) -> None:
    for raw in orders:
        if raw["currency"] not in company.shelf("currencies"):
            euro = company.shelf("currencies")["EUR"]
            company.keep("currencies", raw["currency"], {**euro, "Code": raw["currency"]})
        for back in refunds_in(raw):
            day = str(back["date"])
            if company.year_of(day) is None:
                company.add_year(int(day[:4]), METHODS[settings["bookkeeping_method"]])


def forget_rates() -> None:
    """Each case has its own rates of exchange, whatever another one says of the same day."""
    from kontera.shops.models import Rate  # noqa: PLC0415 - Django is set up by now

    Rate.objects.all().delete()


def _abroad(company: Company, accounts: Json) -> None:
    """One VAT code for each OSS country and rate, made by hand as one must; none on untaxed sales."""
    shelf, output = company.shelf("accounts"), str(accounts["output_vat"]["OSS"])
    for country, rates in accounts["sales"]["OSS"].items():
        for rate, number in rates.items():
            code = f"{country}{rate}"
            company.vat_codes[code] = (Decimal(rate), output)
            company.vat_rates.add(Decimal(rate))
            shelf[str(number)]["VATCode"] = code
    shelf[str(accounts["sales"]["EU_B2C_SE_VAT"]["25"])]["VATCode"] = VAT_CODES["25"]
    for treatment in ("EU_B2B", "EXPORT"):
        for role in ("sales", "services", "freight", "fee"):
            shelf[str(accounts[role][treatment])]["VATCode"] = ""


def register(registers: Registers, raw: Json) -> None:
    """What the public registers know of the case: the buyer's VAT number, and the rate of its day."""
    customer = raw["customer"]
    if customer.get("vat_number_valid"):
        registers.numbers[customer["vat_number"]] = "Golden AB"
    if "fx_rate" in raw:
        registers.days[raw["currency"], raw["tax_date"]] = Decimal(raw["fx_rate"])


def _numbers(tree: Any) -> set[int]:
    """Every account in a tree of roles."""
    if isinstance(tree, dict):
        return {number for value in tree.values() for number in _numbers(value)}
    return {tree} if isinstance(tree, int) else set()


# The order, as the shop shows it.


def add_order(shop: Shop, case: Json, paid: date | None) -> Json:
    """Put the order and its products in the shop; returns the order as the API shows it.

    ``paid``: the day on which it is paid, also when that is later than the day it is first seen.
    """
    shop.settings.gift_card_visible = True
    raw, is_net = case["order"], not case["order"]["prices_include_vat"]
    for place, line in enumerate(raw["lines"], 1):
        shop.add_product(
            line["sku"],
            line["name"],
            _shown(line["unit_price_incl"], line, is_net=is_net),
            line.get("vat_rate") or "",
            gift_card=line["kind"] in GIFT_CARDS,
            qty=100 + place,
        )
    order = shop.place(
        {
            "order_id": raw["number"],
            "lines": [_line(line, is_net=is_net) for line in raw["lines"]],
            "shipping": {"id": "1", "name": "PostNord", "price": _shipping(raw, is_net=is_net)},
            "discount": (raw.get("discount") or {}).get("amount", "0"),
            "fee": (raw.get("fee") or {}).get("amount_incl", "0"),
            "method": raw["payment"]["method"],
            "customer": customer_of(raw["customer"]),
            "status": _first_status(raw, paid),
            "created": noon(raw["date"]),
            "tax_on_top": is_net,
            "currency": raw["currency"],
            "overrides": {**_totals(raw), **_tax(case), **_sent(raw), "date_paid": _first_payment(raw, paid)},
            "webhook": False,
        }
    )
    if order["date_paid"] is None:
        shop.orders[raw["number"]].paid = None
    return order


def _stage(raw: Json) -> str:
    return str(raw.get("cancelled", {}).get("stage", ""))


def _first_status(raw: Json, paid: date | None) -> str:
    """As the shop shows it first: an own invoice goes out with the goods and is paid later."""
    if "cancelled" in raw and not is_undone(raw):
        return "done" if _stage(raw) == "invoice_created_not_booked" else "cancelled"
    return "paid" if paid == date.fromisoformat(raw["tax_date"]) else "done"


def _first_payment(raw: Json, paid: date | None) -> str | None:
    """The payment that is known when the order is first seen."""
    known = paid == date.fromisoformat(raw["tax_date"])
    return f"{paid} 12:00:00" if known else None


def _sent(raw: Json) -> Json:
    """The day of delivery, where it has come when the order is first seen."""
    day = str(raw.get("delivery_date", ""))
    return {"date_done": f"{day} 12:00:00"} if day and day <= str(raw["tax_date"]) else {}


def _tax(case: Json) -> Json:
    """The VAT of a shop to which a bundle's discount lowers its goods, which the sandbox's does not know."""
    if all(line["kind"] != "bundle_discount" for line in case["order"]["lines"]):
        return {}
    return {"tax_amount": kronor(order_of(case, DEFAULT_POLICY).tax_ore or 0)}


def _totals(raw: Json) -> Json:
    """The file's total, and what is left to pay of it."""
    total, card = Decimal(raw["shop_total"]), raw.get("gift_card_used") or {}
    redeemed = Decimal(0) if card.get("spv") else Decimal(card.get("amount", 0))
    return {"total_amount": f"{total:.2f}", "total_pay_amount": f"{total - redeemed:.2f}"}


def _line(line: Json, *, is_net: bool) -> Json:
    return {
        "sku": line["sku"],
        "title": line["name"],
        "qty": line["qty"],
        "price": _shown(line["unit_price_incl"], line, is_net=is_net),
        "tax_rate": line.get("vat_rate") or "0",
        "gift_card": line["kind"] == "gift_card",
    }


def _shown(gross: str, line: Json, *, is_net: bool) -> str:
    """A price as this shop states it."""
    share = (100 + Decimal(line["vat_rate"])) / 100 if is_net else Decimal(1)
    return f"{Decimal(gross) / share:.2f}"


def _shipping(raw: Json, *, is_net: bool) -> str:
    shipping = raw.get("shipping") or {"amount_incl": "0.00"}
    gross = Decimal(shipping["amount_incl"]) - Decimal(shipping.get("discount", "0"))
    return _shown(str(gross), raw["lines"][0], is_net=is_net)


def customer_of(given: Json) -> Json:
    """The buyer as the checkout stores one; the delivery country is the file's ``country``."""
    is_company = given["type"] == "company"
    made = {**BUYER, "customer_type": "company" if is_company else "consumer"}
    made["country"] = given.get("billing_country", given["country"])
    made["shipping_details"] = {"country": given["country"]}
    names = {"org_number": "org_number", "vat_number": "vat_number", "postcode": "zipcode"}
    made |= {theirs: given[name] for name, theirs in names.items() if name in given}
    return {**made, "company_name": "Golden AB"} if is_company else made
