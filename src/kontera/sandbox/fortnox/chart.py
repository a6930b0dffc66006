"""The chart of accounts a new company starts with, its VAT codes and its registers.

Numbers and names: BAS 2025. The accounts 1581–1586, 2422, 3110–3115, 3523, 3524 and 6572 are the
company's own; they are there because web shops are told to create them.
"""

from __future__ import annotations

from decimal import Decimal

# number | name | VAT code
ACCOUNTS = """
1510|Kundfordringar|
1580|Fordringar för kontokort och kuponger|
1581|Fordran Klarna|
1582|Fordran Stripe|
1583|Fordran Swish|
1584|Fordran PayPal|
1585|Fordran Qliro|
1586|Fordran Svea|
1630|Avräkning för skatter och avgifter|
1650|Momsfordran|
1680|Andra kortfristiga fordringar|
1910|Kassa|
1920|PlusGiro|
1930|Företagskonto/checkkonto/affärskonto|
1940|Övriga bankkonton|
1980|Valutakonton|
2420|Förskott från kunder|
2421|Ej inlösta presentkort|
2422|Ej inlösta presentkort, enfunktionsvoucher|MP1
2611|Utgående moms på försäljning inom Sverige, 25 %|U1
2614|Utgående moms, omvänd betalningsskyldighet, 25 %|UTFU1
2615|Utgående moms import av varor, 25 %|
2621|Utgående moms på försäljning inom Sverige, 12 %|U2
2624|Utgående moms, omvänd betalningsskyldighet, 12 %|
2631|Utgående moms på försäljning inom Sverige, 6 %|U3
2634|Utgående moms, omvänd betalningsskyldighet, 6 %|
2641|Debiterad ingående moms|I
2645|Beräknad ingående moms på förvärv från utlandet|I
2650|Redovisningskonto för moms|
2670|Utgående moms på försäljning inom EU, OSS|
3001|Försäljning inom Sverige, 25 % moms|MP1
3002|Försäljning inom Sverige, 12 % moms|MP2
3003|Försäljning inom Sverige, 6 % moms|MP3
3004|Försäljning inom Sverige, momsfri|MF
3105|Försäljning varor till land utanför EU|VTEU
3106|Försäljning varor till annat EU-land, momspliktig|MP1
3108|Försäljning varor till annat EU-land, momsfri|VEU
3110|Försäljning OSS Tyskland 19 %|DE19
3111|Försäljning OSS Tyskland 7 %|DE7
3112|Försäljning OSS Finland 25,5 %|FI255
3113|Försäljning OSS Finland 13,5 %|FI135
3114|Försäljning OSS Danmark 25 %|DK25
3115|Försäljning OSS Nordirland (XI) 20 %|XI20
3231|Försäljning inom byggsektorn, omvänd skattskyldighet|OMSS
3305|Försäljning tjänster till land utanför EU|ÖTTU
3308|Försäljning tjänster till annat EU-land|ÖTEU
3510|Fakturerat emballage|MP1
3520|Fakturerade frakter|MP1
3521|Fakturerade frakter, EU-land|VEU
3522|Fakturerade frakter, export|VTEU
3523|Fakturerade frakter, 12 % moms|MP2
3524|Fakturerade frakter, 6 % moms|MP3
3540|Faktureringsavgifter|MP1
3541|Faktureringsavgifter, EU-land|VEU
3542|Faktureringsavgifter, export|VTEU
3590|Övriga fakturerade kostnader|MP1
3690|Övriga sidointäkter|
3730|Lämnade rabatter|MP1
3740|Öres- och kronutjämning|
3960|Valutakursvinster på fordringar och skulder av rörelsekaraktär|
4000|Inköp av varor|
6040|Kontokortsavgifter|
6060|Kreditförsäljningskostnader|
6064|Factoringavgifter|
6350|Förluster på kundfordringar|
6570|Bankkostnader|
6572|Betaltjänstavgifter, EU, omvänd betalningsskyldighet|
7960|Valutakursförluster på fordringar och skulder av rörelsekaraktär|
"""

