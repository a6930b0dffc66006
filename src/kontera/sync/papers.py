"""What stands on an order's documents beside the books' content, as the shop has chosen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.exemption import exemption
from kontera.books.place import AT_HOME
from kontera.fortnox.document import Fields
from kontera.sync.deliveryways import way_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kontera.books.articles import ArticleCard
    from kontera.books.decision import Decision
    from kontera.books.order import Order
    from kontera.choices import Choices
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle


def fields_for(
    handle: Handle,
    client: Client,
    choices: Choices,
    decision: Decision,
    *,
    cards: Mapping[str, ArticleCard],
    now: datetime,
) -> Fields:
    """The fields of an order's documents; ``cards`` are the articles that exist, by SKU.

    A sale without VAT says which rule exempts it.
    """
    numbers = {card.number: card.number for card in cards.values()}
    order, place = decision.order, decision.ruling.place if decision.ruling else AT_HOME
    language = choices.text("language")
    chosen = filled(choices.text("remarks_text"), order, handle.shop.name)
    remarks = (chosen, exemption(order, place, language))
    person = order.buyer.billing.name or order.buyer.delivery.name
    return Fields(
        order_number=filled(choices.text("order_number_text"), order, handle.shop.name),
        remarks="\n".join(filter(None, remarks)),
        comments=order.note,
        terms_of_payment=choices.text("terms_of_payment"),
        terms_of_delivery=chosen_terms(choices, order),
        your_reference=person if order.buyer.is_company else "",
        our_reference=choices.text("our_reference"),
        way_of_delivery=way_for(handle, client, choices, order, now),
        cost_centre=choices.text("cost_center"),
        project=choices.text("project"),
        language=language,
        article_numbers=numbers | {sku: card.number for sku, card in cards.items()},
    )


def filled(template: str, order: Order, shop: str) -> str:
    """A chosen text with its words in braces filled in for this order.

    A word's own braces are no words: what a buyer is called is never filled in once more.
    """
    buyer = order.buyer
    words = {
        "order": order.number,
        "buyer": buyer.billing.company or buyer.billing.name or buyer.delivery.name or buyer.email,
        "method": order.payment_method,
        "transaction": order.payment_reference,
        "shop": shop,
    }
    return template.format_map(words).strip()


def chosen_terms(choices: Choices, order: Order) -> str:
    """The code of the terms of delivery for the order's delivery method, by name or by id."""
    table = choices.table("delivery_terms")
    return str(table.get(order.shipping_name.casefold()) or table.get(order.shipping_key.casefold()) or "")
