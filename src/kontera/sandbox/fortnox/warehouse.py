"""The little of the Lager module a connector asks for: is it on, and what is in stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, ok

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call


def tenant(call: Call) -> Answer:
    return ok({"activated": call.company.switches.warehouse, "tenantId": call.company.tenant})


def stock_balance(call: Call) -> Answer:
    call.no_params("itemIds", "stockPointCodes")
    wanted = {item for item in call.params.get("itemIds", "").split(",") if item}
    return ok(
        [
            {
                "itemId": number,
                "stockPointCode": "HUVUD",
                "inStock": article["QuantityInStock"],
                "availableStock": article["DisposableQuantity"],
            }
            for number, article in call.company.articles.items()
            if article["StockGoods"] and (not wanted or number in wanted)
        ]
    )
