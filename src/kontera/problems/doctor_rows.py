"""Problems of the set-up check, in words, each with the place where it is mended.

The names of Fortnox's menus are as its help pages have them.
"""

from __future__ import annotations

from kontera.problems.texts import Entry, Text


def _row(what: tuple[str, str], cure: tuple[str, str] = ("", ""), choice: str = "") -> Entry:
    return Entry(Text(*what), Text(*cure), choice=choice)


_CHART = "Fortnox → Bokföring → Kontoplan"
_BOOKS = "Fortnox → Inställningar → Bokföring"
_SALES = "Fortnox → Inställningar → Fakturering"
_LISTS = "Fortnox → Inställningar → Register"

_ACCOUNTS: dict[str, Entry] = {
    "account-not-in-chart": _row(
        (
            "Konto {account} ({name}) finns inte i kontoplanen.",
            "Account {account} ({name}) is not in the chart of accounts.",
        ),
        (
            f"Låt Kontera skapa det på sidan Kontroll, eller lägg upp det i {_CHART}, eller välj ett annat konto.",
            f"Let Kontera create it on the page Check, or add it in {_CHART}, or choose another account.",
        ),
    ),
    "account-not-active": _row(
        ("Konto {account} ({name}) är inte aktivt.", "Account {account} ({name}) is not active."),
        (
            f"Låt Kontera aktivera det på sidan Kontroll, eller aktivera det i {_CHART}.",
            f"Let Kontera activate it on the page Check, or activate it in {_CHART}.",
        ),
    ),
    "account-vat-code": _row(
        (
            "Konto {account} ({name}) har momskod {found} men ska ha {wanted}.",
            "Account {account} ({name}) has VAT code {found} but should have {wanted}.",
        ),
        (
            f"Ändra momskoden på kontot i {_CHART}, eller välj ett konto som har rätt momskod.",
            f"Change the VAT code of the account in {_CHART}, or choose an account with the right one.",
        ),
        "sales_accounts",
    ),
    "account-two-rates": _row(
        (
            "Konto {account} är valt för flera momssatser ({rates} %), men ett konto bär bara en.",
            "Account {account} is chosen for several VAT rates ({rates}%), but an account carries one only.",
        ),
        (
            "Välj ett eget konto för varje momssats under Val → Konton.",
            "Choose an account of its own for each rate under Choices → Accounts.",
        ),
        "sales_accounts",
    ),
    "account-wants-cost-centre": _row(
        (
            "Konto {account} ({name}) kräver kostnadsställe.",
            "Account {account} ({name}) demands a cost centre.",
        ),
        (
            f"Välj ett kostnadsställe under Val, eller ta bort kravet på kontot i {_CHART}.",
            f"Choose a cost centre under Choices, or drop the demand on the account in {_CHART}.",
        ),
        "cost_center",
    ),
    "account-wants-project": _row(
        ("Konto {account} ({name}) kräver projekt.", "Account {account} ({name}) demands a project."),
        (
            f"Välj ett projekt under Val, eller ta bort kravet på kontot i {_CHART}.",
            f"Choose a project under Choices, or drop the demand on the account in {_CHART}.",
        ),
        "project",
    ),
    "predefined-not-set": _row(
        ("Det förvalda kontot {name} är inte satt.", "The predefined account {name} is not set."),
        (f"Välj konto i {_BOOKS} → Förvalda konton.", f"Choose an account in {_BOOKS} → Förvalda konton."),
    ),
    "predefined-differs": _row(
        (
            "Fortnox bokför {name} på konto {found}, men Kontera räknar med {account}.",
            "Fortnox books {name} on account {found}, but Kontera expects {account}.",
        ),
        (
            f"Ändra i {_BOOKS} → Förvalda konton, eller välj samma konto under Val → Konton.",
            f"Change it in {_BOOKS} → Förvalda konton, or choose the same account under Choices → Accounts.",
        ),
        "account_receivable",
    ),
}

