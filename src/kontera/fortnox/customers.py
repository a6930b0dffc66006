"""Customers: find by e-mail (exactly), create, update.

Fortnox's search is "contains" and an empty e-mail returns everybody: taking the first
hit has overwritten strangers' cards in other integrations. Here every page is read
and compared, and an empty e-mail is refused.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import text, wire
from kontera.fortnox.client import PAGE_SIZE
from kontera.fortnox.errors import addressed
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kontera.books.customers import CustomerCard
    from kontera.books.order import Address
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/customers"
_VAT_TYPES = {"SE": "SEVAT", "EU": "EUVAT", "EU_REVERSED": "EUREVERSEDVAT", "EXPORT": "EXPORT"}
_BLANK = "API_BLANK"
_MISSING = "fortnox-customer-missing"
_BILLING = ("Address1", "Address2", "ZipCode", "City", "CountryCode")
_DELIVERY = ("DeliveryName", "DeliveryAddress1", "DeliveryAddress2", "DeliveryZipCode", "DeliveryCity")
GROUPS = (_BILLING, (*_DELIVERY, "DeliveryCountryCode"))
"""Fields that are one thing: an address is never put together from two."""


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """A customer card in Fortnox. ``active`` is True where a list does not tell."""

    number: str
    email: str
    active: bool
    name: str
    reference: str = ""
    """Our own reference on it (a list does not tell)."""


def find_by_email(client: Client, email: str) -> list[CustomerFound]:
    """All cards whose e-mail equals ``email``, whatever the case; ValueError when it is empty."""
    wanted = _folded(email)
    if not wanted:
        raise ValueError("an empty e-mail would match every customer")
    items = client.items(PATH, "Customers", {"email": email.strip()})
    listed = (_read(item) if "Email" in item else _whole(client, item) for item in items)
    return [customer for customer in listed if _folded(customer.email) == wanted]


def whole_register(client: Client) -> dict[str, list[CustomerFound]] | None:
    """Every card by e-mail (folded), when one request can tell them all; else None.

    For meeting many new buyers at once: one request instead of one search for each.
    """
    page = client.page(PATH, "Customers")
    if not page.is_all or not all("Email" in item for item in page.items):
        return None
    cards: dict[str, list[CustomerFound]] = {}
    for found in map(_read, page.items):
        cards.setdefault(_folded(found.email), []).append(found)
    return cards


def full_register(client: Client, go_on: Callable[[], bool]) -> dict[str, list[CustomerFound]] | None:
    """Every card by e-mail (folded), over all pages of 500.

    None when a list does not tell the e-mail, or when ``go_on``, asked between pages, says no.
    """
    cards: dict[str, list[CustomerFound]] = {}
    for place, item in enumerate(client.items(PATH, "Customers"), start=1):
        if "Email" not in item or (place % PAGE_SIZE == 0 and not go_on()):
            return None
        found = _read(item)
        cards.setdefault(_folded(found.email), []).append(found)
    return cards


def find_by_reference(client: Client, name: str, reference: str) -> CustomerFound | None:
    """The card of exactly this name that carries our ``reference``, or None.

    Customers cannot be searched by it, so those of the same name are read one by one.
    """
    wanted = text.fit(name, text.NAME)
    items = map(_read, client.items(PATH, "Customers", {"name": wanted}))
    candidates = [found for found in items if _folded(found.name) == _folded(wanted)]
    whole = (found if found.reference else get(client, found.number) for found in candidates)
    return next((found for found in whole if found.reference == reference), None)


def best_of(found: Sequence[CustomerFound]) -> CustomerFound | None:
    """The card to use of several with one e-mail: active ones first, then the lowest number."""
    return min(found, key=lambda card: (not card.active, len(card.number), card.number), default=None)


def get(client: Client, number: str) -> CustomerFound:
    """One card; ``Held("fortnox-customer-missing")`` when there is none."""
    with addressed(_MISSING):
        return _answer(client.get(_path(number)))


def create(client: Client, card: CustomerCard, *, reference: str = "") -> CustomerFound:
    """Create a card; Fortnox numbers it. ``UnknownOutcome`` when it may or may not exist.

    ``reference`` is our own, for a buyer who has no e-mail to be found by.
    """
    body = {**_body(card), "ExternalReference": reference or None}
    filled = {name: value for name, value in body.items() if value is not None}
    return _answer(client.post(PATH, {"Customer": filled}))


def update(client: Client, number: str, card: CustomerCard) -> CustomerFound:
    """Write the card over an existing one.

    Only what the shop knows is sent; empty address fields are cleared with null, since ``""`` does not
    clear (integrators). Numbers and phone that the shop lacks are left as they are.
    """
    return write(client, number, fields_of(card))


def write(client: Client, number: str, fields: Mapping[str, object]) -> CustomerFound:
    """Write some fields of a card, as ``fields_of`` names them; what is left out stays as it is."""
    path = _path(number)
    with addressed(_MISSING):
        answer = client.put(path, {"Customer": dict(fields)})
    card = wire.inside(answer, "Customer")
    left = {name: wire.text_at(card, name) for name, value in fields.items() if value is None}
    left = {name: there for name, there in left.items() if there and not name.endswith("CountryCode")}
    if left:
        _blank(client, path, left)
    return _answer(answer) if card else get(client, number)


def _blank(client: Client, path: str, left: Mapping[str, str]) -> None:
    """Empty what null did not, by the word that does it for other integrators; ``left``: what stands there.

    Where the word itself is kept instead, or is not taken, what stood there stays.
    """
    with contextlib.suppress(Held):
        card = wire.inside(client.put(path, {"Customer": dict.fromkeys(left, _BLANK)}), "Customer")
        kept = {name: there for name, there in left.items() if wire.text_at(card, name) == _BLANK}
        if kept:
            client.put(path, {"Customer": kept})


def read_fields(client: Client, number: str) -> tuple[CustomerFound, dict[str, str]]:
    """A card and its plain fields as text; ``Held("fortnox-customer-missing")`` when there is none."""
    with addressed(_MISSING):
        answer = client.get(_path(number))
    raw = wire.inside(answer, "Customer")
    return _answer(answer), {name: wire.text_at(raw, name) for name in raw if not isinstance(raw[name], dict)}


def fields_of(card: CustomerCard) -> dict[str, str | None]:
    """The card in Fortnox's words, cleaned and cut to what it takes; ``None`` clears a field."""
    return _body(card)


