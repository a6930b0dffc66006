"""Custom documents of the Lager module: stock in and stock out under a type and id of one's own.

Saving the same document twice leaves one document; its stock moves when it is released and is
undone when it is voided. Refusals named in the public API description: ``referenceTypeNotAllowed``,
``cannot_modify_released_document``, ``document_is_voided``, ``period_locked``,
``cannot_release_later_than_current_date``, ``void_linked_outbound`` (some of them described
for manual documents; Guess: the same here). Other words are guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok, words
from kontera.sandbox.fortnox import stock, warehouse_tables
from kontera.sandbox.fortnox.company import MAIN_POINT
from kontera.sandbox.fortnox.errors import Denied
from kontera.sandbox.fortnox.totals import ORE, ZERO, half_up
from kontera.sandbox.fortnox.warehouse import checked, identity, needs_lager

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company, Effect
    from kontera.sandbox.fortnox.fields import Table

TYPE = re.compile(r"[A-Z0-9_-]{1,25}")
IDENTITY = re.compile(r"[0-9]{1,25}", re.ASCII)
TYPES = "documenttypes"
RESERVED = frozenset(
    words(
        "ARTICLEPRODUCTION ARTIKELPRODUKTION CUSTOMERINVOICE CUSTOMERORDER DELIVERYNOTE FAKTURA INVENTERING "
        "INVENTORY INVOICE ITEMPRODUCTION KREDITFAKTURA KREDITORDER KUNDFAKTURA KUNDORDER LAGERFLYTT "
        "LEGACYINTEGRATIONIN LEGACYINTEGRATIONOUT LEVFAKTURA MANUALDELIVERY MANUALINBOUND ORDER PLOCKLISTA "
        "MANUALINBOUNDDELIVERY MANUALOUTBOUND MANUALOUTBOUNDDELIVERY MANUELLINLEVERANS MANUELLLEVERANS "
        "MANUELLUTLEVERANS NEGATIVEOPENINGBALANCES POSITIVEOPENINGBALANCES PRODUCTION PRODUKTION PURCHASE "
        "PURCHASEORDER STOCKTAKING STOCKTAKINGDEVIATION STOCKTRANSFER SUPINVOICE SUPPLIERINVOICE"
    )
)
"""Names Lager keeps for itself, with or without dashes and underscores."""


def _named(text: str) -> str:
    """A document type, as it is stored. Raises ``Denied``."""
    name = text.upper()
    if not TYPE.fullmatch(name) or name.replace("-", "").replace("_", "") in RESERVED:
        raise Denied("referenceTypeNotAllowed", f"Dokumenttypen {text} är inte tillåten")
    return name


def _declare(company: Company, name: str, category: str) -> bool:
    """Whether the type is new. Raises ``Denied`` when it belongs to the other category."""
    known = company.shelf(TYPES).get(name)
    if known and known["category"] != category:
        raise Denied("invalid_reference_type_category", f"Dokumenttypen {name} är {known['category']}")
    company.keep(TYPES, name, {"category": category, "referenceType": name})
    return known is None


def list_types(call: Call) -> Answer:
    needs_lager(call.company)
    return ok(list(call.company.shelf(TYPES).values()))


def read_type(call: Call, kind: str) -> Answer:
    needs_lager(call.company)
    known = call.company.shelf(TYPES).get(kind.upper())
    if known is None:
        raise _absent(kind)
    return ok(known)


def create_type(call: Call) -> Answer:
    """1 when the type was made, 0 when it was there."""
    needs_lager(call.company)
    clean = checked("CustomDocumentType", warehouse_tables.DOCUMENT_TYPE, call.payload())
    return created(int(_declare(call.company, _named(clean["referenceType"]), clean["category"])))


def _absent(what: str) -> Denied:
    return Denied("not_found", f"{what} finns inte", status=HTTPStatus.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one direction: ``category`` INBOUND brings in, OUTBOUND takes out."""

    category: str
    table: Table
    kind_field: str

    @property
    def inbound(self) -> bool:
        return self.category == "INBOUND"

    def _find(self, call: Call, kind: str, number: str) -> Record:
        needs_lager(call.company)
        record = call.company.shelf(self.category).get(f"{kind.upper()}/{number}")
        if record is None:
            raise _absent(f"{kind}/{number}")
        return record

    def read(self, call: Call, kind: str, number: str) -> Answer:
        call.no_params()
        return ok(self._find(call, kind, number))

    def save(self, call: Call, kind: str, number: str) -> Answer:
        call.no_params()
        company = call.company
        needs_lager(company)
        name = _named(kind)
        if not IDENTITY.fullmatch(number):
            raise Denied("validation_error", f"Ogiltigt id {number}")
        clean = checked("CustomDocument", self.table, call.payload())
        old = company.shelf(self.category).get(f"{name}/{number}")
        if old:
            _open(old)
        _unlocked(company, clean["date"])
        rows = [self._row(company, row, place) for place, row in enumerate(clean.get("rows") or [], 1)]
        if not rows:
            raise Denied("validation_error", "Dokumentet saknar rader")
        _declare(company, name, self.category)
        record = {**self._blank(), **{k: v for k, v in clean.items() if v is not None}, "rows": rows}
        record.update({self.kind_field: name, "id": number, "voided": False, "warehouseReady": False})
        return ok(self._keep(company, record))

    def release(self, call: Call, kind: str, number: str) -> Answer:
        """Lock the document and move its stock. Guess: a second release is refused."""
        call.no_params()
        company, record = call.company, self._find(call, kind, number)
        _open(record)
        _unlocked(company, record["date"])
        if record["date"] > call.today:
            raise Denied("cannot_release_later_than_current_date", "Dokumentets datum är i framtiden")
        if not self.inbound:
            _can_leave(company, record)
        self._keep(company, {**record, "warehouseReady": True})
        return gone()

    def void(self, call: Call, kind: str, number: str) -> Answer:
        """Undo. Guess: what came in is linked to outbounds when less than that is left at its place."""
        call.no_params("force")
        company, record = call.company, self._find(call, kind, number)
        if record["voided"]:
            raise Denied("document_is_voided", "Dokumentet är makulerat")
        _unlocked(company, record["date"])
        forced = call.params.get("force", "false") == "true"
        if self.inbound and record["warehouseReady"] and not forced and _spent(company, record):
            raise Denied("void_linked_outbound", "Dokumentet har kopplade utleveranser")
        self._keep(company, {**record, "voided": True})
        return gone()

    def _blank(self) -> Record:
        if self.inbound:
            return {"note": "", "currency": {"currency": "SEK", "rate": 1, "unit": 1}}
        return {"note": "", "averageCosts": [], "forcedDelivery": False}

    def _row(self, company: Company, row: Record, place: int) -> Record:
        """A row with its stock point. Guess: unknown articles and those that keep no stock are refused."""
        article = company.articles.get(row.get("itemId") or "")
        if article is None or not article["StockGoods"]:
            raise Denied("item_not_found", f"Artikeln {row.get('itemId')} finns inte i lagret")
        quantity = half_up(Decimal(row.get("quantity") or ZERO))
        if quantity < ORE:
            raise Denied("validation_error", "Antalet måste vara minst 0,01")
        point = _point_of(company, row)
        blank: Record = {"itemDescription": article["Description"], "itemUnit": article["Unit"] or ""}
        given = {name: value for name, value in row.items() if value is not None}
        made = {**blank, "rowId": place, **given, "quantity": quantity}
        made["stockPointId"] = identity(company, point)
        if self.inbound:
            return {**made, "stockPointCode": point}
        return {**made, "deliveredQuantity": ZERO, "reservedQuantity": ZERO}

    def _keep(self, company: Company, record: Record) -> Record:
        key = f"{record[self.kind_field]}/{record['id']}"
        effect = {} if record["voided"] else self._effect(company, record)
        stock.settle(company, (self.category, key), effect)
        if not self.inbound:
            _mark(record)
        return company.keep(self.category, key, record)

    def _effect(self, company: Company, record: Record) -> Effect:
        """Guess: an outbound document that is not released reserves unless it is only registered."""
        ready, sums = record["warehouseReady"], _sums(company, record)
        if self.inbound:
            return {place: (ZERO, -much) for place, much in sums.items()} if ready else {}
        if not ready and record["deliveryState"] == "registration":
            return {}
        return {place: (ZERO, much) if ready else (much, ZERO) for place, much in sums.items()}