_BOOKKEEPING: dict[str, Entry] = {
    "series-not-set": _row(
        (
            "Ingen verifikationsserie är vald för {document} i Fortnox.",
            "No voucher series is chosen for {document} in Fortnox.",
        ),
        (
            f"Välj serie i {_BOOKS} → Verifikationsserier.",
            f"Choose a series in {_BOOKS} → Verifikationsserier.",
        ),
    ),
    "series-not-there": _row(
        (
            "{document} ska bokföras i serie {series}, men den finns inte i räkenskapsåret.",
            "{document} is to be booked in series {series}, which the financial year does not have.",
        ),
        (
            f"Lägg upp serien, eller välj en annan, i {_BOOKS} → Verifikationsserier.",
            f"Add the series, or choose another, in {_BOOKS} → Verifikationsserier.",
        ),
    ),
    "year-not-there": _row(
        ("Det finns inget räkenskapsår för {day}.", "There is no financial year for {day}."),
        (f"Lägg upp året i {_BOOKS} → Räkenskapsår.", f"Add the year in {_BOOKS} → Räkenskapsår."),
    ),
    "next-year-not-there": _row(
        (
            "Nästa räkenskapsår är inte upplagt; från {day} kan inget bokföras.",
            "The next financial year is not there; from {day} nothing can be booked.",
        ),
        (
            f"Lägg upp året i {_BOOKS} → Räkenskapsår före nyår.",
            f"Add the year in {_BOOKS} → Räkenskapsår before New Year.",
        ),
    ),
    "locked-today": _row(
        ("Bokföringen är låst till och med {day}.", "The books are locked to and including {day}."),
        (f"Lås upp perioden i {_BOOKS} → Lås period.", f"Unlock the period in {_BOOKS} → Lås period."),
    ),
    "accrual-method": _row(("Faktureringsmetoden.", "The accrual method.")),
    "cash-method": _row(("Kontantmetoden.", "The cash method.")),
    "cash-method-waits": _row(
        (
            "Företaget har kontantmetoden: en faktura bokförs först när den är betald.",
            "The company uses the cash method: an invoice is booked when it is paid.",
        ),
        (
            "Välj slutet ”Bokförd och betald faktura” om betalningen ska bokföras av sig själv.",
            "Choose the end “Booked and paid invoice” if the payment shall be booked by itself.",
        ),
        "end",
    ),
    "rounding-seen": _row(
        (
            "Fortnox avrundar till hela kronor: {amount} kr på den senaste fakturan.",
            "Fortnox rounds to whole kronor: {amount} kr on the latest invoice.",
        ),
        (
            f"Stäng av öresutjämning i {_SALES}, eller välj att skriva av skillnaden.",
            f"Turn rounding (öresutjämning) off in {_SALES}, or choose to write the difference off.",
        ),
        "rounding",
    ),
}

