"""The problem codes of the Fortnox room, in words a shopkeeper understands.

Facts: ``{fortnox}`` is Fortnox's own full text, ``{code}`` its code, ``{account}`` and
``{article}`` what the refusal may be about.
"""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_SAID = Text("Fortnox svarade: ”{fortnox}” ({code}).", "Fortnox said: “{fortnox}” ({code}).")


def _entry(what: tuple[str, str], cure: tuple[str, str], button: str = "retry", choice: str = "") -> Entry:
    """A row about a refusal: the sentence, Fortnox's own words, and what to do (Swedish, English)."""
    said = Text(f"{what[0]} {_SAID.sv}", f"{what[1]} {_SAID.en}")
    return Entry(said, Text(*cure), button, choice)


def _quiet(what: tuple[str, str], cure: tuple[str, str], button: str = "none") -> Entry:
    """A row about something that Fortnox has no words for."""
    return Entry(Text(*what), Text(*cure), button)


_WAIT = (
    "Du behöver inte göra något: Kontera försöker igen av sig själv.",
    "You need not do anything: Kontera tries again by itself.",
)
_AGAIN = ("Försök sedan igen.", "Then try again.")

_WAITING: dict[str, Entry] = {
    "fortnox-busy": _quiet(
        ("Fortnox har för många anrop just nu.", "Fortnox has too many calls right now."), _WAIT
    ),
    "fortnox-unreachable": _quiet(("Fortnox går inte att nå.", "Fortnox cannot be reached."), _WAIT),
    "fortnox-down": _quiet(("Fortnox har ett fel hos sig.", "Fortnox has a fault on its side."), _WAIT),
    "fortnox-unreadable": _quiet(
        ("Fortnox svarade något som inte går att läsa.", "Fortnox answered something that cannot be read."),
        _WAIT,
    ),
    "fortnox-migrating": _quiet(
        (
            "Fortnox flyttar företagets uppgifter just nu.",
            "Fortnox is moving the company's records right now.",
        ),
        _WAIT,
    ),
    "fortnox-unknown-outcome": _quiet(
        (
            "Kontera skickade något till Fortnox men fick inget säkert svar.",
            "Kontera sent something to Fortnox but got no certain answer.",
        ),
        (
            "Kontera letar efter det i Fortnox innan något skickas igen, så inget bokförs två gånger.",
            "Kontera looks for it in Fortnox before anything is sent again, so nothing is booked twice.",
        ),
    ),
}

_SIGNING_IN: dict[str, Entry] = {
    "fortnox-token-refused": _entry(
        ("Fortnox godtar inte längre kopplingen.", "Fortnox no longer accepts the connection."),
        (
            "Koppla Fortnox på nytt som systemadministratör.",
            "Connect Fortnox again as a system administrator.",
        ),
        "connect",
    ),
    "fortnox-consent-missing": _quiet(
        (
            "Godkännandet i Fortnox saknas eller är återkallat. Fortnox svarade: ”{fortnox}”.",
            "The consent in Fortnox is missing or was revoked. Fortnox said: “{fortnox}”.",
        ),
        (
            "Koppla Fortnox på nytt som systemadministratör.",
            "Connect Fortnox again as a system administrator.",
        ),
        "connect",
    ),
    "fortnox-code-expired": _quiet(
        (
            "Inloggningen tog för lång tid eller användes redan.",
            "The sign-in took too long or was used already.",
        ),
        ("Börja om kopplingen till Fortnox.", "Start the connection to Fortnox again."),
        "connect",
    ),
    "fortnox-client-refused": _quiet(
        (
            "Fortnox känner inte igen Konteras klient-id eller hemlighet.",
            "Fortnox does not know Kontera's client id or secret.",
        ),
        (
            "Den som driver Kontera måste rätta KONTERA_FORTNOX_CLIENT_ID och KONTERA_FORTNOX_CLIENT_SECRET.",
            "Whoever runs Kontera must correct KONTERA_FORTNOX_CLIENT_ID and KONTERA_FORTNOX_CLIENT_SECRET.",
        ),
    ),
    "fortnox-service-account-off": _quiet(
        (
            "Tjänstekonto är inte påslaget för integrationen.",
            "Service accounts are not enabled for the integration.",
        ),
        (
            "Slå på det i Fortnox utvecklarportal och koppla på nytt.",
            "Enable it in Fortnox's developer portal and connect again.",
        ),
        "connect",
    ),
    "fortnox-scope-unknown": _quiet(
        (
            "Integrationen saknar en behörighet som Kontera ber om. Fortnox svarade: ”{fortnox}”.",
            "The integration lacks a scope that Kontera asks for. Fortnox said: “{fortnox}”.",
        ),
        (
            "Lägg till den i Fortnox utvecklarportal och koppla på nytt.",
            "Add it in Fortnox's developer portal and connect again.",
        ),
        "connect",
    ),
    "fortnox-scope-missing": _entry(
        ("Kopplingen saknar en behörighet som behövs.", "The connection lacks a scope that is needed."),
        ("Koppla Fortnox på nytt och godkänn allt.", "Connect Fortnox again and consent to everything."),
        "connect",
    ),
    "fortnox-api-licence-missing": _entry(
        ("Företaget saknar Fortnox licens Integration.", "The company lacks Fortnox's Integration licence."),
        (
            "Beställ Integration i Fortnox och koppla på nytt.",
            "Order Integration in Fortnox and connect again.",
        ),
        "connect",
    ),
}

