"""Who bought, read from the order's ``customer``.

The billing address is ``billing_details`` where it holds something (added in 2021),
else the customer's own fields; the delivery address is ``shipping_details`` or, when
that is empty, the billing one. Names come whole or in two parts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from stdnum.eu import vat as eu_vat
from stdnum.se import orgnr

from kontera.books.area import HOME, registered_in
from kontera.books.order import Address, Buyer
from kontera.problems import Held
from kontera.quickbutik.countries import country_code

if TYPE_CHECKING:
    from kontera.quickbutik.values import Raw

ORG_NUMBER_UNUSABLE = "org-number-unusable"
VAT_NUMBER_UNUSABLE = "vat-number-unusable"
COUNTRY_ASSUMED = "country-assumed"
EMAIL_UNUSABLE = "email-unusable"
_COMPANY_TYPES = frozenset({"company", "business", "b2b", "organisation", "företag", "foretag"})
_PRIVATE_TYPES = frozenset({"consumer", "private", "person", "b2c", "privat", "privatperson"})
_SIGN = r"[^@\s.<>,;:()\[\]\"\\]"
_EMAIL = re.compile(rf"{_SIGN}+(\.{_SIGN}+)*@{_SIGN}+(\.{_SIGN}+)+")
"""Plain addresses; quotes, brackets and lists of several (RFC 5322) are somebody's slip in a shop's form."""
_LONGEST_EMAIL = 254
"""Letters (RFC 5321)."""
_EU_NUMBER = re.compile(r"[A-Z]{2}(?=.*\d)[0-9A-Z+*]{2,12}")
_ORG_KEYS = (
    "org_number",
    "orgnr",
    "org_nr",
    "organisation_number",
    "organization_number",
    "organisationnumber",
    "organizationnumber",
    "company_number",
    "companynumber",
    "company_id",
    "corporate_id",
)
_VAT_KEYS = ("vat_number", "vatnumber", "vat_no", "vat_id", "vat")


def read_buyer(customer: Raw) -> tuple[Buyer, tuple[str, ...]]:
    """The buyer and the codes of what was noticed; ``Held("country-unknown")`` for a country nobody knows."""
    details, shipping = customer.inner("billing_details"), customer.inner("shipping_details")
    billing = _address(details) if _has_content(details) else _address(customer)
    delivery = _delivery(_address(shipping), billing) if _has_content(shipping) else billing
    billing, delivery, assumed = _with_countries(billing, delivery)
    told = [email for place in (customer, details, shipping) if (email := place.text("email", "e_mail"))]
    usable = next((email.lower() for email in told if _is_email(email.lower())), "")
    org_number, org_notes = _org_number(_text(customer, details, shipping, keys=_ORG_KEYS))
    vat_number, vat_notes = _vat_number(_text(customer, details, shipping, keys=_VAT_KEYS))
    buyer = Buyer(
        email=usable,
        is_company=_is_company(customer, details, billing, org_number),
        org_number=org_number,
        vat_number=vat_number,
        phone=_text(customer, details, shipping, keys=("phone", "mobile", "cellphone", "telephone")),
        billing=billing,
        delivery=delivery,
        # Guess: no source shows a number of the customer; where one is told it outlives a changed e-mail.
        customer_key=_customer_key(customer),
    )
    unusable = (EMAIL_UNUSABLE,) if told and not usable else ()
    return buyer, (*assumed, *unusable, *org_notes, *vat_notes)


def _customer_key(customer: Raw) -> str:
    """The shop's own number of the buyer; a guest's 0 (or -1) is none."""
    key = customer.text("id", "customer_id")[:60]
    return "" if key in ("0", "-1") else key


def _org_number(written: str) -> tuple[str, tuple[str, ...]]:
    """Ten digits as ``NNNNNN-NNNN``; one whose check digit is wrong is left out, with a note."""
    digits = "".join(sign for sign in written if sign.isdigit())
    ten = digits[-10:] if len(digits) in (10, 12) else ""
    if orgnr.is_valid(ten):
        return f"{ten[:6]}-{ten[6:]}", ()
    return "", (ORG_NUMBER_UNUSABLE,) if written else ()


def _vat_number(written: str) -> tuple[str, tuple[str, ...]]:
    """A VAT number of the EU in compact form; one that cannot exist is left out, with a note.

    A number of another member state whose check digit is wrong is kept: VIES says whether it exists.
    """
    if eu_vat.is_valid(written):
        number = str(eu_vat.compact(written))
        # Greece's country code is GR, but its VAT numbers begin with EL (directive 2006/112/EC, article 215).
        return (f"EL{number[2:]}" if number.startswith("GR") else number), ()
    plain = "".join(sign for sign in written.upper() if sign.isalnum() or sign in "+*")
    if _EU_NUMBER.fullmatch(plain) and registered_in(plain) not in ("", HOME):
        return plain, ()
    return "", (VAT_NUMBER_UNUSABLE,) if written else ()


def _delivery(told: Address, billing: Address) -> Address:
    """Where goods go. Somebody else's name alone is the same place; half a place stays the half it is."""
    if told.street or told.street2 or told.zip_code or told.city:
        return told
    return replace(billing, name=told.name, company=told.company, country=told.country)


def _address(raw: Raw) -> Address:
    both = f"{raw.text('firstname', 'first_name')} {raw.text('lastname', 'last_name')}".strip()
    return Address(
        name=raw.text("full_name", "fullname", "name") or both,
        company=raw.text("company_name", "company"),
        street=raw.text("address", "address1", "street"),
        street2=raw.text("address2", "co_address", "care_of"),
        zip_code=raw.text("zipcode", "zip_code", "zip", "postal_code", "postcode"),
        city=raw.text("city", "postal_city"),
        country=raw.text("country", "country_code"),
    )


def _has_content(raw: Raw) -> bool:
    """A country alone is no address: shops pre-fill it."""
    address = _address(raw)
    return any((address.name, address.company, address.street, address.zip_code, address.city))


def _with_countries(billing: Address, delivery: Address) -> tuple[Address, Address, tuple[str, ...]]:
    """Both with ISO codes. One that is empty takes the other's; when both are, it is Sweden, with a note."""
    first, second = _code(billing.country), _code(delivery.country)
    known = second or first or "SE"
    notes = () if first or second else (COUNTRY_ASSUMED,)
    return replace(billing, country=first or known), replace(delivery, country=second or known), notes


def _code(written: str) -> str:
    if not written:
        return ""
    code = country_code(written)
    if code is None:
        raise Held("country-unknown", {"country": written})
    return code


def _is_company(customer: Raw, details: Raw, billing: Address, org_number: str) -> bool:
    kind = _text(customer, details, keys=("customer_type", "type")).lower()
    if kind in _COMPANY_TYPES:
        return True
    if kind in _PRIVATE_TYPES:
        return False
    return bool(billing.company) or (bool(org_number) and not _is_personal(org_number))


def _is_personal(org_number: str) -> bool:
    """A personal identity number (personnummer): the third digit is a month's, below 2.

    A sole trader's organisation number is one, but so is what a private buyer gives for a credit check:
    without a company's name it makes nobody a company. Source: Skatteverket, organisationsnummer.
    """
    return org_number[2] < "2"


def _text(*places: Raw, keys: tuple[str, ...]) -> str:
    return next((found for place in places if (found := place.text(*keys))), "")


def _is_email(email: str) -> bool:
    return len(email) <= _LONGEST_EMAIL and _EMAIL.fullmatch(email) is not None
