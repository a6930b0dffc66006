"""Problems of history imports, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_AGAIN_SV, _AGAIN_EN = "Tryck sedan på Försök igen.", "Then press Try again."

IMPORT_ROWS: dict[str, Entry] = {
    "import-open": Entry(
        Text(
            "En överföring av orderhistorik pågår redan.", "A transfer of order history is already under way."
        ),
        Text(
            "Vänta tills den är klar, eller stoppa den först.",
            "Wait until it is done, or stop it first.",
        ),
        button="none",
    ),
    "import-period-closed": Entry(
        Text(
            "Bokföringen i Fortnox är låst till och med {locked}, men historiken börjar {day}.",
            "The books in Fortnox are closed up to and including {locked}, but the history begins {day}.",
        ),
        Text(
            f"Börja historiken efter {{locked}}, eller lås upp perioden i Fortnox under Inställningar, Bokföring, Låst period. {_AGAIN_SV}",
            f"Begin the history after {{locked}}, or open the period in Fortnox under Inställningar, Bokföring, Låst period. {_AGAIN_EN}",
        ),
        button="none",
    ),
    "import-year-missing": Entry(
        Text(
            "Fortnox har inget räkenskapsår som innehåller {day}.",
            "Fortnox has no financial year that holds {day}.",
        ),
        Text(
            f"Lägg upp räkenskapsåret i Fortnox under Inställningar, Bokföring, Räkenskapsår, eller välj en senare första dag. {_AGAIN_SV}",
            f"Create the financial year in Fortnox under Inställningar, Bokföring, Räkenskapsår, or choose a later first day. {_AGAIN_EN}",
        ),
        button="none",
    ),
    "import-account-missing": Entry(
        Text(
            "Konto {account} finns inte i kontoplanen för räkenskapsåret {year}.",
            "Account {account} is not in the chart of accounts of the financial year {year}.",
        ),
        Text(
            f"Lägg upp kontot i Fortnox för det året, eller välj ett annat konto under Val. {_AGAIN_SV}",
            f"Create the account in Fortnox for that year, or choose another account under Choices. {_AGAIN_EN}",
        ),
        button="none",
    ),
    "import-account-inactive": Entry(
        Text(
            "Konto {account} är inte aktivt i räkenskapsåret {year}.",
            "Account {account} is not active in the financial year {year}.",
        ),
        Text(
            f"Aktivera kontot i Fortnox för det året, eller välj ett annat konto under Val. {_AGAIN_SV}",
            f"Activate the account in Fortnox for that year, or choose another account under Choices. {_AGAIN_EN}",
        ),
        button="none",
    ),
    "foreign-adopted": Entry(
        Text(
            "{by} sade att dokument {number} i Fortnox hör till ordern. Kontera skickar den inte igen.",
            "{by} said that document {number} in Fortnox belongs to the order. Kontera does not send it again.",
        ),
        Text("", ""),
        button="none",
    ),
}