_COMPANY: dict[str, Entry] = {
    "fortnox-licence-missing": _entry(
        (
            "Företaget saknar licensen för det här i Fortnox.",
            "The company lacks the Fortnox licence for this.",
        ),
        (
            "Beställ den (Fakturering, Bokföring, Offert & Order), eller välj ett annat slut för ordrarna.",
            "Order it (Fakturering, Bokföring, Offert & Order), or choose another end for the orders.",
        ),
        "choices",
    ),
    "fortnox-right-missing": _entry(
        (
            "Kopplingens användare saknar rättighet i Fortnox.",
            "The connection's user lacks a right in Fortnox.",
        ),
        ("Ge rättigheten i Fortnox, eller koppla på nytt.", "Give the right in Fortnox, or connect again."),
    ),
    "fortnox-period-locked": _entry(
        ("Perioden är låst i Fortnox.", "The period is locked in Fortnox."),
        (
            "Lås upp perioden i Fortnox eller välj ett senare fakturadatum, och försök igen.",
            "Unlock the period in Fortnox or choose a later invoice date, and try again.",
        ),
    ),
    "fortnox-series-missing": _entry(
        ("Verifikationsserien finns inte i Fortnox.", "The voucher series does not exist in Fortnox."),
        (
            "Lägg upp serien i Fortnox eller välj en annan. " + _AGAIN[0],
            "Create the series in Fortnox or choose another one. " + _AGAIN[1],
        ),
        choice="voucher_series",
    ),
    "fortnox-year-missing": _entry(
        ("Räkenskapsåret finns inte i Fortnox.", "The financial year does not exist in Fortnox."),
        (
            "Lägg upp räkenskapsåret i Fortnox. " + _AGAIN[0],
            "Create the financial year in Fortnox. " + _AGAIN[1],
        ),
    ),
    "fortnox-account-missing": _entry(
        (
            "Fortnox hittar inte ett konto som ordern ska bokföras på ({account}).",
            "Fortnox does not find an account that the order is to be booked on ({account}).",
        ),
        (
            "Lägg upp kontot i Fortnox kontoplan, eller välj ett annat konto i inställningarna.",
            "Create the account in Fortnox's chart, or choose another account in the settings.",
        ),
        "choices",
    ),
    "fortnox-account-inactive": _entry(
        (
            "Ett konto är inte aktivt i Fortnox ({account}).",
            "An account is not active in Fortnox ({account}).",
        ),
        (
            "Aktivera kontot i Fortnox, eller välj ett annat konto i inställningarna.",
            "Activate the account in Fortnox, or choose another account in the settings.",
        ),
        "choices",
    ),
    "fortnox-predefined-account": _entry(
        (
            "Ett förvalt konto saknas eller är fel i Fortnox.",
            "A predefined account is missing or wrong in Fortnox.",
        ),
        (
            "Rätta det i Fortnox under Inställningar, Förvalda konton. " + _AGAIN[0],
            "Correct it in Fortnox under Settings, Predefined accounts. " + _AGAIN[1],
        ),
    ),
    "fortnox-vat-missing": _entry(
        ("En momssats finns inte i Fortnox.", "A VAT rate does not exist in Fortnox."),
        (
            "Lägg upp momssatsen i Fortnox under Inställningar, Fakturering, Moms. " + _AGAIN[0],
            "Create the VAT rate in Fortnox under Settings, Invoicing, VAT. " + _AGAIN[1],
        ),
    ),
    "fortnox-vat-account": _entry(
        (
            "Förenklad momshantering i Fortnox tar inte momssatsen utan konto.",
            "Simplified VAT in Fortnox does not take this VAT rate without an account.",
        ),
        (
            "Välj ett konto för momssatsen i inställningarna.",
            "Choose an account for the rate in the settings.",
        ),
        "choices",
    ),
    "fortnox-currency-missing": _entry(
        ("Valutan är inte upplagd eller stämmer inte.", "The currency is not registered or does not match."),
        ("Lägg upp valutan i Fortnox. " + _AGAIN[0], "Register the currency in Fortnox. " + _AGAIN[1]),
    ),
    "fortnox-terms-missing": _entry(
        ("Betalningsvillkoret finns inte i Fortnox.", "The terms of payment do not exist in Fortnox."),
        ("Lägg upp det i Fortnox eller välj ett annat.", "Create them in Fortnox or choose others."),
        "choices",
    ),
    "fortnox-delivery-missing": _entry(
        (
            "Leveranssättet eller leveransvillkoret finns inte i Fortnox.",
            "The way or terms of delivery do not exist in Fortnox.",
        ),
        (
            "Lägg upp det i Fortnox, och se efter att kundkortet inte har ett borttaget leveranssätt.",
            "Create it in Fortnox, and see that the customer card does not hold one that was removed.",
        ),
    ),
    "fortnox-payment-mode-missing": _entry(
        ("Betalningssättet finns inte i Fortnox.", "The mode of payment does not exist in Fortnox."),
        ("Lägg upp det i Fortnox eller rätta inställningen.", "Create it in Fortnox or correct the setting."),
        "choices",
    ),
    "fortnox-price-list-missing": _entry(
        ("Prislistan finns inte i Fortnox.", "The price list does not exist in Fortnox."),
        ("Lägg upp den i Fortnox. " + _AGAIN[0], "Create it in Fortnox. " + _AGAIN[1]),
    ),
    "fortnox-unit-missing": _entry(
        ("Enheten finns inte i Fortnox.", "The unit does not exist in Fortnox."),
        ("Lägg upp enheten i Fortnox. " + _AGAIN[0], "Create the unit in Fortnox. " + _AGAIN[1]),
    ),
    "fortnox-project-missing": _entry(
        ("Projektet finns inte i Fortnox.", "The project does not exist in Fortnox."),
        ("Lägg upp det i Fortnox eller ändra inställningen.", "Create it in Fortnox or change the setting."),
        "choices",
    ),
    "fortnox-cost-centre-missing": _entry(
        ("Kostnadsstället saknas eller måste anges.", "The cost centre is missing or must be given."),
        ("Lägg upp det i Fortnox eller ändra inställningen.", "Create it in Fortnox or change the setting."),
        "choices",
    ),
    "fortnox-bank-missing": _entry(
        ("Bankuppgifter saknas i Fortnox.", "Bank details are missing in Fortnox."),
        ("Fyll i dem i Fortnox. " + _AGAIN[0], "Fill them in in Fortnox. " + _AGAIN[1]),
    ),
    "fortnox-warehouse": _entry(
        ("Fortnox Lager hindrar det.", "Fortnox Lager prevents this."),
        (
            "Klarmarkera dokumentet i Fortnox, eller slå på automatisk klarmarkering.",
            "Mark the document as ready in Fortnox, or switch on automatic marking.",
        ),
    ),
}

