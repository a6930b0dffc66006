"""What may be written on products and variants, and how it is kept.

The names are documented. Guess: unknown names and impossible values are 400 and nothing of the
batch is done; numbers may be sent as texts, as they are read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Record, words
from kontera.sandbox.quickbutik.goods import MOST_OPTIONS, images_of, money, plain
from kontera.sandbox.quickbutik.orders import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

AMOUNTS = ("price", "before_price", "purchase_price")
WHOLE = ("stock", "qty", "tax_rate", "headcategory_id", "preorder")
SWITCHES = ("visible", "is_giftcard", "skipIfDuplicate")
TEXTS = words(
    "sku title description gtin supplier_name supplier_sku datafield_1 datafield_2 datafield_3 seo_title "
    "seo_description qty_location disable_minusqty headcategory_name permanent_redirect_from_url"
)
INSIDE = ("images", "metadata", "variants")
OF_UPDATE = {
    *AMOUNTS,
    *words("product_id variant_id sku title tax_rate stock qty_location disable_minusqty visible"),
    *words("description gtin supplier_name supplier_sku datafield_1 datafield_2 datafield_3"),
    *words("seo_title seo_description weight images metadata variants"),
}
OF_CREATE = {
    *AMOUNTS,
    *words("title sku is_giftcard description tax_rate weight stock disable_minusqty gtin"),
    *words("headcategory_id headcategory_name visible images metadata preorder"),
    *words("permanent_redirect_from_url skipIfDuplicate variants supplier_name supplier_sku"),
    *words("datafield_1 datafield_2 datafield_3 seo_title seo_description"),
}
OPTIONS = tuple(
    f"variant_option{place}_{word}" for place in range(1, MOST_OPTIONS + 1) for word in ("name", "value")
)
OF_VARIANT = {
    *AMOUNTS,
    *OPTIONS,
    *words("id variant_id sku qty qty_location gtin supplier_sku weight visible images"),
}
ON_VARIANT = words(
    "price before_price purchase_price qty qty_location gtin supplier_sku weight disable_minusqty"
)
"""What a change that names a variant changes there. Guess: everything else it says is the product's."""


def cleaned(given: Record, allowed: Iterable[str]) -> Record:
    """``given`` as it is kept; ``stock`` becomes ``qty``."""
    unknown = set(given) - set(allowed)
    if unknown:
        raise BadRequest(f"Unknown field {min(unknown)}")
    kept = {name: _kept(name, value) for name, value in given.items()}
    if "stock" in kept:
        kept["qty"] = kept.pop("stock")
    return kept


def _kept(name: str, value: object) -> object:
    if name in AMOUNTS:
        return money(_number(name, value))
    if name in WHOLE:
        number = _number(name, value)
        if number != number.to_integral_value():
            raise BadRequest(f"Invalid {name}")
        return f"{int(number)}"
    if name == "weight":
        return plain(_number(name, value))
    if name in SWITCHES:
        return _switch(name, value)
    if name in INSIDE:
        return _inside(name, value)
    if isinstance(value, list | dict):
        raise BadRequest(f"Invalid {name}")
    return "" if value is None else str(value)


def _number(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise BadRequest(f"Invalid {name}")
    number = Decimal(str(value))
    if not number.is_finite():
        raise BadRequest(f"Invalid {name}")
    return number


def _switch(name: str, value: object) -> object:
    if str(value).lower() not in ("0", "1", "true", "false"):
        raise BadRequest(f"Invalid {name}")
    is_on = str(value).lower() in ("1", "true")
    return ("1" if is_on else "0") if name == "visible" else is_on


def _inside(name: str, value: object) -> object:
    if name == "images":
        return images_of(value)
    if not isinstance(value, dict):
        raise BadRequest(f"Invalid {name}")
    if name == "metadata":
        return {str(key): str(one) for key, one in value.items()}
    if set(value) - {"sync", "add"}:
        raise BadRequest("variants takes sync and add")
    return {word: [variant_of(one) for one in rows] for word, rows in value.items()}


def variant_of(given: Record) -> Record:
    """A variant of a write as it is kept: options become ``values``, ``visible`` becomes ``hidden``."""
    kept = cleaned(given, OF_VARIANT)
    pairs = [(kept.pop(f"{one}_name", ""), kept.pop(f"{one}_value", "")) for one in _OPTION_PAIRS]
    values = {name: value for name, value in pairs if name or value}
    kept.pop("images", None)
    if values:
        kept["values"] = values
    if "visible" in kept:
        kept["hidden"] = "0" if kept.pop("visible") == "1" else "1"
    return kept


_OPTION_PAIRS = tuple(f"variant_option{place}" for place in range(1, MOST_OPTIONS + 1))
