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
            "Svara på frågan om försäljning till konsumenter i EU under Val och tryck på Försök igen.",
            "Answer the question about sales to consumers in the EU under Choices and press Try again.",
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
            "Val, OSS-konton, och tryck på Försök igen.",
            "Create an account with a VAT code of its own in Fortnox (Settings, Bookkeeping, VAT), enter it under "
            "Choices, OSS accounts, and press Try again.",
        ),
        button="choices",
        choice="oss_accounts",
    ),
    "oss-account-without-code": Entry(
        Text(
            "OSS-konto {account} ({name}) har momskod {found}, men ska ha en egen för landet och satsen.",
            "OSS account {account} ({name}) has VAT code {found}, but needs one of its own for country and rate.",
        ),
        Text(
            "Skapa momskoden i Fortnox → Inställningar → Bokföring → Moms, och välj den på kontot i kontoplanen. "
            "Annars hamnar försäljningen i den svenska momsdeklarationen.",
            "Create the VAT code in Fortnox → Inställningar → Bokföring → Moms, and choose it on the account. "
            "Otherwise the sale ends up in the Swedish VAT return.",
        ),
        choice="oss_accounts",
    ),
    "oss-account-shared-code": Entry(
        Text(
            "OSS-konto {account} ({name}) delar momskod {found} med konto {others}.",
            "OSS account {account} ({name}) shares VAT code {found} with account {others}.",
        ),
        Text(
            "Ge varje land och sats en egen momskod i Fortnox → Inställningar → Bokföring → Moms.",
            "Give each country and rate a VAT code of its own in Fortnox → Inställningar → Bokföring → Moms.",
        ),
        choice="oss_accounts",
    ),
    "eu-threshold-near": Entry(
        Text(
            "Försäljningen till konsumenter i EU är {percent} % av gränsen för svensk moms {year}.",
            "Sales to consumers in the EU are {percent} % of the threshold for Swedish VAT in {year}.",
        ),
        Text(
            "Anmäl er till OSS hos Skatteverket i god tid, och svara på frågan om OSS under Val.",
            "Register for the One Stop Shop in good time, and answer the question about it under Choices.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
    "eu-threshold-passed": Entry(
        Text(
            "Försäljningen till konsumenter i EU har passerat gränsen {year}: {total} kr utan moms.",
            "Sales to consumers in the EU have passed the threshold in {year}: {total} SEK without VAT.",
        ),
        Text(
            "Köparens lands moms gäller från och med den försäljning som passerade gränsen. Gå med i OSS och ändra "
            "valet under Val; ställ in landets momssatser i Quickbutik.",
            "The VAT of the buyer's country applies from the sale that passed it. Join the One Stop Shop and change "
            "the choice under Choices; set the countries' VAT rates in Quickbutik.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
    "eu-threshold-passed-before": Entry(
        Text(
            "Försäljningen till konsumenter i EU passerade gränsen året före {year}.",
            "Sales to consumers in the EU passed the threshold in the year before {year}.",
        ),
        Text(
            "Då gäller köparens lands moms hela {year}. Gå med i OSS och ändra valet under Val.",
            "Then the VAT of the buyer's country applies all through {year}. Join the One Stop Shop and change the "
            "choice under Choices.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
    "fractional-vat-not-taken": Entry(
        Text(
            "Fortnox tar inte emot momssatsen {rate} % på fakturan för order {order}.",
            "Fortnox does not take a VAT rate of {rate} % on the invoice of order {order}.",
        ),
        Text(
            "Välj under Val, Momssatser med decimaler, att sådana ordrar bokförs som verifikation, och "
            "låt ordrar gå ända till bokföring. Eller bokför ordern för hand.",
            "Choose under Choices, VAT rates with decimals, that such orders are booked as vouchers, and let "
            "orders go as far as booking. Or book the order by hand.",
        ),
        button="choices",
        choice="fractional_vat",
    ),
    "voucher-differs": Entry(
        Text(
            "Verifikation {voucher} för order {order} har andra belopp i Fortnox än de som skickades.",
            "Voucher {voucher} of order {order} has other amounts in Fortnox than those that were sent.",
        ),
        Text(
            "Jämför verifikationen med orderns sida och rätta den i Fortnox.",
            "Compare the voucher with the order's page and correct it in Fortnox.",
        ),
    ),
    "voucher-order-changed": Entry(
        Text(
            "Order {order} är bokförd som verifikation {voucher} och har ändrats efteråt.",
            "Order {order} is booked as voucher {voucher} and was changed afterwards.",
        ),
        Text(
            "En verifikation kan inte ändras. Rätta den i Fortnox med en ändringsverifikation.",
            "A voucher cannot be changed. Correct it in Fortnox with a correcting voucher.",
        ),
    ),
    "voucher-refund-waits": Entry(
        Text(
            "Order {order} är bokförd som verifikation och har en återbetalning som väntar på dig.",
            "Order {order} is booked as a voucher and has a refund that waits for you.",
        ),
        Text(
            "Tryck på Försök igen, så bokförs återbetalningen som en verifikation till.",
            "Press Try again, and the refund is booked as another voucher.",
        ),
    ),
    "voucher-without-file": Entry(
        Text(
            "Ordern kunde inte bifogas som fil till verifikation {voucher}; dess rader står i kommentaren.",
            "The order could not be attached to voucher {voucher} as a file; its rows stand in the comment.",
        ),
        Text(
            "Ge integrationen rättigheterna inbox och connectfile i Fortnox och koppla på nytt, eller bifoga "
            "orderns underlag för hand.",
            "Give the integration the scopes inbox and connectfile in Fortnox and connect again, or attach the "
            "order by hand.",
        ),
        button="connect",
    ),
    "currency-without-rate": Entry(
        Text(
            "Order {order} är i {currency}, och dagens kurs saknas.",
            "Order {order} is in {currency}, and the rate of its day is missing.",
        ),
        Text(
            "Tryck på Försök igen, så frågar Kontera efter kursen på nytt. Tar butiken betalt i SEK och bara visar "
            "valutan, ange den under Val, Valutor som bara visas.",
            "Press Try again, and Kontera asks for the rate once more. If the shop charges SEK and only shows the "
            "currency, name it under Choices, Currencies that are only shown.",
        ),
    ),
    "fortnox-rate-differs": Entry(
        Text(
            "Order {order}: kursen för {currency} är {fortnox} i Fortnox men ska vara {shop}.",
            "Order {order}: the rate of {currency} is {fortnox} in Fortnox but should be {shop}.",
        ),
        Text(
            "Rätta kursen på fakturan i Fortnox och tryck på Försök igen.",
            "Correct the rate on the invoice in Fortnox and press Try again.",
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
            "under Val om ni inte är med.",
            "Set the country's VAT rate in Quickbutik. Book this order by hand, or change the choice about OSS "
            "under Choices if you do not use it.",
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
            "Är ni med i OSS, ändra valet under Val och tryck på Försök igen. Annars ska landets "
            "momssats i Quickbutik vara den svenska.",
            "If you use the One Stop Shop, change the choice under Choices and press Try again. Otherwise the "
            "country's VAT rate in Quickbutik should be the Swedish one.",
        ),
        button="choices",
        choice="eu_consumers",
    ),
}
