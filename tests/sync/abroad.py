"""Sales abroad on the stage: buyers, and a company that is set up for them."""

from __future__ import annotations

from decimal import Decimal

from tests.sync.scene import ANNA

OSS = {"DE 19": 3110, "FI 25.5": 3112, "FI 13.5": 3113, "DK 25": 3114, "XI 20": 3115}


def consumer(country, postcode="10115", **more):
    """Somebody abroad."""
    return {**ANNA, "country": country, "zipcode": postcode, "shipping_details": {"country": country}, **more}


def company(country, number, postcode="10115"):
    """A company abroad with a VAT number."""
    firm = {"customer_type": "company", "company_name": "Möbel GmbH", "vat_number": number}
    return consumer(country, postcode, **firm)


def sell_abroad(place, **choices):
    """A shop in the One Stop Shop, and the accounts and VAT codes that were made by hand for it."""
    books = place.company
    for name, account in OSS.items():
        country, rate = name.split()
        books.add_account(account, f"Försäljning OSS {name}", f"{country}{rate}")
        books.add_vat_rate(Decimal(rate), f"{country}{rate}")
    books.keep("currencies", "USD", {**books.shelf("currencies")["EUR"], "Code": "USD"})
    for number in (3105, 3108, 3305, 3308, 3521, 3522):
        books.shelf("accounts")[str(number)]["VATCode"] = ""
    place.choose(**{"eu_consumers": "oss", "oss_accounts": OSS, **choices})
    return place


def to_finland(place, price="125.50", rate="25.5", **spec):
    """A consumer in Finland buys one thing."""
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}
    return place.buys_and_tells(customer=consumer("FI", "00100"), lines=[line], **spec)
