"""Shops full of orders, as a measurement wants them: alike in every run, whatever the size.

Ten orders for each customer and twenty-five for each article, so that what an order costs
does not change with the number of orders only because there are fewer new customers.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kontera.shops import across

if TYPE_CHECKING:
    from collections.abc import Iterator

    from house import House
    from kontera.shops.handle import Handle

ORDERS_PER_CUSTOMER = 10
ORDERS_PER_ARTICLE = 25
METHODS = ("klarna", "swish", "card", "paypal")
PRICES = ("599.00", "749.50", "299.90", "39.90", "119.00", "24.50")
RATES = (25, 25, 25, 6)
DAYS = 5
"""Orders are dated evenly over so many days before today, as a shop that is connected has them."""
JUST_NOW = timedelta(hours=1)
_tenants = itertools.count(300001)


@dataclass(frozen=True, slots=True)
class Filled:
    """A shop in the sandbox that Kontera does not know yet."""

    name: str
    key: str
    tenant: str

    def connect(self) -> Handle:
        """From now on the worker may find it."""
        choices: dict[str, object] = {"end": "paid", "start_day": "2026-01-01"}
        return across.add_shop(self.name, self.key, self.tenant, choices)


def filled_shop(house: House, orders: int, *, limit: bool, ago: timedelta = JUST_NOW) -> Filled:
    """A company and a shop in the sandbox with ``orders`` paid orders, the newest so long ``ago``."""
    tenant = next(_tenants)
    key = f"bench-key-{tenant}"
    house.ask("POST", "/company", {"tenant": tenant, "switches": {"limit": limit}})
    products = [
        {"sku": f"ART-{n}", "title": f"Artikel {n}", "price": PRICES[n % 6], "tax_rate": RATES[n % 4]}
        for n in range(max(2, orders // ORDERS_PER_ARTICLE))
    ]
    house.ask("POST", "/shop", {"key": key, "name": f"Butik {tenant}", "products": products})
    for order in _orders(orders, len(products), ago):
        house.ask("POST", "/order", {"key": key, "order": order})
    return Filled(f"Butik {tenant}", key, str(tenant))


def _orders(count: int, articles: int, ago: timedelta) -> Iterator[dict[str, Any]]:
    now = datetime.now(ZoneInfo("Europe/Stockholm")).replace(microsecond=0)
    for n in range(count):
        moment = now - ago - timedelta(days=DAYS) * (count - n) / count
        yield {
            "lines": [
                {"sku": f"ART-{(n * 7 + line) % articles}", "qty": 1 + (n + line) % 3}
                for line in range(1 + n % 3)
            ],
            "customer": _customer(n % max(1, count // ORDERS_PER_CUSTOMER)),
            "method": METHODS[n % len(METHODS)],
            "shipping": {"id": "1", "name": "PostNord", "price": "49.00" if n % 4 else "0.00"},
            "created": moment.strftime("%Y-%m-%d %H:%M:%S"),
            "webhook": False,
        }


def _customer(n: int) -> dict[str, str]:
    return {
        "email": f"kund{n}@example.com",
        "full_name": f"Kund Nummer {n}",
        "address": f"Storgatan {n}",
        "zipcode": f"{11100 + n % 800}",
        "city": "Stockholm",
    }
