"""Problems of payouts and settlement reports."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

PAYOUT_ROWS: dict[str, Entry] = {
    "payout-empty": Entry(
        Text(
            "Rapporten {marker} från {provider} har inga rader.",
            "The report {marker} of {provider} has no lines.",
        ),
        Text(
            "Hämta rapporten på nytt hos betaltjänsten och läs in den igen.",
            "Fetch the report from the provider once more and read it in again.",
        ),
    ),
    "payout-does-not-add-up": Entry(
        Text(
            "Utbetalning {marker} från {provider}: raderna blir {lines} kr, men rapporten säger {net} kr.",
            "Payout {marker} of {provider}: the lines make {lines}, but the report says {net}.",
        ),
        Text(
            "Hämta hela rapporten på nytt hos betaltjänsten; en rad kan saknas i filen.",
            "Fetch the whole report from the provider once more; a line may be missing in the file.",
        ),
    ),
    "payout-fee-vat": Entry(
        Text(
            "Utbetalning {marker} från {provider} har {vat} kr moms på avgiften, men avgiften är vald som momsfri.",
            "Payout {marker} of {provider} has {vat} of VAT on the fee, but the fee is chosen to be without.",
        ),
        Text(
            "Välj ”enligt rapporten” för betaltjänsten under Val, Moms på avgiften, om momsen får dras av.",
            "Choose “by the report” for the provider under Choices, VAT on the fee, if the VAT is deductible.",
        ),
        button="choices",
        choice="payout_fee_vat",
    ),
    "payout-lines-open": Entry(
        Text(
            "Utbetalning {marker} från {provider} har rader som inte hör till något bokfört: {count} st, den "
            "första är rad {first}.",
            "Payout {marker} of {provider} has lines that belong to nothing booked: {count} of them, the first "
            "is line {first}.",
        ),
        Text(
            "Bokför ordrarna först, eller bekräfta raderna på sidan Utbetalningar om de stämmer.",
            "Book the orders first, or confirm the lines on the page Payouts if they are right.",
        ),
        button="none",
    ),
    "payout-line-unknown": Entry(
        Text(
            "Ingen bokförd betalning eller återbetalning har radens nummer.",
            "No booked payment or repayment has the number of the line.",
        ),
        Text(
            "Kontrollera ordern, och bekräfta raden om den ändå stämmer.",
            "Check the order, and confirm the line if it is right all the same.",
        ),
        button="none",
    ),
    "payout-line-differs": Entry(
        Text(
            "Ordern är bokförd med ett annat belopp än radens, eller redan utbetald.",
            "The order is booked with another amount than the line’s, or paid out already.",
        ),
        Text(
            "Kontrollera ordern, och bekräfta raden om den ändå stämmer.",
            "Check the order, and confirm the line if it is right all the same.",
        ),
        button="none",
    ),
    "payout-line-currency": Entry(
        Text(
            "Ordern är bokförd i en annan valuta än utbetalningens.",
            "The order is booked in another currency than the payout’s.",
        ),
        Text(
            "Kontrollera ordern, och bekräfta raden om den ändå stämmer.",
            "Check the order, and confirm the line if it is right all the same.",
        ),
        button="none",
    ),
    "payout-line-elsewhere": Entry(
        Text(
            "Beloppet stämmer, men betalningen är bokförd på en annan betaltjänsts konto.",
            "The amount agrees, but the payment is booked on the account of another provider.",
        ),
        Text(
            "Bekräfta raden om pengarna verkligen kommer den här vägen; då töms det andra kontot.",
            "Confirm the line if the money really comes this way; the other account is then cleared.",
        ),
        button="none",
    ),
    "payout-maybe-booked": Entry(
        Text(
            "Verifikation {voucher} från {day} ser ut att vara samma utbetalning: ”{text}”.",
            "Voucher {voucher} of {day} looks like the same payout: “{text}”.",
        ),
        Text(
            "Välj ”Redan bokförd” om den är samma utbetalning, annars ”Det är en annan”, och bokför sedan.",
            "Choose “Already booked” if it is the same payout, otherwise “It is another one”, and then book.",
        ),
        button="none",
    ),
    "payout-without-rate": Entry(
        Text(
            "Det finns ingen kurs för {currency} den {day}, som utbetalning {marker} från {provider} "
            "behöver.",
            "There is no rate of {currency} for {day}, which payout {marker} of {provider} needs.",
        ),
        Text(
            "Skriv in vad som kom in på banken i kronor, eller vänta tills kursen är publicerad.",
            "Enter what reached the bank in SEK, or wait until the rate is published.",
        ),
        button="none",
    ),
    "payout-without-clearing": Entry(
        Text(
            "Betalningar med {provider} bokförs direkt på bankkontot {account}, så det finns inget "
            "att tömma vid utbetalning.",
            "Payments by {provider} are booked straight on the bank account {account}, so a payout "
            "has nothing to clear.",
        ),
        Text(
            "Hoppa över utbetalningen, eller välj ett avräkningskonto för betaltjänsten.",
            "Skip the payout, or choose a clearing account for the provider.",
        ),
        button="choices",
        choice="payment_accounts",
    ),
    "payout-sent-elsewhere": Entry(
        Text(
            "Utbetalning {marker} från {provider} skickades till ett annat Fortnox-företag innan butiken bytte företag.",
            "Payout {marker} of {provider} was sent to another Fortnox company before the shop changed companies.",
        ),
        Text(
            "Titta efter verifikationen i det gamla företaget. Finns den, välj ”Redan bokförd”. Finns den inte, läs in "
            "rapporten på nytt.",
            "Look for the voucher in the old company. If it is there, choose “Already booked”. If it is not, read "
            "the report in once more.",
        ),
        button="none",
    ),
    "payout-fee-choice": Entry(
        Text(
            "Momsen på avgiften från {provider} är vald som ”{chosen}”, som inte finns.",
            "The VAT on the fee of {provider} is chosen as “{chosen}”, which does not exist.",
        ),
        Text(
            "Välj ett av: {allowed}.",
            "Choose one of: {allowed}.",
        ),
        button="choices",
        choice="payout_fee_vat",
    ),
    "payout-marker-taken": Entry(
        Text(
            "Utbetalning {marker} från {provider} är redan hanterad ({voucher}), men med andra belopp "
            "än i filen.",
            "Payout {marker} of {provider} is handled already ({voucher}), but with other amounts "
            "than in the file.",
        ),
        Text(
            "Jämför med rapporten hos betaltjänsten. Inget har ändrats.",
            "Compare with the report at the provider. Nothing was changed.",
        ),
        button="none",
    ),
    "payout-format-wrong": Entry(
        Text(
            "Formatfilen {file} går inte att använda: {what}.",
            "The format file {file} cannot be used: {what}.",
        ),
        Text(
            "Rätta formatfilen och läs in rapporten igen.",
            "Mend the format file and read the report in again.",
        ),
        button="none",
    ),
    "payout-format-unknown": Entry(
        Text(
            "Filen liknar ingen rapport som Kontera känner till ({known}). Angiven betaltjänst: "
            "{provider}. Rubriker i filen: {found}",
            "The file is like no report that Kontera knows ({known}). Provider given: {provider}. "
            "Headings in the file: {found}",
        ),
        Text(
            "Välj betaltjänst, eller läs in rapporten med en egen formatfil.",
            "Choose the provider, or read the report in with a format file of your own.",
        ),
        button="none",
    ),
    "payout-format-unclear": Entry(
        Text(
            "Filen kan vara en rapport från flera betaltjänster: {known}.",
            "The file could be a report of several providers: {known}.",
        ),
        Text(
            "Välj betaltjänst och läs in rapporten igen.",
            "Choose the provider and read the report in again.",
        ),
        button="none",
    ),
    "payout-provider-other": Entry(
        Text(
            "Filen liknar en rapport från {like}, men ordrarna i den är betalda med {paid}.",
            "The file looks like a report of {like}, but the orders in it were paid with {paid}.",
        ),
        Text(
            "Välj betaltjänst och läs in rapporten igen. Inget är sparat.",
            "Choose the provider and read the report in again. Nothing is kept.",
        ),
        button="none",
    ),
    "payout-file-unreadable": Entry(
        Text(
            "Filen {file} är tom, eller ingen textfil med kolumner.",
            "The file {file} is empty, or no text file with columns.",
        ),
        Text(
            "Hämta rapporten som CSV hos betaltjänsten, högst 10 MB, och läs in den igen.",
            "Fetch the report as CSV from the provider, 10 MB at most, and read it in again.",
        ),
        button="none",
    ),
    "payout-columns-missing": Entry(
        Text(
            "Rapporten från {provider} saknar kolumner. Sökta: {wanted}. Funna: {found}",
            "The report of {provider} lacks columns. Wanted: {wanted}. Found: {found}",
        ),
        Text(
            "Hämta rapporten med alla kolumner, eller läs in den med en egen formatfil.",
            "Fetch the report with all its columns, or read it in with a format file of your own.",
        ),
        button="none",
    ),
    "payout-line-torn": Entry(
        Text(
            "Rad {line} i filen är avklippt: {found} fält i stället för {wanted}.",
            "Line {line} of the file is torn: {found} fields instead of {wanted}.",
        ),
        Text(
            "Hämta rapporten på nytt hos betaltjänsten och läs in den igen.",
            "Fetch the report from the provider once more and read it in again.",
        ),
        button="none",
    ),
    "payout-line-sum": Entry(
        Text(
            "Rad {line} i filen går inte ihop: belopp och avgift blir {sum}, men netto är {net}.",
            "Line {line} of the file does not add up: amount and fee make {sum}, but the net is {net}.",
        ),
        Text(
            "Hämta rapporten på nytt hos betaltjänsten och läs in den igen.",
            "Fetch the report from the provider once more and read it in again.",
        ),
        button="none",
    ),
    "payout-amount-unreadable": Entry(
        Text(
            "Beloppet ”{amount}” på rad {line} går inte att läsa säkert.",
            "The amount “{amount}” on line {line} cannot be read with certainty.",
        ),
        Text(
            "Hämta rapporten på nytt, utan att öppna och spara den i ett kalkylprogram.",
            "Fetch the report once more, without opening and saving it in a spreadsheet.",
        ),
        button="none",
    ),
    "payout-day-unreadable": Entry(
        Text(
            "Dagen ”{day}” på rad {line} går inte att läsa.",
            "The day “{day}” on line {line} cannot be read.",
        ),
        Text(
            "Hämta rapporten på nytt, utan att öppna och spara den i ett kalkylprogram.",
            "Fetch the report once more, without opening and saving it in a spreadsheet.",
        ),
        button="none",
    ),
    "payout-day-missing": Entry(
        Text(
            "Utbetalning {marker} från {provider} har ingen entydig utbetalningsdag: {days}.",
            "Payout {marker} of {provider} has no single day of payout: {days}.",
        ),
        Text(
            "Hämta rapporten med utbetalningsdag.",
            "Fetch the report with the day of the payout.",
        ),
        button="none",
    ),
    "payout-marker-missing": Entry(
        Text(
            "Rapporten från {provider} säger inte vilken utbetalning raderna hör till.",
            "The report of {provider} does not say to which payout its lines belong.",
        ),
        Text(
            "Hämta rapporten för en utbetalning, med dess nummer eller överföringen till banken.",
            "Fetch the report of a payout, with its number or the transfer to the bank.",
        ),
        button="none",
    ),
    "payout-currency-unreadable": Entry(
        Text(
            "Utbetalning {marker} från {provider} är i ”{currency}”, som inte är koden för en valuta.",
            "Payout {marker} of {provider} is in “{currency}”, which is not the code of a currency.",
        ),
        Text(
            "Hämta rapporten med valutan som kod, till exempel SEK, eller rätta kolumnen i filen.",
            "Fetch the report with the currency as a code, such as SEK, or mend the column in the file.",
        ),
        button="none",
    ),
    "payout-currencies-mixed": Entry(
        Text(
            "Utbetalning {marker} från {provider} blandar valutor: {currencies}.",
            "Payout {marker} of {provider} mixes currencies: {currencies}.",
        ),
        Text(
            "Hämta en rapport för varje valuta.",
            "Fetch one report for each currency.",
        ),
        button="none",
    ),
    "payout-file-kept": Entry(
        Text(
            "Fortnox tog inte emot rapporten som bilaga ({why}). Den finns kvar här.",
            "Fortnox did not take the report as an attachment ({why}). It is kept here.",
        ),
        Text(
            "Hämta filen på sidan Utbetalningar och lägg den vid verifikationen om den ska ligga där. Saknas en "
            "behörighet står det under Kontroll.",
            "Download the file on the page Payouts and lay it with the voucher if it shall be there. If a scope is "
            "missing, the page Check says so.",
        ),
        button="none",
    ),
}
