"""The sandbox's own JSON interface under ``/_sandbox``: seed, buy, break, look.

Every call takes and answers JSON. A wrong request is 400 ``{"error": …}``.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox import control_fortnox
from kontera.sandbox.answers import Answer, BrokenBody, Record, decode, json_answer, ok
from kontera.sandbox.control_quickbutik import PRODUCT_CALLS
from kontera.sandbox.seeds import seed_demo
from kontera.sandbox.world import set_switch

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.world import World


def handle(world: World, method: str, path: str, params: dict[str, str], raw: bytes) -> Answer:
    """Answer one control call."""
    call = CALLS.get((method, path.rstrip("/") or "/"))
    if call is None:
        return json_answer(
            404, {"error": "no such control call", "calls": sorted(f"{m} {p}" for m, p in CALLS)}
        )
    try:
        body = decode(raw) if raw.strip() else {}
        return ok(call(world, {**params, **body}))
    except (BrokenBody, KeyError, TypeError, ValueError, ArithmeticError) as error:
        return json_answer(400, {"error": f"{type(error).__name__}: {error}"})


def _company(world: World, body: Record) -> Company:
    return world.companies[int(body["tenant"])]


def _shop(world: World, body: Record) -> Shop:
    return world.shops[str(body["key"])]


# -- seeding ------------------------------------------------------------------------------------


def ready(world: World, _body: Record) -> Record:
    return {
        "ready": True,
        "companies": list(world.companies),
        "shops": list(world.shops),
        "now": str(world.clock.now()),
    }


def seed(world: World, body: Record) -> Record:
    moment = datetime.fromisoformat(body["now"]) if body.get("now") else world.clock.now()
    return seed_demo(world, moment)


def add_company(world: World, body: Record) -> Record:
    switches = {word: _switch(word, value) for word, value in (body.get("switches") or {}).items()}
    names = {word: body[word] for word in ("name", "org_number", "method", "consent") if word in body}
    company = world.add_company(int(body["tenant"]), **names, **switches)
    return {"tenant": company.tenant}


def _switch(word: str, value: Any) -> Any:
    if word == "locked_until":
        return date.fromisoformat(value) if value else None
    if word == "licences":
        return frozenset(value)
    if word in ("freight", "fee"):
        return Decimal(str(value))
    if word == "retry_after":
        return None if value is None else int(value)
    if word in control_fortnox.WORDS:
        return control_fortnox.word(word, value)
    return float(value) if word == "search_lag" else bool(value)


def switch(world: World, body: Record) -> Record:
    """``{"tenant": 1, "switches": {…}, "accounts": {"3001": {"Active": false}}, "delete_accounts": […]}``."""
    company = _company(world, body)
    with company.lock:
        for word, value in (body.get("switches") or {}).items():
            set_switch(company, word, _switch(word, value))
        for number, fields in (body.get("accounts") or {}).items():
            if number not in company.shelf("accounts"):
                company.add_account(int(number), fields.get("Description", number), fields.get("VATCode", ""))
            company.shelf("accounts")[number].update(fields)
        for number in body.get("delete_accounts") or []:
            company.shelf("accounts").pop(str(number), None)
        for register, codes in (body.get("registers") or {}).items():
            for code in codes:
                company.keep(register, code, control_fortnox.entry(register, code))
        for number, method in (body.get("methods") or {}).items():
            company.shelf("financialyears")[number]["AccountingMethod"] = method
        for rate in body.get("vat_rates") or []:
            company.add_vat_rate(Decimal(str(rate)))
    return {"tenant": company.tenant, "switches": _plain_switches(company)}


def _plain_switches(company: Company) -> Record:
    return {**asdict(company.switches), "licences": sorted(company.switches.licences)}


def add_shop(world: World, body: Record) -> Record:
    shop = world.add_shop(
        str(body["key"]), name=body.get("name", "Butiken"), first_order=int(body.get("first_order", 1001))
    )
    for product in body.get("products") or []:
        _add_product(shop, product)
    shop.payment_methods.update(body.get("payment_methods") or {})
    return {"key": shop.key}


def _add_product(shop: Shop, product: Record) -> Record:
    given = dict(product)
    known = {name: given.pop(name) for name in ("sku", "title", "price")}
    return shop.add_product(**known, rate=str(given.pop("tax_rate", 25)), **given)


def add_product(world: World, body: Record) -> Record:
    return _add_product(_shop(world, body), body["product"])


def shop_settings(world: World, body: Record) -> Record:
    """``{"key": …, "settings": {…}, "rules": {…}, "hooks": {"order.new": [url]}, "rates": {sku: 6}}``."""
    shop = _shop(world, body)
    for word, value in (body.get("settings") or {}).items():
        if word not in type(shop.settings).__slots__:
            raise KeyError(word)
        setattr(shop.settings, word, tuple(value) if word == "webhook_retries" else value)
    if body.get("rules"):
        rules = dict(body["rules"])
        if rules.get("freight_rate") is not None:
            rules["freight_rate"] = Decimal(str(rules["freight_rate"]))
        shop.settings.rules = replace(shop.settings.rules, **rules)
    shop.hooks.update(body.get("hooks") or {})
    for sku, rate in (body.get("rates") or {}).items():
        shop.set_rate(sku, str(rate))
    return {"key": shop.key, "settings": asdict(shop.settings), "hooks": shop.hooks}


# -- buying -------------------------------------------------------------------------------------


def place(world: World, body: Record) -> Record:
    """``{"key": …, "order": {…}}``: the spec of ``Shop.place``; answers the stored order."""
    return _shop(world, body).place(body["order"])


def place_raw(world: World, body: Record) -> Record:
    shop = _shop(world, body)
    shop.put_raw(body["order"])
    return {"order_id": str(body["order"]["order_id"])}


def status(world: World, body: Record) -> Record:
    shop = _shop(world, body)
    return shop.set_status(str(body["order_id"]), body["status"], webhook=bool(body.get("webhook", True)))


def refund(world: World, body: Record) -> Record:
    """``{"key": …, "order_id": …, "refund": {…}}``: what ``Shop.refund`` takes."""
    return _shop(world, body).refund(str(body["order_id"]), body.get("refund"))


def fire(world: World, body: Record) -> Record:
    """Call the webhooks of an order, or of a product, again: a duplicate on command."""
    shop = _shop(world, body)
    name, usual = ("product_id", "product.update") if "product_id" in body else ("order_id", "order.new")
    for _copy in range(int(body.get("times", 1))):
        shop.fire(shop, body.get("event", usual), name, str(body[name]))
    return {"hooks": shop.hooks}


def deliveries(world: World, body: Record) -> Record:
    done = world.sender.wait(float(body.get("wait", 0)))
    return {"done": done, "deliveries": [asdict(one) for one in world.sender.sent[-200:]]}


# -- breaking -----------------------------------------------------------------------------------


def add_fault(world: World, body: Record) -> Record:
    fault = dict(body)
    if "seconds" in fault:
        fault["seconds"] = float(fault["seconds"])
    world.faults.add(fault.pop("kind"), **fault)
    return {"faults": [asdict(one) for one in world.faults.standing]}


def show_faults(world: World, _body: Record) -> Record:
    return {"faults": [asdict(one) for one in world.faults.standing]}


def clear_faults(world: World, _body: Record) -> Record:
    world.faults.clear()
    return {"faults": []}


def settle(world: World, _body: Record) -> Record:
    return {"settled": world.settle()}


def consent(world: World, body: Record) -> Record:
    """``{"tenant": 1, "deny": false, "withdraw": "client-id"}``: what the consent page does next."""
    tenant = int(body["tenant"]) if body.get("tenant") else None
    if body.get("withdraw") and tenant is not None:
        world.desk.withdraw(str(body["withdraw"]), tenant)
    else:
        world.desk.consent.tenant = tenant
        world.desk.consent.deny = bool(body.get("deny", False))
    return {"tenant": tenant, "deny": world.desk.consent.deny}


def expire(world: World, body: Record) -> Record:
    """Kill every access token of a tenant, as if an hour had passed."""
    tenant = int(body["tenant"])
    dead = [word for word, grant in list(world.desk.tokens.items()) if grant.tenant == tenant]
    for word in dead:
        world.desk.tokens.pop(word, None)
    return {"expired": len(dead)}


def client(world: World, body: Record) -> Record:
    made = world.add_client(body["client_id"], body["secret"], redirect_uri=body.get("redirect_uri", ""))
    return {"client_id": made.client_id}


def tune(world: World, body: Record) -> Record:
    """``{"latency": 0.1, "limit": false, "advance": 3600}``."""
    if "latency" in body:
        world.latency = float(body["latency"])
    if "limit" in body:
        world.limit = bool(body["limit"])
        for company in world.companies.values():
            company.switches.limit = world.limit
    if "advance" in body:
        world.clock.advance(float(body["advance"]))
    return {"latency": world.latency, "limit": world.limit, "now": str(world.clock.now())}


# -- looking ------------------------------------------------------------------------------------


def journal(world: World, body: Record) -> Record:
    rows = world.journal.as_json(
        service=body.get("service", ""), tenant=str(body.get("tenant", "")), last=int(body.get("last", 200))
    )
    return {"requests": [{**row, "at": f"{row['at']:.6f}"} for row in rows]}


def counters(world: World, body: Record) -> Record:
    result = world.journal.counters()
    if body.get("reset"):
        world.journal.clear()
    return dict(result)


def ledger(world: World, body: Record) -> Record:
    """Vouchers and balances of a company: ``{"vouchers": […], "balances": {"1510": "…"}, "sum": "0"}``."""
    company = _company(world, body)
    with company.lock:
        vouchers = [
            {
                "series": one.series,
                "number": one.number,
                "year": one.year,
                "day": one.day.isoformat(),
                "text": one.text,
                "reference": one.reference,
                "reference_type": one.reference_type,
                "rows": [{"account": account, "amount": f"{amount:.2f}"} for account, amount in one.rows],
            }
            for one in company.vouchers.values()
        ]
    sums: dict[str, Decimal] = {}
    for voucher in vouchers:
        for row in voucher["rows"]:  # type: ignore[attr-defined]  # built just above
            sums[str(row["account"])] = sums.get(str(row["account"]), Decimal(0)) + Decimal(row["amount"])
    balances = {account: f"{amount:.2f}" for account, amount in sorted(sums.items())}
    return {"vouchers": vouchers, "balances": balances, "sum": f"{sum(sums.values(), Decimal(0)):.2f}"}


def documents(world: World, body: Record) -> Record:
    """All orders, invoices, payments, customers and articles of a company, as stored."""
    company = _company(world, body)
    with company.lock:
        shelves = {
            "orders": company.orders,
            "invoices": company.invoices,
            "payments": company.payments,
            "customers": company.customers,
            "articles": company.articles,
        }
        return {name: [dict(record) for record in shelf.values()] for name, shelf in shelves.items()}


def shop_orders(world: World, body: Record) -> Record:
    shop = _shop(world, body)
    with shop.lock:
        return {
            "orders": [dict(kept.record) for kept in shop.orders.values()],
            "captured": list(shop.captured),
        }


def topics(world: World, body: Record) -> Record:
    """``{"whims": {"twice": true}, "tell": {"tenant": 1, "topic": …, "type": …, "entity": …}}``."""
    for word, value in (body.get("whims") or {}).items():
        if word not in type(world.topics.whims).__slots__:
            raise KeyError(word)
        setattr(world.topics.whims, word, value)
    if one := body.get("tell"):
        world.topics.tell(int(one["tenant"]), one["topic"], one["type"], str(one["entity"]))
    return {"connections": world.topics.connections, "whims": asdict(world.topics.whims)}


def public_registers(world: World, body: Record) -> Record:
    """``{"numbers": {"FI12345671": "Yritys Oy"}, "vies_down": false, "rates_down": false}``."""
    registers = world.registers
    registers.numbers.update(body.get("numbers") or {})
    registers.vies_down = bool(body.get("vies_down", registers.vies_down))
    registers.rates_down = bool(body.get("rates_down", registers.rates_down))
    return {
        "numbers": registers.numbers,
        "vies_down": registers.vies_down,
        "rates_down": registers.rates_down,
    }


def reset(world: World, _body: Record) -> Record:
    world.reset()
    return {"reset": True}


CALLS: dict[tuple[str, str], Callable[[World, Record], Record]] = {
    ("GET", "/"): ready,
    ("GET", "/ready"): ready,
    ("POST", "/seed"): seed,
    ("POST", "/company"): add_company,
    ("POST", "/company/switch"): switch,
    **control_fortnox.CALLS,
    ("POST", "/shop"): add_shop,
    ("POST", "/shop/settings"): shop_settings,
    ("POST", "/product"): add_product,
    **PRODUCT_CALLS,
    ("POST", "/order"): place,
    ("POST", "/order/raw"): place_raw,
    ("POST", "/order/status"): status,
    ("POST", "/order/refund"): refund,
    ("POST", "/webhook"): fire,
    ("GET", "/webhook"): deliveries,
    ("POST", "/fault"): add_fault,
    ("GET", "/fault"): show_faults,
    ("DELETE", "/fault"): clear_faults,
    ("POST", "/settle"): settle,
    ("POST", "/consent"): consent,
    ("POST", "/expire"): expire,
    ("POST", "/client"): client,
    ("POST", "/tune"): tune,
    ("GET", "/journal"): journal,
    ("GET", "/counters"): counters,
    ("GET", "/ledger"): ledger,
    ("GET", "/documents"): documents,
    ("GET", "/orders"): shop_orders,
    ("GET", "/topics"): topics,
    ("POST", "/topics"): topics,
    ("POST", "/registers"): public_registers,
    ("POST", "/reset"): reset,
}
