"""Sales abroad, other currencies, and the daily summary."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

ABROAD: tuple[Choice, ...] = (
    Choice(
        "eu_consumers",
        "option",
        "ask",
        "abroad",
        Text("Försäljning till konsumenter i EU", "Sales to consumers in the EU"),
        Text(
            "Med OSS: landets moms på konto 2670. Svensk moms: bara så länge försäljningen ligger under 99 680 kr "
            "per år. Så länge du inte har svarat väntar sådana ordrar.",
            "With OSS: the country's VAT on account 2670. Swedish VAT: only while sales stay below 99,680 SEK a "
            "year. Until you have answered, such orders wait.",
        ),
        (
            Option("ask", Text("Inte besvarat", "Not answered")),
            Option("oss", Text("Vi är med i OSS", "We use the One Stop Shop")),
            Option("swedish", Text("Svensk moms, under gränsen", "Swedish VAT, below the threshold")),
        ),
    ),
    Choice(
        "oss_accounts",
        "accounts",
        {},
        "abroad",
        Text("OSS-konton", "OSS accounts"),
        Text(
            "Land och sats = försäljningskonto, ett för varje: de 19 = 3110. Kontot ska ha en egen momskod i Fortnox.",
            "Country and rate = sales account, one for each: de 19 = 3110. The account needs a VAT code of its own.",
        ),
    ),
    Choice(
        "account_oss_vat",
        "account",
        2670,
        "abroad",
        Text("Utgående moms, OSS", "Output VAT, OSS"),
        Text("BAS 2670.", "BAS 2670."),
    ),
    Choice(
        "account_eu_consumer",
        "account",
        3106,
        "abroad",
        Text("Konsumenter i EU med svensk moms", "EU consumers with Swedish VAT"),
        Text("Vid 25 %; BAS 3106. Andra satser går till de svenska kontona.", "At 25 %; BAS 3106."),
    ),
    Choice(
        "eu_business_accounts",
        "accounts",
        {},
        "abroad",
        Text("Företag i EU, utan moms", "EU companies, without VAT"),
        Text(
            "goods (varor) = 3108, services (tjänster) = 3308, freight (frakt) = 3521, fee (avgift) = 3541. Skriv bara det som ska vara ett annat konto, till exempel goods = 3109.",
            "goods = 3108, services = 3308, freight = 3521, fee = 3541. Only what differs needs to be written.",
        ),
    ),
    Choice(
        "export_accounts",
        "accounts",
        {},
        "abroad",
        Text("Export, utan moms", "Export, without VAT"),
        Text(
            "goods (varor) = 3105, services (tjänster) = 3305, freight (frakt) = 3522, fee (avgift) = 3542. Skriv bara det som ska vara ett annat konto, till exempel goods = 3109.",
            "goods = 3105, services = 3305, freight = 3522, fee = 3542. Only what differs needs to be written.",
        ),
    ),
    Choice(
        "fractional_vat",
        "option",
        "voucher",
        "abroad",
        Text("Momssatser med decimaler", "VAT rates with decimals"),
        Text(
            "Finland har 25,5 %. Tar Fortnox inte emot en sådan sats på fakturan bokförs ordern som verifikation "
            "med ordern bifogad, eller får vänta.",
            "Finland has 25.5 %. Where Fortnox does not take such a rate on an invoice, the order is booked as a "
            "voucher with the order attached, or waits.",
        ),
        (
            Option("voucher", Text("Bokför som verifikation", "Book as a voucher")),
            Option("hold", Text("Vänta", "Wait")),
        ),
    ),
    Choice(
        "vies_requester",
        "text",
        "",
        "abroad",
        Text("Vårt momsnummer vid kontroll av köpare", "Our VAT number when checking buyers"),
        Text(
            "Anges det ger EU:s register ett kvitto (konsultationsnummer) för varje kontroll.",
            "When given, the register of the EU returns a receipt (consultation number) for each check.",
        ),
    ),
    Choice(
        "shown_currencies",
        "words",
        (),
        "abroad",
        Text("Valutor som bara visas", "Currencies that are only shown"),
        Text(
            "EUR, USD. Butiken visar priser i dem men tar betalt i SEK: orderns belopp är i SEK, vad den än säger.",
            "EUR, USD. The shop shows prices in them but charges SEK: the amounts of an order are SEK.",
        ),
    ),
    Choice(
        "service_skus",
        "words",
        (),
        "abroad",
        Text("Tjänster och digitala varor", "Services and digital goods"),
        Text(
            "Artikelnummer, eller början på dem med * sist: KURS-*. De bokförs på kontona för tjänster utomlands.",
            "SKUs, or the beginning of them with * at the end: KURS-*. They go to the accounts of services abroad.",
        ),
    ),
    Choice(
        "rate_source",
        "option",
        "riksbank",
        "abroad",
        Text("Valutakurser från", "Exchange rates from"),
        Text(
            "Senaste kursen på orderns momsdag. Den sparas med ordern.",
            "The latest rate on the order's tax day. It is stored with the order.",
        ),
        (
            Option("riksbank", Text("Riksbanken", "Riksbanken")),
            Option("ecb", Text("Europeiska centralbanken", "The European Central Bank")),
        ),
    ),
)
