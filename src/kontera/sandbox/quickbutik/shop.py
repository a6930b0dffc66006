"""One Quickbutik shop: its products, orders, methods, metadata and webhook addresses."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from kontera.sandbox.clock import STOCKHOLM
from kontera.sandbox.quickbutik import stock
from kontera.sandbox.quickbutik.arithmetic import ZERO, Item, Rules, Sums, add_up
from kontera.sandbox.quickbutik.goods import Goods, ShopError, images_of, money, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kontera.sandbox.answers import Record
    from kontera.sandbox.clock import Clock

STATUS_CODE = {"paid": "1", "done": "2", "unpaid": "-1", "cancelled": "0"}
"""Guess: 0 is cancelled (client code disagrees with itself); the others are documented or in use."""
STATUS_WORD = {code: word for word, code in STATUS_CODE.items()}
EVENT_OF = {"paid": "order.new", "done": "order.done", "cancelled": "order.cancelled"}
FORM = "%Y-%m-%d %H:%M:%S"


@dataclass(slots=True)
class Settings:
    """What differs from shop to shop.

    ``product_shape``: documented envelopes or the bare answers client code reads.
    ``tax_rate_visible``: products show their VAT rate. ``gift_card_visible``: they show
    ``is_giftcard``. ``numbers``: amounts and ids as texts (usual) or JSON numbers.
    ``per_second``: 429 above so many requests a second (None: never).

    Products, guesses all: ``page_most`` products may be asked for at a time, more are 400;
    ``page_gives`` at most come, whatever is asked. ``id_list``: ``product_id=1,2`` is a list.
    ``stock_moves_at``: a sale takes stock when the order is placed or when it is paid, and a
    cancelled order gives it back (``cancel_returns_stock``). ``negative_stock``: a written
    stock below zero is taken or refused. ``…_fires_update``: whether a sale, a correction by
    hand, or a write through the API calls ``product.update``. ``write_answer`` is the shape of
    PUT's answer, ``create_answer`` that of POST's; silent ones say only that all is well.
    """

    product_shape: Literal["documented", "bare"] = "documented"
    tax_rate_visible: bool = True
    gift_card_visible: bool = False
    numbers: Literal["text", "number"] = "text"
    rules: Rules = field(default_factory=Rules)
    per_second: int | None = None
    currency: str = "SEK"
    page_most: int = 500
    page_gives: int | None = None
    id_list: bool = True
    stock_moves_at: Literal["placed", "paid"] = "placed"
    cancel_returns_stock: bool = True
    negative_stock: Literal["taken", "refused"] = "taken"
    sale_fires_update: bool = False
    correction_fires_update: bool = True
    write_fires_update: bool = True
    write_answer: Literal["errors", "notices", "silent"] = "errors"
    create_answer: Literal["products", "product_id", "silent"] = "products"
    webhook_copies: int = 1
    webhook_retries: tuple[float, ...] = (1.0, 5.0, 30.0)
    """Guess: seconds between tries; the docs say only that calls are repeated."""


@dataclass(slots=True)
class Kept:
    """An order as the API shows it, with the moments behind the filters."""

    record: Record
    created: datetime
    status_at: datetime
    paid: datetime | None = None
    taken: dict[tuple[str, str], Decimal] | None = None
    """What the order holds of the stock, by ware; None when it never touches it."""

    @property
    def status(self) -> str:
        return STATUS_WORD.get(str(self.record["status"]), "")


class Shop:
    """The state of one shop. Everything that reads or writes it holds ``lock``."""

    def __init__(self, key: str, clock: Clock, name: str = "Butiken", first_order: int = 1001) -> None:
        self.key = key
        self.name = name
        self.clock = clock
        self.lock = threading.RLock()
        self.settings = Settings()
        self.orders: dict[str, Kept] = {}
        self.metadata: dict[tuple[str, str], dict[str, str]] = {}
        self.hooks: dict[str, list[str]] = {}
        self.fire: Callable[[Shop, str, str, str], None] = lambda *_: None
        self.times: deque[float] = deque()
        self.captured: list[str] = []
        self._order_numbers = itertools.count(first_order)
        self._ids = itertools.count(101)
        self.goods = Goods(self._ids, self.now_text)
        self.payment_methods: dict[str, str] = {"klarna": "Klarna", "swish": "Swish", "card": "Kort"}
        self.shipping_methods: dict[str, Record] = {
            "1": {"id": "1", "name": "PostNord", "price": "49.00", "countries": ["SE"]},
            "2": {"id": "2", "name": "Hämta i butik", "price": "0.00", "countries": ["SE"]},
        }

    # -- products --------------------------------------------------------------------------------

    def add_product(
        self,
        sku: str,
        title: str,
        price: str | Decimal,
        rate: str | int | Decimal = 25,
        *,
        gift_card: bool = False,
        qty: int = 100,
        variants: Iterable[Record] = (),
        parts: Iterable[Record] = (),
        images: Any = (),
        **more: Any,
    ) -> Record:
        """Put a product on sale; ``price`` as shown in the shop, ``rate`` in percent.

        ``variants`` [{sku, qty, price, values {"Färg": "Röd"}, …}], ``parts`` of a bundle
        [{sku, qty}], ``images`` [address]; ``more`` is any further field of the answer.
        """
        product: Record = {
            "id": "",
            "sku": sku,
            "hasVariants": "0",
            "title": title,
            "visible": "1",
            "qty": str(qty),
            "price": money(price),
            "purchase_price": "0.00",
            "before_price": "0.00",
            "description": "",
            "seo_title": "",
            "seo_description": "",
            "weight": "100",
            "gtin": "",
            "date_modified": self.now_text(),
            "variants": [],
            "product_package_products": [],
            "tax_rate": str(rate),
            "is_giftcard": gift_card,
            "qty_location": "",
            "disable_minusqty": "0",
            "images": images_of(list(images) if isinstance(images, tuple) else images),
            **more,
        }
        with self.lock:
            return self.goods.add(product, variants, parts)

    @property
    def products(self) -> dict[str, Record]:
        """Every product by its id."""
        return self.goods.products

    def product(self, *, product_id: str = "", sku: str = "") -> Record | None:
        """The product with this id, or the first that has this SKU, perhaps on a variant."""
        ware = self.goods.ware(product_id, sku=sku)
        return ware.product if ware else None

    def set_rate(self, sku: str, rate: str | int | Decimal) -> None:
        """Change a product's VAT rate from now on; orders already placed keep what they charged."""
        product = self.product(sku=sku)
        if product is None:
            raise ShopError(f"no product {sku!r}")
        product.update(tax_rate=str(rate), date_modified=self.now_text())

    # -- orders ----------------------------------------------------------------------------------

    def now_text(self) -> str:
        return self.clock.local().strftime(FORM)

    def place(self, spec: Record) -> Record:
        """A customer buys: compute the totals as a shop would and store the order.

        ``spec`` keys: ``lines`` [{sku, ids or title, qty, price, tax_rate, gift_card, packages}],
        ``shipping`` {id, name, price}, ``discount``, ``gift_card`` (redeemed), ``fee``, ``method``,
        ``transaction_id``, ``customer`` (raw), ``status`` (paid), ``created``, ``paid``, ``notes``,
        ``currency``, ``tax_free``, ``tax_on_top``, ``tax_per``, ``freight_rate``, ``whole_kronor``,
        ``overrides`` (any field of the answer), ``order_id``, ``webhook`` (true), ``moves_stock`` (true).
        """
        with self.lock:
            kept = self._kept(spec)
            number = str(kept.record["order_id"])
            if number in self.orders:
                raise ShopError(f"order {number} exists")
            if kept.taken is not None:
                stock.refuse_shortage(self, kept)
            self.orders[number] = kept
            moved = stock.settle(self, kept)
        self.tell_of_sale(moved)
        event = EVENT_OF.get(str(spec.get("status", "paid")))
        if event and spec.get("webhook", True):
            self.fire(self, event, "order_id", number)
        return kept.record

    def _kept(self, spec: Record) -> Kept:
        lines = [self._line(line) for line in spec.get("lines", [])]
        items = [item for _line, item in lines]
        amounts = {name: Decimal(str(spec.get(name) or 0)) for name in ("discount", "fee", "gift_card")}
        shipping = dict(spec.get("shipping") or {"id": "1", "name": "PostNord", "price": 0})
        freight = Decimal(str(shipping.get("price") or 0))
        rules = self._rules(spec)
        sums = add_up(items, discount=amounts["discount"], shipping=freight, fee=amounts["fee"], rules=rules)
        status = str(spec.get("status", "paid"))
        created = self._moment(spec.get("created"))
        paid = None if status == "unpaid" else self._moment(spec.get("paid") or spec.get("created"))
        record: Record = {
            "order_id": str(spec.get("order_id") or next(self._order_numbers)),
            "date_created": created.strftime(FORM),
            "date_paid": paid.strftime(FORM) if paid else None,
            "status": STATUS_CODE[status],
            **self._money(sums, amounts, freight),
            "shipping_id": str(shipping.get("id", "1")),
            "shipping_name": shipping.get("name", ""),
            "currency": spec.get("currency") or self.settings.currency,
            "notes": spec.get("notes", ""),
            "is_taxfree": rules.tax_free,
            "is_taxontop": rules.on_top,
            "total_weight": str(sum(int(line.get("weight") or 0) for line, _item in lines)),
            "paymethod": {
                "method": spec.get("method", "klarna"),
                "transaction_id": spec.get("transaction_id", ""),
            },
            "refunds": [],
            "customer": customer_of(spec.get("customer") or {}),
            "products": [line for line, _item in lines],
        }
        record.update(spec.get("overrides") or {})
        changed = self._moment(spec.get("status_at")) if "status_at" in spec else paid or created
        return Kept(record, created, changed, paid, {} if spec.get("moves_stock", True) else None)

    def tell_of_sale(self, product_ids: Iterable[str]) -> None:
        """Guess, a switch: whether stock that a sale moved is an update of the product."""
        for number in product_ids if self.settings.sale_fires_update else ():
            self.fire(self, "product.update", "product_id", number)

    def _rules(self, spec: Record) -> Rules:
        rules = self.settings.rules
        if "freight_rate" in spec:
            flat = spec["freight_rate"]
            rules = replace(rules, freight_rate=None if flat is None else Decimal(str(flat)))
        names = {
            "tax_free": "tax_free",
            "tax_on_top": "on_top",
            "tax_per": "tax_per",
            "whole_kronor": "whole_kronor",
        }
        return replace(rules, **{name: spec[word] for word, name in names.items() if word in spec})

    def _money(self, sums: Sums, amounts: dict[str, Decimal], freight: Decimal) -> Record:
        return {
            "total_amount": money(sums.total),
            "total_pay_amount": money(sums.total - amounts["gift_card"]),
            "items_amount": money(sums.items),
            "shipping_amount": money(freight),
            "discount_amount": money(amounts["discount"]),
            "tax_amount": money(sums.tax),
        }

    def _line(self, line: Record) -> tuple[Record, Item]:
        ids = (str(line.get("product_id") or ""), str(line.get("variant_id") or ""))
        ware = self.goods.ware(*ids, sku=str(line.get("sku") or ""))
        product, sold = (ware.product, ware.record) if ware else ({}, {})
        quantity = Decimal(str(line.get("qty", 1)))
        price = Decimal(str(line.get("price", sold.get("price", 0))))
        rate = Decimal(str(line.get("tax_rate", product.get("tax_rate", 25))))
        gift_card = bool(line.get("gift_card", product.get("is_giftcard", False)))
        shown: Record = {
            "id": str(next(self._ids)),
            "product_id": product.get("id", str(line.get("product_id", "0"))),
            "variant_id": ware.key[1] if ware else str(line.get("variant_id", "0")),
            "title": line.get("title") or product.get("title") or "",
            "variant": line.get("variant") or (ware.text if ware else ""),
            "sku": line.get("sku") or sold.get("sku") or "",
            "price": money(price),
            "qty": plain(quantity),
            "weight": str(sold.get("weight", "0")),
            "status": "",
            "image": "",
        }
        packages = line.get("packages") or [dict(one) for one in product.get("product_package_products", ())]
        if packages:
            shown["app"] = {"productpackages": packages}
        return shown, Item(price, quantity, ZERO if gift_card else rate, gift_card)

    def _moment(self, text: Any) -> datetime:
        if not text:
            return self.clock.local().replace(microsecond=0)
        if isinstance(text, datetime):
            return text.astimezone(STOCKHOLM)
        return datetime.strptime(str(text), FORM).replace(tzinfo=STOCKHOLM)

    def put_raw(self, record: Record) -> None:
        """Store an order exactly as given (it must have ``order_id`` and ``date_created``)."""
        created = self._moment(record.get("date_created"))
        paid = self._moment(record["date_paid"]) if record.get("date_paid") else None
        with self.lock:
            self.orders[str(record["order_id"])] = Kept(record, created, paid or created, paid)

    def set_status(self, number: str, word: str, *, webhook: bool = True) -> Record:
        """Move an order to ``paid``, ``done``, ``cancelled`` or ``unpaid`` and call the webhooks."""
        kept = self.orders.get(number)
        if kept is None:
            raise ShopError("Order not found")
        if word not in STATUS_CODE:
            raise ShopError(f"Unknown status {word}")
        with self.lock:
            moment = self.clock.local().replace(microsecond=0)
            kept.record["status"] = STATUS_CODE[word]
            kept.status_at = moment
            if word == "paid" and kept.paid is None:
                kept.paid = moment
                kept.record["date_paid"] = moment.strftime(FORM)
            moved = stock.settle(self, kept)
        self.tell_of_sale(moved)
        if webhook and word in EVENT_OF:
            self.fire(self, EVENT_OF[word], "order_id", number)
        return kept.record

    def refund(self, number: str, spec: Record | None = None) -> Record:
        """Pay something back. Guess: the shape; only that ``refunds`` exists is published.

        ``spec`` is laid over ``{id, date, type}``: ``amount``, ``products`` [{sku, qty}], ``fee``,
        ``shipping_amount``. Without an amount and products everything is paid back. No webhook tells of it.
        """
        kept = self.orders.get(number)
        if kept is None:
            raise ShopError("Order not found")
        given = dict(spec or {})
        is_part = bool(given.get("amount") or given.get("products"))
        with self.lock:
            made = {
                "id": str(next(self._ids)),
                "date": self.now_text(),
                "type": "partial" if is_part else "full",
                **given,
            }
            kept.record["refunds"] = [*(kept.record.get("refunds") or []), made]
        return made

    def recompute(self, kept: Kept) -> None:
        """Sums again after lines, discount or shipping were changed through the API."""
        record = kept.record
        items = []
        for line in record["products"]:
            product = self.product(sku=str(line["sku"] or ""), product_id=str(line["product_id"] or "")) or {}
            rate = ZERO if product.get("is_giftcard") else Decimal(str(product.get("tax_rate", 25)))
            items.append(
                Item(Decimal(line["price"]), Decimal(line["qty"]), rate, bool(product.get("is_giftcard")))
            )
        redeemed = Decimal(record["total_amount"]) - Decimal(record["total_pay_amount"])
        discount, freight = Decimal(record["discount_amount"]), Decimal(record["shipping_amount"])
        rules = replace(self.settings.rules, on_top=record["is_taxontop"], tax_free=record["is_taxfree"])
        sums = add_up(items, discount=discount, shipping=freight, fee=ZERO, rules=rules)
        record.update(self._money(sums, {"discount": discount, "gift_card": redeemed}, freight))
        self.tell_of_sale(stock.settle(self, kept))


ADDRESS = ("company_name", "full_name", "address", "address2", "city", "zipcode", "country")


def customer_of(given: Record) -> Record:
    """A customer in the shape client code reads; delivery address like the billing one by default."""
    address = {name: given.get(name, "") for name in ADDRESS}
    address["country"] = given.get("country", "SE")
    shipping = {**address, **(given.get("shipping_details") or {})}
    return {
        "email": given.get("email", ""),
        "phone": given.get("phone", ""),
        "customer_type": given.get("customer_type")
        or ("company" if given.get("company_name") else "consumer"),
        **address,
        "notes": given.get("notes", ""),
        "shipping_details": shipping,
        "billing_details": dict(address),
        **{name: value for name, value in given.items() if name not in (*ADDRESS, "shipping_details")},
    }
