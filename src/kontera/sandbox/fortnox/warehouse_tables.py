"""Field tables of the Lager module's own resources (public API description, 2026-03)."""

from __future__ import annotations

from kontera.sandbox.fortnox.fields import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    Field,
    Table,
    each,
    one_of,
    required,
    sealed,
    text,
)

CURRENCY: Table = {
    "currency": text(required=True, exact=3),
    "rate": required(NUMBER),
    "unit": Field("integer", low=1),
}
ROW: Table = {
    **each("costCenterCode projectId", text(25)),
    "itemDescription": text(200),
    "itemId": text(50, required=True),
    "itemUnit": text(50),
    "quantity": required(NUMBER),
    "rowId": Field("integer", low=1),
    **each("stockLocationId stockPointId", TEXT),
}
INBOUND_ROW: Table = {
    **ROW,
    "batch": text(50),
    **each("directCost freightCost otherCost", NUMBER),
    **each("stockLocationCode stockPointCode", TEXT),
}
OUTBOUND_ROW: Table = {
    **ROW,
    **each("deliveredQuantity forcedQuantity reservedQuantity", NUMBER),
}
# Guess: what Lager decides itself may be sent back as it was read, and changes nothing.
DOCUMENT: Table = {
    "date": required(DATE),
    "id": text(25),
    "note": text(1000),
    **each("voided warehouseReady", BOOLEAN),
}
INBOUND: Table = {
    **DOCUMENT,
    "currency": Field("object", inside=CURRENCY),
    "rows": Field("list", inside=INBOUND_ROW),
    "type": text(25),
}
OUTBOUND: Table = {
    **DOCUMENT,
    "averageCosts": Field("list", inside={"averageCostInSEK": NUMBER, **each("itemId stockPointId", TEXT)}),
    "deliveryState": required(one_of("registration", "reservation", "delivery")),
    "forcedDelivery": BOOLEAN,
    "referenceType": text(25),
    "rows": Field("list", inside=OUTBOUND_ROW),
}
DOCUMENT_TYPE: Table = {
    "category": required(one_of("INBOUND", "OUTBOUND")),
    "referenceType": text(25, required=True),
}
STOCK_LOCATION: Table = {
    "code": text(20, required=True),
    "name": text(25),
    **each("id stockPointId", sealed()),
}
STOCK_POINT: Table = {
    **each("active usingCompanyAddress", BOOLEAN),
    "code": text(10, required=True),
    **each("deliveryAddress deliveryAddress2 deliveryCity deliveryName deliveryPhone", text(50)),
    "deliveryCountryCode": text(3),
    "deliveryZipCode": text(10),
    "id": sealed(),
    "name": text(25, required=True),
    "stockLocations": Field("list", inside=STOCK_LOCATION),
}

SCHEMAS: dict[str, tuple[Table, str]] = {
    "warehouse_Currency": (CURRENCY, ""),
    "warehouse_CustomInboundDocument": (INBOUND, ""),
    "warehouse_CustomInboundDocumentRow": (INBOUND_ROW, ""),
    "warehouse_CustomOutboundDocument": (OUTBOUND, ""),
    "warehouse_CustomOutboundDocumentRow": (OUTBOUND_ROW, ""),
    "warehouse_CustomDocumentType": (DOCUMENT_TYPE, ""),
    "warehouse_StockPoint": (STOCK_POINT, ""),
    "warehouse_StockLocation": (STOCK_LOCATION, ""),
}
"""As ``tables.SCHEMAS``."""
