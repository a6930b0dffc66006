"""What orders and invoices have in common: addresses, references and rows.

Everything that a customer card, an article or a company setting could fill in behind
our back is sent: freight and fee as 0, the currency, a discount on every row, and
null for what shall stay empty in the delivery address (omitted fields are supplied
from predefined values, developer docs; the null was measured in 2026).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.books.documents import MOST_ROWS
from kontera.fortnox import text, wire
from kontera.fortnox.countries import country_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from kontera.books.documents import DocumentRow, Invoice
    from kontera.books.order import Address, Buyer
    from kontera.problems import Held


@dataclass(frozen=True, slots=True)
class Fields:
    """What a document carries beside the books' content. Empty means "not sent".

    ``article_numbers``: the shop's SKU → the article number in Fortnox, for those that exist there.
    """

    order_number: str = ""
    """What stands as the buyer's order number; empty: the shop's own number of the order."""
    second_reference: str = ""
    due_day: date | None = None
    terms_of_payment: str = ""
    your_reference: str = ""
    our_reference: str = ""
    remarks: str = ""
    comments: str = ""
    way_of_delivery: str = ""
    terms_of_delivery: str = ""
    cost_centre: str = ""
    project: str = ""
    language: str = ""
    article_numbers: Mapping[str, str] = field(default_factory=dict)


def head(invoice: Invoice, fields: Fields, *, reference: str, customer_number: str) -> dict[str, object]:
    """The fields of a document that orders and invoices share.

    ``reference`` is our own (at most 80 characters, else ValueError: a cut one would never be found).
    """
    if not 0 < len(reference) <= text.OWN_REFERENCE:
        raise ValueError(f"our reference must have 1 to {text.OWN_REFERENCE} characters: {reference!r}")
    return {
        "CustomerNumber": customer_number,
        "Currency": invoice.currency,
        **_rate(invoice),
        "VATIncluded": True,
        "Freight": 0,
        "AdministrationFee": 0,
        "YourOrderNumber": text.fit(fields.order_number or invoice.number, text.ORDER_NUMBER),
        "ExternalInvoiceReference1": reference,
        **_optional(fields),
        **_billing(invoice.buyer),
        **_delivery(invoice.buyer.delivery),
    }


def _rate(invoice: Invoice) -> dict[str, object]:
    """The rate it is booked at, SEK for one unit; left out, Fortnox takes the one in its register."""
    return {} if invoice.fx is None else {"CurrencyRate": invoice.fx.rate, "CurrencyUnit": 1}


def rows(invoice: Invoice, fields: Fields, *, with_ordered: bool) -> list[dict[str, object]]:
    """The rows as Fortnox takes them; orders need both quantities, invoices know one.

    The books hold an order of too many rows; one that comes here is our bug (ValueError).
    """
    if len(invoice.rows) > MOST_ROWS:
        raise ValueError(f"an invoice has at most {MOST_ROWS} rows, not {len(invoice.rows)}")
    return [_row(row, fields.article_numbers, with_ordered=with_ordered) for row in invoice.rows]


def whole_rows(invoice: Invoice, fields: Fields, *, with_ordered: bool = False) -> list[dict[str, object]]:
    """The rows for a change: a row without an article says so, or it keeps the one in its place."""
    return [{"ArticleNumber": None, **row} for row in rows(invoice, fields, with_ordered=with_ordered)]


def explain_rows(problem: Held, invoice: Invoice) -> Held:
    """The same problem with the document's accounts and articles in its facts: Fortnox names none."""
    accounts = sorted({str(row.account) for row in invoice.rows})
    articles = sorted({row.sku for row in invoice.rows if row.sku})
    problem.facts.setdefault("account", ", ".join(accounts))
    problem.facts.setdefault("article", ", ".join(articles))
    return problem


def _optional(fields: Fields) -> dict[str, object]:
    values = {
        "ExternalInvoiceReference2": text.fit(fields.second_reference, text.OWN_REFERENCE),
        "TermsOfPayment": fields.terms_of_payment,
        "YourReference": text.fit(fields.your_reference, text.REFERENCE),
        "OurReference": text.fit(fields.our_reference, text.REFERENCE),
        "Remarks": text.fit(fields.remarks, text.LONG_TEXT, lines=True),
        "Comments": text.fit(fields.comments, text.LONG_TEXT, lines=True),
        "WayOfDelivery": fields.way_of_delivery,
        "TermsOfDelivery": fields.terms_of_delivery,
        "CostCenter": fields.cost_centre,
        "Project": fields.project,
        "Language": fields.language.upper(),
    }
    return {name: value for name, value in values.items() if value}


def _billing(buyer: Buyer) -> dict[str, object]:
    """The buyer's address; what is empty is left to the card, which belongs to the same buyer."""
    address = buyer.billing
    values = {
        "CustomerName": text.fit(address.company or address.name, text.NAME),
        "Address1": text.fit(address.street, text.LONG_TEXT),
        "Address2": text.fit(address.street2, text.LONG_TEXT),
        "ZipCode": text.fit(address.zip_code, text.ZIP_CODE),
        "City": text.fit(address.city, text.LONG_TEXT),
        "Country": country_name(address.country),
        "Phone1": text.fit(buyer.phone, text.LONG_TEXT),
    }
    return {name: value for name, value in values.items() if value}


def _delivery(address: Address) -> dict[str, object]:
    """The delivery address, each empty field as an explicit null."""
    name = ", ".join(part for part in (address.company, address.name) if part)
    values = {
        "DeliveryName": text.fit(name, text.LONG_TEXT),
        "DeliveryAddress1": text.fit(address.street, text.ADDRESS),
        "DeliveryAddress2": text.fit(address.street2, text.ADDRESS),
        "DeliveryZipCode": text.fit(address.zip_code, text.ZIP_CODE),
        "DeliveryCity": text.fit(address.city, text.LONG_TEXT),
        "DeliveryCountry": country_name(address.country),
    }
    return {key: value or None for key, value in values.items()}


def _row(row: DocumentRow, articles: Mapping[str, str], *, with_ordered: bool) -> dict[str, object]:
    quantity = _plain(row.quantity)
    article = articles.get(row.sku, "") if row.sku else ""
    return {
        **({"ArticleNumber": article} if article else {}),
        "AccountNumber": row.account,
        "Description": text.fit(row.text, text.ROW_TEXT) or "-",
        **({"OrderedQuantity": quantity} if with_ordered else {}),
        "DeliveredQuantity": quantity,
        "Price": wire.kronor(row.unit_gross_ore),
        "VAT": _percent(row.rate),
        "Discount": wire.kronor(row.discount_ore),
        "DiscountType": "AMOUNT",
    }


def _percent(rate: Decimal) -> int | Decimal:
    """A whole rate as an integer (invoice rows are typed so), others digit by digit."""
    whole = rate.to_integral_value()
    return int(whole) if whole == rate else rate.normalize()


def _plain(number: Decimal) -> str:
    """A quantity as text without exponent or trailing zeros: 2.50 → ``2.5``."""
    return format(number.normalize(), "f")
