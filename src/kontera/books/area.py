"""Where goods arrive, in the eyes of VAT: which country's tax area, or outside the Union's.

A country is not an answer by itself. Some places of the member states lie outside the VAT area of the
Union (Åland, the Canaries …), and Northern Ireland belongs to it for goods though Great Britain does not.
A new place is one row in ``TERRITORIES``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.problems import Held, Text

if TYPE_CHECKING:
    from kontera.books.order import Address

HOME = "SE"
MEMBERS = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""The 27 member states (ISO 3166-1)."""
NORTHERN_IRELAND = "XI"
"""The code of Northern Ireland in VAT numbers and in the One Stop Shop; no country of its own."""
PREFIXES = {"EL": "GR"}
"""Prefixes of VAT numbers that are no country codes: Greece is EL there (council directive 2006/112, 215)."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of a country with a tax of its own. ``postcodes`` matches the postcode without spaces.

    ``area`` is the tax area it belongs to; an empty one lies outside the Union's VAT area. ``city`` is a word
    of the town's name, lower case, where other towns share the postcode.
    """

    country: str
    postcodes: str
    name: Text
    source: str
    area: str = ""
    city: str = ""


_SIXTH = "Directive 2006/112/EC art. 6"
TERRITORIES: tuple[Territory, ...] = (
    Territory("FI", r"22\d{3}", Text("Åland", "Åland"), f"{_SIXTH}.1 (c); Skatteverket on Åland"),
    Territory("ES", r"(35|38)\d{3}", Text("Kanarieöarna", "the Canary Islands"), f"{_SIXTH}.1 (b)"),
    Territory("ES", r"51\d{3}", Text("Ceuta", "Ceuta"), f"{_SIXTH}.2 (c)"),
    Territory("ES", r"52\d{3}", Text("Melilla", "Melilla"), f"{_SIXTH}.2 (d)"),
    Territory("IT", r"23041", Text("Livigno", "Livigno"), f"{_SIXTH}.2 (f)"),
    Territory("IT", r"23030", Text("Livigno", "Livigno"), f"{_SIXTH}.2 (f)", city="livigno"),
    Territory("IT", r"22061", Text("Campione d'Italia", "Campione d'Italia"), f"{_SIXTH}.1 (g)"),
    Territory(
        "IT", r"22060", Text("Campione d'Italia", "Campione d'Italia"), f"{_SIXTH}.1 (g)", city="campione"
    ),
    Territory("DE", r"78266", Text("Büsingen", "Büsingen"), f"{_SIXTH}.2 (b)"),
    Territory("DE", r"27498", Text("Helgoland", "Heligoland"), f"{_SIXTH}.2 (a)"),
    Territory("GR", r"630(86|87)", Text("Athos", "Mount Athos"), f"{_SIXTH}.1 (a)"),
    Territory(
        "FR", r"97\d{3}|98[6-8]\d{2}", Text("franskt utomeuropeiskt område", "a French overseas territory"),
        f"{_SIXTH}.1 (d)",
    ),
    Territory(
        "GB", r"BT\d.*", Text("Nordirland", "Northern Ireland"),
        "Windsor Framework, art. 8: goods under the Union's VAT rules", NORTHERN_IRELAND,
    ),
)  # fmt: skip
"""Parts of countries whose tax is another, by postcode. Guess: the postcodes of Campione, Livigno and Athos
are those in use today. 23030 and 22060 were theirs before, and are those of towns around them still."""

SAME_AS = {"MC": "FR", "EL": "GR", "UK": "GB", "XI": "GB"}
"""Monaco is taxed as France (directive 2006/112, art. 7); the others are spellings."""
_NEEDS_POSTCODE = frozenset(row.country for row in TERRITORIES)
_ONLY_DIGITS = _NEEDS_POSTCODE - {"GB"}
"""Countries whose postcodes have no letters: those that are written before them name the country."""


@dataclass(frozen=True, slots=True)
class Area:
    """A tax area: ``code`` is a member state's, XI, or "" outside the Union's VAT area.

    ``country`` is where the goods go by the address; ``territory`` names a part with a tax of its own.
    """

    country: str
    code: str
    territory: Text | None = None
    postcode: str = ""


def area_of(address: Address) -> Area:
    """The tax area of a delivery address.

    ``Held("country-unknown")`` without a country, ``Held("postcode-needed")`` where the postcode decides and
    there is none. Source: directive 2006/112/EC, articles 5–8.

    >>> from kontera.books.order import Address
    >>> [area_of(Address(country="FI", zip_code=code)).code for code in ("22100", "00100")]
    ['', 'FI']
    >>> area_of(Address(country="GB", zip_code="bt1 5gs")).code
    'XI'
    """
    written = address.country.strip().upper()
    if not written:
        raise Held("country-unknown", {"country": "–"})
    country = SAME_AS.get(written, written)
    postcode = _plain(address.zip_code, country)
    if written == NORTHERN_IRELAND:
        return Area(country, NORTHERN_IRELAND, Text("Nordirland", "Northern Ireland"), postcode)
    if country in _NEEDS_POSTCODE and not postcode:
        raise Held("postcode-needed", {"country": country})
    for row in TERRITORIES:
        is_there = row.country == country and re.fullmatch(row.postcodes, postcode)
        if is_there and row.city in address.city.casefold():
            return Area(country, row.area, row.name, postcode)
    return Area(country, country if country in MEMBERS else "", None, postcode)


def _plain(postcode: str, country: str) -> str:
    """Without spaces and signs, and without the country's letters before it (``FI-22100``, ``AX-22100``)."""
    if country in _ONLY_DIGITS:
        return re.sub(r"[^0-9]", "", postcode)
    plain = re.sub(r"[^0-9A-Z]", "", postcode.upper())
    return plain.removeprefix(country) if re.match(rf"{country}\d", plain) else plain


def registered_in(vat_number: str) -> str:
    """The tax area a VAT number is of, or "" when its prefix is none of the Union's.

    >>> registered_in("EL094259216"), registered_in("XI123456789"), registered_in("NO912345678MVA")
    ('GR', 'XI', '')
    """
    prefix = vat_number.strip().upper()[:2]
    country = PREFIXES.get(prefix, prefix)
    return country if country in MEMBERS or country == NORTHERN_IRELAND else ""
