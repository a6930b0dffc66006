"""Problems of sales abroad and in other currencies."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

ABROAD_ROWS: dict[str, Entry] = {
    "vies-silent": Entry(
        Text(
            "EU:s register över momsnummer svarar inte just nu.",
            "The EU's register of VAT numbers does not answer at the moment.",
        ),
        Text("Du behöver inte göra något; Kontera frågar igen.", "You need do nothing; Kontera asks again."),
        button="none",
    ),
    "rates-silent": Entry(
        Text("Valutakurserna går inte att hämta just nu.", "Exchange rates cannot be fetched at the moment."),
        Text("Du behöver inte göra något; Kontera frågar igen.", "You need do nothing; Kontera asks again."),
        button="none",
    ),
    "postcode-needed": Entry(
        Text(
            "Order {order} levereras till {country} utan postnummer. Där avgör postnumret vilken moms som gäller.",
            "Order {order} is delivered to {country} without a postcode, which decides the VAT there.",
        ),
        Text(
            "Fyll i leveransadressens postnummer i Quickbutik och tryck på Försök igen.",
            "Fill in the postcode of the delivery address in Quickbutik and press Try again.",
        ),
    ),
    "vat-number-unchecked": Entry(
        Text(
            "Order {order} går till ett företag med momsnummer {number}, som inte har kunnat kontrolleras.",
            "Order {order} goes to a company with VAT number {number}, which could not be checked.",
        ),
        Text(
            "Tryck på Försök igen, så frågar Kontera EU:s register på nytt. Svarar det inte på flera dagar, "
            "kontrollera numret för hand och bokför ordern i Fortnox.",
            "Press Try again, and Kontera asks the register of the EU once more. If it stays silent for days, "
            "check the number by hand and book the order in Fortnox.",
        ),
    ),
    "eu-consumers-not-chosen": Entry(
        Text(
            "Order {order} går till en konsument i {country}. Butiken har inte sagt om den är med i OSS.",
            "Order {order} goes to a consumer in {country}. The shop has not said whether it uses OSS.",
        ),
        Text(
            "Svara på frågan om försäljning till konsumenter i EU under Inställningar och tryck på Försök igen.",
            "Answer the question about sales to consumers in the EU under Settings and press Try again.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
    "foreign-vat-charged": Entry(
        Text(
            "Order {order} till {country} ska vara utan moms, men butiken tog ut {stated} kr i moms.",
            "Order {order} to {country} should carry no VAT, but the shop charged {stated} of it.",
        ),
        Text(
            "Är det en utländsk skatt (som norsk VOEC eller brittisk moms) bokför ordern för hand, med skatten som "
            "skuld. Var det ett misstag, betala tillbaka momsen i Quickbutik och tryck på Försök igen.",
            "If it is a foreign tax (such as Norwegian VOEC or UK VAT) book the order by hand, with the tax as a "
            "liability. If it was a mistake, pay the VAT back in Quickbutik and press Try again.",
        ),
    ),
    "oss-account-missing": Entry(
        Text(
            "Det finns inget försäljningskonto för OSS {country} {rate} %.",
            "There is no sales account for OSS {country} {rate} %.",
        ),
        Text(
            "Skapa ett konto med egen momskod i Fortnox (Inställningar, Bokföring, Moms), skriv in det under "
            "Inställningar, OSS-konton, och tryck på Försök igen.",
            "Create an account with a VAT code of its own in Fortnox (Settings, Bookkeeping, VAT), enter it under "
            "Settings, OSS accounts, and press Try again.",
        ),
        button="choices",
        choice="oss_accounts",
    ),
    "currency-without-rate": Entry(
        Text(
            "Order {order} är i {currency}, och dagens kurs saknas.",
            "Order {order} is in {currency}, and the rate of its day is missing.",
        ),
        Text(
            "Kontera frågar efter kursen igen av sig själv. Tar butiken betalt i SEK och bara visar en annan "
            "valuta, ange det under Inställningar, Butikens valuta.",
            "Kontera asks for the rate again by itself. If the shop charges SEK and only shows another "
            "currency, say so under Settings, The shop's currency.",
        ),
    ),
    "business-charged-vat": Entry(
        Text(
            "Order {order} går till ett företag i {country} med giltigt momsnummer {number}, men butiken tog ut "
            "{stated} kr i moms.",
            "Order {order} goes to a company in {country} with the valid VAT number {number}, but the shop charged "
            "{stated} of VAT.",
        ),
        Text(
            "Betala tillbaka momsen i Quickbutik och tryck på Försök igen, eller ta bort momsnumret på ordern om "
            "köpet var privat.",
            "Pay the VAT back in Quickbutik and press Try again, or remove the VAT number from the order if the "
            "purchase was private.",
        ),
    ),
    "vat-not-charged": Entry(
        Text(
            "Order {order} till {country} ska bära moms, men butiken tog inte ut någon.",
            "Order {order} to {country} should carry VAT, but the shop charged none.",
        ),
        Text(
            "Köparen är en konsument, eller ett företag vars momsnummer inte är giltigt. Be köparen om ett giltigt "
            "nummer och för in det i Quickbutik, eller bokför ordern för hand med momsen ur priset.",
            "The buyer is a consumer, or a company whose VAT number is not valid. Ask the buyer for a valid number "
            "and enter it in Quickbutik, or book the order by hand with the VAT out of the price.",
        ),
    ),
    "swedish-vat-charged": Entry(
        Text(
            "Order {order} till {country} bär svensk moms ({stated} kr), men butiken är med i OSS.",
            "Order {order} to {country} carries Swedish VAT ({stated}), but the shop uses the One Stop Shop.",
        ),
        Text(
            "Ställ in landets momssats i Quickbutik. Bokför den här ordern för hand, eller ändra valet om OSS "
            "under Inställningar om ni inte är med.",
            "Set the country's VAT rate in Quickbutik. Book this order by hand, or change the choice about OSS "
            "under Settings if you do not use it.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
    "vat-of-the-country-charged": Entry(
        Text(
            "Order {order} till {country} bär det landets moms ({stated} kr), men butiken har valt svensk moms.",
            "Order {order} to {country} carries that country's VAT ({stated}), but the shop chose Swedish VAT.",
        ),
        Text(
            "Är ni med i OSS, ändra valet under Inställningar och tryck på Försök igen. Annars ska landets "
            "momssats i Quickbutik vara den svenska.",
            "If you use the One Stop Shop, change the choice under Settings and press Try again. Otherwise the "
            "country's VAT rate in Quickbutik should be the Swedish one.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
}