_CODES: dict[str, Entry] = {
    "currency-not-there": _row(
        (
            "Valutan {currency} är inte upplagd i Fortnox.",
            "The currency {currency} is not set up in Fortnox.",
        ),
        (f"Lägg upp den i {_LISTS} → Valutor.", f"Add it in {_LISTS} → Valutor."),
        "shop_currency",
    ),
    "mode-not-there": _row(
        (
            "Betalningssättet {mode} (för {method}) finns inte i Fortnox.",
            "The mode of payment {mode} (for {method}) is not in Fortnox.",
        ),
        (
            f"Låt Kontera skapa det på sidan Kontroll, eller lägg upp det i {_SALES} → Betalningssätt.",
            f"Let Kontera create it on the page Check, or add it in {_SALES} → Betalningssätt.",
        ),
        "payment_modes",
    ),
    "mode-other-account": _row(
        (
            "Betalningssättet {mode} bokför på konto {found}, men {method} ska till {account}.",
            "The mode of payment {mode} books on account {found}, but {method} belongs on {account}.",
        ),
        (
            f"Ändra kontot i {_SALES} → Betalningssätt, eller välj samma konto för betalsättet.",
            f"Change the account in {_SALES} → Betalningssätt, or choose the same account for the method.",
        ),
        "payment_accounts",
    ),
    "terms-not-there": _row(
        (
            "Betalningsvillkoret {terms} finns inte i Fortnox.",
            "The terms of payment {terms} are not in Fortnox.",
        ),
        (f"Lägg upp det i {_SALES} → Betalningsvillkor.", f"Add them in {_SALES} → Betalningsvillkor."),
        "terms_of_payment",
    ),
    "way-not-there": _row(
        (
            "Leveranssättet {way} (för {method}) finns inte i Fortnox.",
            "The way of delivery {way} (for {method}) is not in Fortnox.",
        ),
        (
            f"Låt Kontera skapa det på sidan Kontroll, eller lägg upp det i {_SALES} → Leveranssätt.",
            f"Let Kontera create it on the page Check, or add it in {_SALES} → Leveranssätt.",
        ),
        "delivery_ways",
    ),
    "delivery-terms-not-there": _row(
        (
            "Leveransvillkoret {terms} (för {method}) finns inte i Fortnox.",
            "The terms of delivery {terms} (for {method}) are not in Fortnox.",
        ),
        (f"Lägg upp det i {_SALES} → Leveransvillkor.", f"Add them in {_SALES} → Leveransvillkor."),
        "delivery_terms",
    ),
    "cost-centre-not-there": _row(
        ("Kostnadsstället {code} finns inte i Fortnox.", "The cost centre {code} is not in Fortnox."),
        (f"Lägg upp det i {_LISTS} → Kostnadsställen.", f"Add it in {_LISTS} → Kostnadsställen."),
        "cost_center",
    ),
    "cost-centre-ended": _row(
        ("Kostnadsstället {code} är inte aktivt.", "The cost centre {code} is not active."),
        (
            f"Aktivera det i {_LISTS} → Kostnadsställen, eller välj ett annat.",
            f"Activate it in {_LISTS} → Kostnadsställen, or choose another.",
        ),
        "cost_center",
    ),
    "project-not-there": _row(
        ("Projektet {code} finns inte i Fortnox.", "The project {code} is not in Fortnox."),
        (f"Lägg upp det i {_LISTS} → Projekt.", f"Add it in {_LISTS} → Projekt."),
        "project",
    ),
    "project-ended": _row(
        ("Projektet {code} är avslutat.", "The project {code} is completed."),
        (
            f"Öppna det i {_LISTS} → Projekt, eller välj ett annat.",
            f"Open it in {_LISTS} → Projekt, or choose another.",
        ),
        "project",
    ),
    "unit-not-there": _row(
        ("Enheten {unit} finns inte i Fortnox.", "The unit {unit} is not in Fortnox."),
        (
            f"Låt Kontera skapa den på sidan Kontroll, eller lägg upp den i {_LISTS} → Enheter.",
            f"Let Kontera create it on the page Check, or add it in {_LISTS} → Enheter.",
        ),
        "article_unit",
    ),
    "price-list-not-there": _row(
        ("Prislistan {list} finns inte i Fortnox.", "The price list {list} is not in Fortnox."),
        (f"Lägg upp den i {_LISTS} → Prislistor, eller välj en annan.", f"Add it in {_LISTS} → Prislistor."),
        "price_list",
    ),
    "lager-on": _row(("Fortnox Lager är aktivt.", "Fortnox Lager is active.")),
    "lager-read-only": _row(
        (
            "Fortnox Lager är aktivt, så saldon där ändras bara med in- och utleveranser. Kontera läser bara.",
            "Fortnox Lager is active, so levels change only by inbound and outbound deliveries. Kontera only reads.",
        ),
        (
            "Slå på ”Skriv i Fortnox Lager” under Val → Lager, eller låt Fortnox styra saldona.",
            "Turn “Write in Fortnox Lager” on under Choices → Stock, or let Fortnox decide the levels.",
        ),
        "warehouse_documents",
    ),
    "lager-not-told": _row(
        (
            "Fortnox säger inte om Lager är aktivt: kopplingen saknar behörigheten warehouse.",
            "Fortnox does not say whether Lager is active: the connection lacks the scope warehouse.",
        ),
        (
            "Koppla Fortnox på nytt under Koppling om företaget använder Lager.",
            "Connect Fortnox again under Connection if the company uses Lager.",
        ),
    ),
}