def _body(card: CustomerCard) -> dict[str, str | None]:
    known = {
        "OrganisationNumber": card.org_number if card.is_company else "",
        "VATNumber": card.vat_number,
        "Phone1": text.fit(card.phone, text.LONG_TEXT),
        "YourReference": text.fit(card.contact, text.REFERENCE),
        "Email": card.email,
    }
    return {
        "Name": text.fit(card.name, text.NAME) or card.email or "-",
        "Type": "COMPANY" if card.is_company else "PRIVATE",
        "VATType": _VAT_TYPES[card.vat_type],
        **{name: value for name, value in known.items() if value},
        **_address("", card.billing),
        "CountryCode": card.billing.country or None,
        "DeliveryName": _or_null(", ".join(filter(None, (card.delivery.company, card.delivery.name)))),
        **_address("Delivery", card.delivery),
        "DeliveryCountryCode": card.delivery.country or None,
    }


def _address(prefix: str, address: Address) -> dict[str, str | None]:
    return {
        f"{prefix}Address1": _or_null(address.street),
        f"{prefix}Address2": _or_null(address.street2),
        f"{prefix}ZipCode": _or_null(address.zip_code, text.ZIP_CODE),
        f"{prefix}City": _or_null(address.city),
    }


def _or_null(value: str, length: int = text.LONG_TEXT) -> str | None:
    return text.fit(value, length) or None


def _path(number: str) -> str:
    """A number may hold anything that somebody once typed, a slash or a space too."""
    return f"{PATH}/{quote(number, safe='')}"


def _answer(answer: Json) -> CustomerFound:
    found = _read(wire.inside(answer, "Customer"))
    if not found.number:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return found


def _read(raw: Json) -> CustomerFound:
    return CustomerFound(
        number=wire.text_at(raw, "CustomerNumber"),
        email=wire.text_at(raw, "Email"),
        active=wire.flag_at(raw, "Active") if raw.get("Active") is not None else True,
        name=wire.text_at(raw, "Name"),
        reference=wire.text_at(raw, "ExternalReference"),
    )


def _whole(client: Client, item: Json) -> CustomerFound:
    return get(client, wire.text_at(item, "CustomerNumber"))


def _folded(email: str) -> str:
    return email.strip().casefold()