VAT_CODES: dict[str, tuple[Decimal, str]] = {
    "MP1": (Decimal(25), "OUTVAT_MP1"),
    "MP2": (Decimal(12), "OUTVAT_MP2"),
    "MP3": (Decimal(6), "OUTVAT_MP3"),
    "DE19": (Decimal(19), "2670"),
    "DE7": (Decimal(7), "2670"),
    "FI255": (Decimal("25.5"), "2670"),
    "FI135": (Decimal("13.5"), "2670"),
    "DK25": (Decimal(25), "2670"),
    "XI20": (Decimal(20), "2670"),
}
"""VAT code of a sales account → rate in percent, and the predefined account (or number) of its output VAT."""

OUTPUT_BY_RATE: dict[Decimal, str] = {
    Decimal(25): "OUTVAT_MP1",
    Decimal(12): "OUTVAT_MP2",
    Decimal(6): "OUTVAT_MP3",
}

RATES: tuple[Decimal, ...] = (Decimal(25), Decimal(12), Decimal(6), Decimal(0))
"""The VAT rates a company has before anybody adds one."""

PREDEFINED: dict[str, int] = {
    "CUSTCLAIM": 1510,
    "SALES": 3001,
    "SALES2": 3001,
    "SALES_25_SE": 3001,
    "SALES_12_SE": 3002,
    "SALES_6_SE": 3003,
    "SALES_0_SE": 3004,
    "SALESCONSTR": 3231,
    "SALESEUREV": 3108,
    "SALESEUREV2": 3308,
    "SALESEUVAT": 3106,
    "SALESEXPORT": 3105,
    "SALESEXPORT2": 3305,
    "OUTVAT_MP1": 2611,
    "OUTVAT_MP2": 2621,
    "OUTVAT_MP3": 2631,
    "FREIGHT": 3520,
    "ADMFEE": 3540,
    "ROUNDOFF": 3740,
    "CASHDISCOUNTOUT": 3730,
    "CURRENCYWIN": 3960,
    "CURRENCYLOSS": 7960,
    "CASH": 1910,
    "CASHBYCARD": 1930,
    "PURCHASE": 4000,
}

VOUCHER_SERIES: dict[str, str] = {
    "A": "Redovisning",
    "B": "Kundfakturor",
    "C": "Kundinbetalningar",
    "D": "Leverantörsfakturor",
    "E": "Leverantörsbetalningar",
}
PREDEFINED_SERIES: dict[str, str] = {
    "INVOICE": "B",
    "INVOICEPAYMENT": "C",
    "CASHINVOICE": "B",
    "SUPPLIERINVOICE": "D",
    "SUPPLIERPAYMENT": "E",
    "MANUAL": "A",
}

MODES_OF_PAYMENT: dict[str, tuple[str, str]] = {
    "BG": ("Bankgiro", "1930"),
    "PG": ("Plusgiro", "1920"),
    "KONTANT": ("Kontant", "1910"),
    "KORT": ("Kort", "1580"),
    "KLARNA": ("Klarna", "1581"),
    "STRIPE": ("Stripe", "1582"),
    "SWISH": ("Swish", "1583"),
    "PAYPAL": ("PayPal", "1584"),
    "QLIRO": ("Qliro", "1585"),
    "SVEA": ("Svea", "1586"),
    "PRESENTKORT": ("Presentkort", "2421"),
}
WAYS_OF_DELIVERY: dict[str, str] = {
    "P": "Post",
    "POSTNORD": "PostNord",
    "DHL": "DHL",
    "BUDBEE": "Budbee",
    "HÄMTAS": "Hämtas i butik",
}
TERMS_OF_DELIVERY: dict[str, str] = {"F": "Fritt vårt lager", "FKL": "Fritt kundens lager"}
TERMS_OF_PAYMENT: dict[str, str] = {
    "0": "0 dagar",
    "10": "10 dagar",
    "14": "14 dagar",
    "15": "15 dagar",
    "30": "30 dagar",
    "K": "Kontant",
}
UNITS: dict[str, str] = {"st": "Styck", "kg": "Kilo", "m": "Meter", "h": "Timmar", "förp": "Förpackning"}
CURRENCIES: dict[str, tuple[str, str, str]] = {
    "SEK": ("Svenska kronor", "1", "1"),
    "EUR": ("Euro", "11.20", "1"),
    "NOK": ("Norska kronor", "0.98", "1"),
    "DKK": ("Danska kronor", "1.50", "1"),
}


def account_rows() -> list[tuple[int, str, str]]:
    """(number, name, VAT code) of every account in the starting chart."""
    rows = (line.split("|") for line in ACCOUNTS.strip().splitlines())
    return [(int(number), name, code) for number, name, code in rows]
