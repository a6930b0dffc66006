"""A new product in the shop, made once: looked for by its SKU before and, when in doubt, after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from kontera.problems import Held, UnknownOutcome
from kontera.quickbutik.client import product_id_of
from kontera.quickbutik.reply import Reply, read_reply
from kontera.quickbutik.writing import ProductChange, update_products

if TYPE_CHECKING:
    from kontera.quickbutik.client import Client

_MISSHAPEN = frozenset({"400", "415", "422"})
"""Refusals of a request as such; nothing was made."""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be made; hidden unless told otherwise. Prices in öre, the purchase price excl. VAT."""

    sku: str
    title: str
    price_ore: int
    rate: int | None = None
    purchase_price_ore: int | None = None
    stock: int | None = None
    gtin: str = ""
    stock_place: str = ""
    weight_g: int | None = None
    visible: bool = False


@dataclass(frozen=True, slots=True)
class Created:
    """The product with the SKU; ``is_new`` False when the shop had it, perhaps as a variant's SKU."""

    product_id: str
    is_new: bool


def create_product(client: Client, new: NewProduct) -> Created:
    """Make the product unless its SKU is in the shop already.

    The documented ``skipIfDuplicate`` guards against a second one even when two of us are at it. Whether
    the body is the product or a list is not documented (the page shows one): a list is sent where one
    product is refused, or comes to nothing without a word. Nor is the answer's: the id is taken from the
    shapes that are likely, else looked up.
    The storage place is no documented field of a creation and is written afterwards; where that is refused
    the product stands without it, as one that differs.
    Raises ``Held("product-not-created")`` when it is not there afterwards, ``ValueError`` without a SKU.
    """
    if not new.sku.strip():
        raise ValueError("a product without a SKU cannot be made once")
    known = _look(client, new.sku)
    if known:
        return Created(known, is_new=False)
    one = _body(new)
    try:
        made = _post(client, new, one)
    except Held as refused:
        if refused.facts.get("status") not in _MISSHAPEN:
            raise
        made = None
    made = made or _post(client, new, [one]) or _not_made(new)
    if made.is_new and new.stock_place:
        update_products(client, [ProductChange(made.product_id, sku=new.sku, stock_place=new.stock_place)])
    return made


def _post(client: Client, new: NewProduct, body: object) -> Created | None:
    """Send it; None where the answer tells nothing and the product is not there."""
    try:
        answer = client.post("/products", body)
    except UnknownOutcome:
        made = _look(client, new.sku)
        if made:
            return Created(made, is_new=True)
        raise
    reply = read_reply(answer)
    made = _id_in(answer) or _look(client, new.sku)
    if made:
        return Created(made, is_new=reply.count != 0)
    return _not_made(new, reply) if reply.texts or reply.count else None


def _not_made(new: NewProduct, reply: Reply | None = None) -> NoReturn:
    facts = {"product": new.sku, "quickbutik": "; ".join(reply.texts) if reply else ""}
    raise Held("product-not-created", facts)


def _look(client: Client, sku: str) -> str:
    found = client.product(sku=sku)
    return product_id_of(found) if found else ""


def _body(new: NewProduct) -> dict[str, object]:
    optional = {
        "tax_rate": new.rate,
        "purchase_price": _kronor(new.purchase_price_ore),
        "stock": new.stock,
        "gtin": new.gtin or None,
        "weight": new.weight_g,
    }
    return {
        "sku": new.sku,
        "title": new.title,
        "price": _kronor(new.price_ore),
        "visible": int(new.visible),
        "skipIfDuplicate": True,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _kronor(ore: int | None) -> Decimal | None:
    return None if ore is None else Decimal(ore).scaleb(-2)


def _id_in(answer: object) -> str:
    """The one id that an answer names, or nothing."""
    found = {text for text in _ids(answer) if text.isdecimal() and text != "0"}
    return found.pop() if len(found) == 1 else ""


def _ids(answer: object) -> list[str]:
    """Ids under their likely names: product_id, id, and lists or objects of products."""
    if isinstance(answer, list):
        return [text for one in answer for text in _ids(one)]
    if not isinstance(answer, Mapping):
        return []
    plain = [str(answer[name]) for name in ("product_id", "id") if answer.get(name)]
    if plain:
        return plain[:1]
    inner = [answer[name] for name in ("product", "products", "results", "product_ids") if name in answer]
    return [text for one in inner for text in _listed(one)]


def _listed(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    plain = [str(item) for item in items if isinstance(item, int | str) and not isinstance(item, bool)]
    nested = list(value.values()) if isinstance(value, Mapping) and "id" not in value else items
    return plain + [text for item in nested for text in _ids(item)]