_RIGHTS: dict[str, Entry] = {
    "api-licence-not-there": _row(
        (
            "Företaget saknar licensen Integration i Fortnox.",
            "The company lacks Fortnox’s licence Integration.",
        ),
        (
            "Beställ Integration i Fortnox → Inställningar → Abonnemang, och gör kontrollen igen.",
            "Order Integration in Fortnox → Inställningar → Abonnemang, and check again.",
        ),
    ),
    "licence-not-there": _row(
        ("Företaget saknar licensen {licence} i Fortnox.", "The company lacks Fortnox’s licence {licence}."),
        (
            "Beställ den i Fortnox → Inställningar → Abonnemang, eller välj ett annat slut för ordrarna.",
            "Order it in Fortnox → Inställningar → Abonnemang, or choose another end for the orders.",
        ),
        "end",
    ),
    "scope-not-given": _row(
        (
            "Kopplingen till Fortnox saknar behörigheten {scope}.",
            "The connection to Fortnox lacks the scope {scope}.",
        ),
        (
            "Koppla Fortnox på nytt under Koppling och godkänn allt.",
            "Connect Fortnox again under Connection and consent to everything.",
        ),
    ),
    "files-not-attached": _row(
        (
            "Fortnox tar inte emot filer. Verifikationerna bokförs ändå, och deras filer finns att hämta här.",
            "Fortnox takes no files. The vouchers are booked all the same, and their files can be fetched here.",
        ),
        (
            "Ge integrationen inbox och connectfile, även i KONTERA_FORTNOX_SCOPES, och koppla på nytt.",
            "Give the integration inbox and connectfile, in KONTERA_FORTNOX_SCOPES too, and connect again.",
        ),
    ),
    "right-not-given": _row(
        (
            "Kopplingens användare saknar rättighet i Fortnox ({scope}).",
            "The connection’s user lacks a right in Fortnox ({scope}).",
        ),
        (
            "Ge rättigheten i Fortnox → Inställningar → Användare, eller koppla på nytt.",
            "Give the right in Fortnox → Inställningar → Användare, or connect again.",
        ),
    ),
    "register-not-read": _row(
        (
            "Kontera fick inte läsa {register} i Fortnox. Fortnox svarade: ”{fortnox}”.",
            "Kontera could not read {register} in Fortnox. Fortnox said: “{fortnox}”.",
        ),
        ("Gör kontrollen igen om en stund.", "Check again in a while."),
    ),
}

_SHOP: dict[str, Entry] = {
    "shop-key-refused": _row(
        ("Quickbutik släpper inte in nyckeln.", "Quickbutik does not accept the key."),
        (
            "Skapa en ny i Quickbutik → Inställningar → API, och klistra in den under Koppling.",
            "Make a new one in Quickbutik → Inställningar → API, and paste it under Connection.",
        ),
    ),
    "shop-not-read": _row(
        (
            "Quickbutik svarade inte som väntat: ”{quickbutik}”.",
            "Quickbutik answered strangely: “{quickbutik}”.",
        ),
        ("Gör kontrollen igen om en stund.", "Check again in a while."),
    ),
    "method-not-known": _row(
        (
            "Betalsättet {method} har inget konto. Ordrar som betalas så väntar.",
            "The payment method {method} has no account. Orders paid by it wait.",
        ),
        (
            "Ange ett avräkningskonto för det under Val → Betalningar.",
            "Give it a clearing account under Choices → Payments.",
        ),
        "payment_accounts",
    ),
    "products-without-rate": _row(
        (
            "{count} av {products} produkter som lästes visar ingen momssats.",
            "{count} of the {products} products that were read show no VAT rate.",
        ),
        (
            "Ange moms på produkten i Quickbutik → Produkter. Ordrar vars moms inte går att visa väntar.",
            "Set the VAT on the product in Quickbutik → Produkter. Orders whose VAT cannot be proven wait.",
        ),
    ),
    "webhook-not-heard": _row(
        ("Ingen webhook från butiken har hörts än.", "No webhook from the shop was heard yet."),
        (
            "Klistra in adressen från sidan Koppling i Quickbutik → Inställningar → Webhooks.",
            "Paste the address from the page Connection in Quickbutik → Inställningar → Webhooks.",
        ),
    ),
    "webhook-silent": _row(
        (
            "Ingen webhook från butiken har hörts på {days} dagar.",
            "The shop’s webhook was not heard for {days} days.",
        ),
        (
            "Se efter att adressen från sidan Koppling står i Quickbutik → Inställningar → Webhooks.",
            "See that the address from the page Connection stands in Quickbutik → Inställningar → Webhooks.",
        ),
    ),
}

DOCTOR_ROWS: dict[str, Entry] = {**_ACCOUNTS, **_BOOKKEEPING, **_CODES, **_RIGHTS, **_SHOP}