def _open(record: Record) -> None:
    if record["voided"]:
        raise Denied("document_is_voided", "Dokumentet är makulerat")
    if record["warehouseReady"]:
        raise Denied("cannot_modify_released_document", "Dokumentet är klarmarkerat")


def _unlocked(company: Company, day: str) -> None:
    locked = company.switches.locked_until
    if locked and day <= locked.isoformat():
        raise Denied("period_locked", f"Perioden är låst t.o.m. {locked}")


def _point_of(company: Company, row: Record) -> str:
    """The code of a row's stock point, named by code or id."""
    code, wanted = row.get("stockPointCode"), row.get("stockPointId")
    points = company.shelf("stockpoints")
    if wanted:
        code = next((one for one in points if identity(company, one) == wanted), wanted)
    if code and code not in points:
        raise Denied("stock_point_not_found", f"Lagerstället {code} finns inte")
    return str(code or MAIN_POINT)


def _sums(company: Company, record: Record) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for row in record["rows"]:
        place = (row["itemId"], _point_of(company, row))
        sums[place] = sums.get(place, ZERO) + row["quantity"]
    return sums


def _left(company: Company, place: tuple[str, str]) -> Decimal:
    number, point = place
    here = number in company.articles and stock.balances(company, number).get(point)
    return here[0] if here else ZERO


def _can_leave(company: Company, record: Record) -> None:
    """Guess: only *delivery* can be released, and not more than there is unless it is forced."""
    if record["deliveryState"] != "delivery":
        raise Denied("invalid_delivery_state", "Endast leveranser kan klarmarkeras")
    free = company.switches.negative_stock or record["forcedDelivery"]
    if not free and any(_left(company, place) < much for place, much in _sums(company, record).items()):
        raise Denied("insufficient_stock", "Lagersaldot räcker inte")


def _spent(company: Company, record: Record) -> bool:
    return any(_left(company, place) < much for place, much in _sums(company, record).items())


def _mark(record: Record) -> None:
    """Rows of an outbound document tell what they reserve or have delivered."""
    held = not record["voided"]
    reserves = held and not record["warehouseReady"] and record["deliveryState"] != "registration"
    for row in record["rows"]:
        row["reservedQuantity"] = row["quantity"] if reserves else ZERO
        row["deliveredQuantity"] = row["quantity"] if held and record["warehouseReady"] else ZERO


INBOUND = Documents("INBOUND", warehouse_tables.INBOUND, "type")
OUTBOUND = Documents("OUTBOUND", warehouse_tables.OUTBOUND, "referenceType")
