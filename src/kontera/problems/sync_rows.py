"""Problems of the flow itself, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_NOTHING = Text(
    "Du behöver inte göra något: Kontera försöker igen av sig själv.",
    "You need not do anything: Kontera tries again by itself.",
)

SYNC_ROWS: dict[str, Entry] = {
    "internal-error": Entry(
        Text(
            "Något gick fel i Kontera med order {order}.",
            "Something went wrong in Kontera with order {order}.",
        ),
        Text(
            "Ordern är kvar och försöks igen. Händer det flera gånger: skicka loggen till den som sköter Kontera.",
            "The order is kept and tried again. If it keeps happening: send the log to whoever runs Kontera.",
        ),
    ),
    "chore-failed": Entry(
        Text("Något gick fel i Kontera ({chore}).", "Something went wrong in Kontera ({chore})."),
        Text(
            "Inget är förlorat, och det görs om av sig själv. Händer det flera gånger: skicka loggen till den som "
            "sköter Kontera.",
            "Nothing is lost, and it is done again by itself. If it keeps happening: send the log to whoever runs "
            "Kontera.",
        ),
        button="none",
    ),
    "interrupted": Entry(
        Text("Order {order} hann inte hela vägen.", "Order {order} did not get all the way."),
        _NOTHING,
        button="none",
    ),
    "fortnox-duplicates": Entry(
        Text(
            "Fortnox har {count} dokument med vår referens för order {order}.",
            "Fortnox has {count} documents with our reference for order {order}.",
        ),
        Text(
            "Makulera de obokförda som är för många i Fortnox, så att ett är kvar. Försök sedan igen.",
            "Cancel the surplus unbooked ones in Fortnox, so that one is left. Then try again.",
        ),
    ),
    "changed-after-booking": Entry(
        Text(
            "Order {order} ändrades i butiken efter att faktura {number} bokfördes.",
            "Order {order} was changed in the shop after invoice {number} was booked.",
        ),
        Text(
            "En bokförd faktura ändras aldrig. Godkänn kreditfakturan och den nya fakturan på orderns sida, eller låt "
            "bokföringen stå. Med kontantmetoden rättas det för hand i Fortnox.",
            "A booked invoice is never changed. Approve the credit invoice and the new invoice on the order’s page, or "
            "leave the books as they are. With the cash method it is mended by hand in Fortnox.",
        ),
        button="none",
        choice="after_booking",
    ),
    "changed-after-sending": Entry(
        Text(
            "Order {order} ändrades i butiken efter att den skickades till Fortnox som order {number}.",
            "Order {order} was changed in the shop after it was sent to Fortnox as order {number}.",
        ),
        Text(
            "Den är redan fakturerad i Fortnox. Rätta fakturan där för hand, och tryck sedan på ”Låt det vara”.",
            "It has been invoiced in Fortnox already. Mend the invoice there by hand, then press “Leave it as it is”.",
        ),
        button="none",
    ),
    "sent-to-another-company": Entry(
        Text(
            "Order {order} skickades till ett annat Fortnox-företag innan butiken bytte företag.",
            "Order {order} was sent to another Fortnox company before the shop changed companies.",
        ),
        Text(
            "Gör klart den för hand i det gamla företaget, eller makulera den där och bokför den för hand i det nya.",
            "Finish it by hand in the old company, or cancel it there and book it by hand in the new one.",
        ),
        button="none",
    ),
    "refunded-after-booking": Entry(
        Text(
            "Order {order} har en återbetalning i butiken som inte går att förstå, och faktura {number} är bokförd.",
            "Order {order} has a refund in the shop that cannot be understood, and invoice {number} is booked.",
        ),
        Text(
            "Kreditera fakturan i Fortnox för hand med det belopp som betalades tillbaka; försäljningen är redan bokförd.",
            "Credit the invoice in Fortnox by hand with the amount that was paid back; the sale is booked already.",
        ),
        button="none",
    ),
    "fortnox-not-booked": Entry(
        Text(
            "Fortnox svarade utan att bokföra faktura {number} för order {order}.",
            "Fortnox answered without booking invoice {number} of order {order}.",
        ),
        Text("Se efter i Fortnox varför, och försök igen.", "Look in Fortnox for the reason, and try again."),
    ),
    "adopted": Entry(
        Text(
            "Svaret från Fortnox kom bort; faktura {number} hittades på vår referens och togs över.",
            "Fortnox’s answer was lost; invoice {number} was found by our reference and adopted.",
        ),
        Text("", ""),
        button="none",
    ),
    "rewritten": Entry(
        Text("Den obokförda fakturan {number} skrevs om.", "The unbooked invoice {number} was written anew."),
        Text("", ""),
        button="none",
    ),
}