_DOCUMENTS: dict[str, Entry] = {
    "fortnox-customer-missing": _entry(
        ("Kunden finns inte i Fortnox.", "The customer does not exist in Fortnox."),
        (
            "Försök igen, så söks eller skapas kunden på nytt.",
            "Try again, and it is searched or created again.",
        ),
    ),
    "fortnox-customer-inactive": _entry(
        ("Kundkortet är inaktivt i Fortnox.", "The customer card is inactive in Fortnox."),
        (
            "Försök igen, så väcks kortet om butiken har valt det. Annars gör du det aktivt i Fortnox.",
            "Try again, and the card is woken if the shop has chosen so. Otherwise make it active in Fortnox.",
        ),
    ),
    "fortnox-customer-number-taken": _entry(
        ("Kundnumret är upptaget i Fortnox.", "The customer number is taken in Fortnox."),
        ("Försök igen, så får kunden ett nytt nummer.", "Try again, and the customer gets a new number."),
    ),
    "fortnox-article-missing": _entry(
        ("En artikel finns inte i Fortnox ({article}).", "An article does not exist in Fortnox ({article})."),
        ("Försök igen, så skapas artikeln.", "Try again, and the article is created."),
    ),
    "fortnox-article-taken": _entry(
        ("Artikelnumret finns redan i Fortnox.", "The article number exists already in Fortnox."),
        ("Försök igen, så uppdateras artikeln i stället.", "Try again, and the article is updated instead."),
    ),
    "fortnox-article-number-invalid": _entry(
        (
            "Fortnox tar inte artikelnumret ({article}).",
            "Fortnox does not take the article number ({article}).",
        ),
        (
            "Ändra artikelnumret i butiken: bokstäver A–Z, siffror och . _ / + - (högst 50 tecken).",
            "Change the SKU in the shop: letters A–Z, digits and . _ / + - (at most 50 characters).",
        ),
    ),
    "fortnox-price-missing": _entry(
        ("Priset finns inte i Fortnox.", "The price does not exist in Fortnox."), _AGAIN
    ),
    "fortnox-price-taken": _entry(
        ("Priset finns redan i Fortnox.", "The price exists already in Fortnox."), _AGAIN
    ),
    "fortnox-invoice-missing": _entry(
        ("Fakturan finns inte i Fortnox.", "The invoice does not exist in Fortnox."),
        ("Se efter i Fortnox om den är borttagen.", "See in Fortnox whether it was removed."),
    ),
    "fortnox-order-missing": _entry(
        ("Ordern finns inte i Fortnox.", "The order does not exist in Fortnox."),
        ("Se efter i Fortnox om den är borttagen.", "See in Fortnox whether it was removed."),
    ),
    "fortnox-not-found": _entry(
        ("Det som söktes finns inte i Fortnox.", "What was asked for does not exist in Fortnox."),
        ("Se efter i Fortnox om det är borttaget.", "See in Fortnox whether it was removed."),
    ),
    "fortnox-order-invoiced": _entry(
        ("Ordern är redan fakturerad i Fortnox.", "The order is invoiced already in Fortnox."),
        ("Ändringar görs med en kreditfaktura.", "Changes are made with a credit note."),
        "none",
    ),
    "fortnox-order-taken": _entry(
        ("Ordernumret finns redan i Fortnox.", "The order number exists already in Fortnox."), _AGAIN
    ),
    "fortnox-offer-used": _entry(
        ("Offerten har redan en order.", "The offer has an order already."),
        ("Se efter ordern i Fortnox.", "See the order in Fortnox."),
        "none",
    ),
    "fortnox-document-cancelled": _entry(
        ("Dokumentet är makulerat i Fortnox.", "The document is cancelled in Fortnox."),
        ("Försök igen om ordern ändå ska bokföras.", "Try again if the order is to be booked all the same."),
    ),
    "fortnox-record-in-use": _entry(
        (
            "Posten används i Fortnox och kan inte ändras nu.",
            "The record is in use in Fortnox and cannot change.",
        ),
        ("Stäng den i Fortnox. " + _AGAIN[0], "Close it in Fortnox. " + _AGAIN[1]),
    ),
    "fortnox-not-bookable": _entry(
        ("Fakturan kan inte bokföras i Fortnox.", "The invoice cannot be booked in Fortnox."),
        (
            "Vid kontantmetoden bokförs den när den betalas: se efter bokföringsmetoden i inställningarna.",
            "Under the cash method it is booked when paid: check the accounting method in the settings.",
        ),
        "choices",
    ),
    "fortnox-already-booked": _entry(
        ("Dokumentet är redan bokfört i Fortnox.", "The document is booked already in Fortnox."),
        ("Försök igen, så läses det in.", "Try again, and it is read back."),
    ),
    "fortnox-already-paid": _entry(
        ("Fakturan är redan betald i Fortnox.", "The invoice is paid already in Fortnox."),
        ("Se efter betalningarna på fakturan i Fortnox.", "See the payments of the invoice in Fortnox."),
    ),
    "fortnox-payment-date": _entry(
        ("Betalningsdatumet godtas inte.", "The payment date is not accepted."),
        ("Det får inte vara före fakturadatumet.", "It may not be before the invoice date."),
    ),
    "fortnox-discount-too-large": _entry(
        ("En rabatt är större än raden.", "A discount is larger than its row."),
        ("Rätta ordern i butiken. " + _AGAIN[0], "Correct the order in the shop. " + _AGAIN[1]),
    ),
    "fortnox-text-refused": _entry(
        ("En text har tecken som Fortnox inte tar.", "A text has characters that Fortnox does not take."),
        ("Ändra texten i butiken. " + _AGAIN[0], "Change the text in the shop. " + _AGAIN[1]),
    ),
    "fortnox-text-too-long": _entry(
        ("En text är för lång för Fortnox.", "A text is too long for Fortnox."),
        ("Korta texten i butiken. " + _AGAIN[0], "Shorten the text in the shop. " + _AGAIN[1]),
    ),
    "fortnox-value-invalid": _entry(
        ("Fortnox tar inte en av uppgifterna.", "Fortnox does not take one of the values."),
        ("Rätta ordern eller kunden. " + _AGAIN[0], "Correct the order or the customer. " + _AGAIN[1]),
    ),
    "fortnox-vat-number-invalid": _entry(
        ("Momsregistreringsnumret är ogiltigt.", "The VAT number is not valid."),
        ("Rätta det i butiken. " + _AGAIN[0], "Correct it in the shop. " + _AGAIN[1]),
    ),
    "fortnox-org-number-invalid": _entry(
        ("Organisationsnumret är ogiltigt.", "The organisation number is not valid."),
        ("Rätta det i butiken. " + _AGAIN[0], "Correct it in the shop. " + _AGAIN[1]),
    ),
    "fortnox-email-invalid": _entry(
        ("E-postadressen är ogiltig.", "The e-mail address is not valid."),
        ("Rätta den i butiken. " + _AGAIN[0], "Correct it in the shop. " + _AGAIN[1]),
    ),
    "fortnox-country-invalid": _entry(
        ("Fortnox känner inte igen landet.", "Fortnox does not know the country."),
        ("Rätta landet i butiken. " + _AGAIN[0], "Correct the country in the shop. " + _AGAIN[1]),
    ),
    "fortnox-housework": _entry(
        (
            "En artikel är märkt som husarbete, och det hindrar hela dokumentet.",
            "An article is marked as housework, which stops the whole document.",
        ),
        ("Ta bort husarbete på artikeln i Fortnox.", "Remove the housework from the article in Fortnox."),
    ),
    "fortnox-misunderstood": _entry(
        (
            "Kontera skickade något som Fortnox inte förstår.",
            "Kontera sent something Fortnox does not understand.",
        ),
        (
            "Det är ett fel i Kontera: anmäl det, och bokför ordern för hand så länge.",
            "That is a fault in Kontera: report it, and book the order by hand meanwhile.",
        ),
    ),
    "fortnox-refused": _entry(
        ("Fortnox tog inte emot det.", "Fortnox did not accept it."),
        ("Rätta det som Fortnox skriver. " + _AGAIN[0], "Correct what Fortnox writes. " + _AGAIN[1]),
    ),
}

FORTNOX_ROWS: dict[str, Entry] = {**_WAITING, **_SIGNING_IN, **_COMPANY, **_DOCUMENTS}
"""Problem code → what happened and what to do, in Swedish and English."""
