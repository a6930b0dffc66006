"""Problems of the daily summary."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

SUMMARY_ROWS: dict[str, Entry] = {
    "changed-after-summary": Entry(
        Text(
            "Order {order} har ändrats eller makulerats efter att den bokfördes i dagssumman, verifikation {voucher}.",
            "Order {order} was changed or cancelled after it was booked in the daily summary, voucher {voucher}.",
        ),
        Text(
            "Rätta skillnaden med en egen verifikation i Fortnox och låt sedan bokföringen stå, eller återställ "
            "ordern i butiken.",
            "Correct the difference with a voucher of your own in Fortnox and then let the books stand, or restore "
            "the order in the shop.",
        ),
    ),
    "summary-refund-waits": Entry(
        Text(
            "Order {order} är bokförd i dagssumman och har fått en återbetalning som inte är bokförd än.",
            "Order {order} is booked in the daily summary and has a refund that is not booked yet.",
        ),
        Text(
            "Tryck på knappen så tas återbetalningen med i dagssumman för sin dag.",
            "Press the button, and the refund goes into the daily summary of its day.",
        ),
    ),
    "summary-differs": Entry(
        Text(
            "Dagssumman för {day} är inte lika med summan av sina ordrar (konto {account}). Den bokfördes inte.",
            "The daily summary of {day} is not the sum of its orders (account {account}). It was not booked.",
        ),
        Text(
            "Det är ett fel i Kontera. Meddela supporten; ordrarna väntar så länge.",
            "This is an error in Kontera. Tell the support; the orders wait meanwhile.",
        ),
    ),
    "summary-maybe-booked": Entry(
        Text(
            "Verifikation {voucher} i Fortnox har redan dagssummans referens för {day}, men andra belopp.",
            "Voucher {voucher} in Fortnox has the reference of the daily summary of {day} already, with other amounts.",
        ),
        Text(
            "Jämför verifikationen med orderlistan i Fortnox. Har en säkerhetskopia lästs tillbaka är ordrarna kanske "
            "redan bokförda.",
            "Compare the voucher with the order list in Fortnox. If a backup was restored, the orders may be "
            "booked already.",
        ),
    ),
    "summary-file-kept": Entry(
        Text(
            "Dagssumman för {day} är bokförd, men Fortnox tog inte emot orderlistan.",
            "The daily summary of {day} is booked, but Fortnox did not take the order list.",
        ),
        Text(
            "Hämta orderlistan på sidan Dagssummor och bifoga den till verifikationen i Fortnox. Saknas en behörighet "
            "står det under Kontroll.",
            "Fetch the order list on the page Daily summaries and attach it to the voucher in Fortnox. If a scope is "
            "missing, the page Check says so.",
        ),
        button="none",
    ),
}
