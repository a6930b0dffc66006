"""Problems of refunds and gift cards."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

REFUND_ROWS: dict[str, Entry] = {
    "refund-to-approve": Entry(
        Text(
            "Order {order} har återbetalats i butiken. Krediten väntar på att du godkänner den.",
            "Order {order} has been refunded in the shop. Its credit waits for you to approve it.",
        ),
        Text(
            "Godkänn krediten på orderns sida, eller låt bokföringen stå.",
            "Approve the credit on the order’s page, or leave the books as they are.",
        ),
        button="none",
        choice="refunds_automatic",
    ),
    "refund-changed": Entry(
        Text(
            "En återbetalning på order {order} som redan är krediterad med {credit} har ändrats eller tagits bort i butiken.",
            "A refund of order {order} that is credited by {credit} already was changed or taken away in the shop.",
        ),
        Text(
            "Jämför återbetalningarna i Quickbutik med kreditfakturorna i Fortnox och rätta för hand där det skiljer.",
            "Compare the refunds in Quickbutik with the credit invoices in Fortnox and mend by hand what differs.",
        ),
    ),
    "refund-credited": Entry(
        Text(
            "En återbetalning i butiken krediterades med kreditfaktura {number}.",
            "A refund in the shop was credited by credit invoice {number}.",
        ),
        Text("", ""),
        button="none",
    ),
    "refund-credited-open": Entry(
        Text(
            "En återbetalning i butiken krediterades med kreditfaktura {number}. Faktura {invoice} är inte betald, så "
            "båda står öppna.",
            "A refund in the shop was credited by credit invoice {number}. Invoice {invoice} is not paid, so both "
            "stay open.",
        ),
        Text(
            "Kvitta dem mot varandra i Fortnox. Betalar kunden bara det som är kvar, räkna av kreditfakturan då. Har "
            "kunden redan betalat hela fakturan, betala ut kreditfakturan.",
            "Settle them against each other in Fortnox. If the customer pays only what is left, count the credit "
            "invoice off then. If the customer has paid the whole invoice already, pay out the credit invoice.",
        ),
        button="none",
    ),
    "refund-exceeds-sale": Entry(
        Text(
            "Återbetalningen på order {order} är {refund} kr, men det finns bara {left} kr kvar att kreditera.",
            "The refund of order {order} is {refund}, but only {left} is left to credit.",
        ),
        Text(
            "Se efter i Quickbutik om en återbetalning har kommit med två gånger, rätta ordern och tryck på Försök "
            "igen. Har kunden fått mer än köpet bokför du överskottet för hand i Fortnox.",
            "See in Quickbutik whether a refund is there twice, correct the order and press Try again. If the "
            "customer got more than the purchase, book the surplus by hand in Fortnox.",
        ),
    ),
    "refund-line-unknown": Entry(
        Text(
            "Återbetalningen på order {order} gäller {quantity} st av {what}, som inte finns kvar på ordern.",
            "The refund of order {order} is for {quantity} of {what}, which the order has no more of.",
        ),
        Text(
            "Rätta återbetalningen i Quickbutik och tryck på Försök igen, eller kreditera för hand i Fortnox.",
            "Correct the refund in Quickbutik and press Try again, or credit by hand in Fortnox.",
        ),
    ),
    "refund-amount-unclear": Entry(
        Text(
            "Återbetalningen på order {order} säger {told} kr, men det som lämnades tillbaka kostade {rows} kr.",
            "The refund of order {order} says {told}, but what was given back cost {rows}.",
        ),
        Text(
            "Kreditera för hand i Fortnox med det belopp som kunden fick.",
            "Credit by hand in Fortnox with the amount the customer got.",
        ),
    ),
}
