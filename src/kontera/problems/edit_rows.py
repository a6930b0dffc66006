"""Problems of orders that change after they were sent, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_NOTHING = Text("", "")

EDIT_ROWS: dict[str, Entry] = {
    "credited-in-fortnox": Entry(
        Text(
            "Faktura {number} för order {order} är redan krediterad i Fortnox, med kreditfaktura {credit}.",
            "Invoice {number} of order {order} has been credited in Fortnox already, by credit invoice {credit}.",
        ),
        Text(
            "Gör klart rättelsen för hand i Fortnox och tryck sedan på ”Låt det vara”.",
            "Finish the correction by hand in Fortnox, then press “Leave it as it is”.",
        ),
        button="none",
    ),
    "order-left-out": Entry(
        Text(
            "Order {order} skickas inte av sig själv: butiken har valt bort {reason}.",
            "Order {order} is not sent by itself: the shop has chosen to leave out {reason}.",
        ),
        Text(
            "Tryck på Fortnox-knappen om den ska med ändå, eller ändra valet.",
            "Press the Fortnox button if it shall go all the same, or change the choice.",
        ),
    ),
    "credited": Entry(
        Text(
            "Faktura {number} krediterades med kreditfaktura {credit}, för att ordern ändrades i butiken.",
            "Invoice {number} was credited by credit invoice {credit}, since the order changed in the shop.",
        ),
        _NOTHING,
        button="none",
    ),
    "credited-open": Entry(
        Text(
            "Faktura {number} krediterades med kreditfaktura {credit}, för att ordern ändrades i butiken.",
            "Invoice {number} was credited by credit invoice {credit}, since the order changed in the shop.",
        ),
        Text(
            "De kunde inte kvittas mot varandra av sig själva. Är ingen av dem betald, kvitta dem i Fortnox. "
            "Är fakturan redan betald har köparen pengar att få tillbaka: betala ut kreditfakturan.",
            "They could not be settled against each other by themselves. If neither is paid, settle them in "
            "Fortnox. If the invoice is paid already, money is owed to the buyer: pay out the credit invoice.",
        ),
        button="none",
    ),
    "order-rewritten": Entry(
        Text(
            "Ordern {number} i Fortnox skrevs om, för att den ändrades i butiken.",
            "Order {number} in Fortnox was written anew, since it changed in the shop.",
        ),
        _NOTHING,
        button="none",
    ),
    "change-dismissed": Entry(
        Text(
            "{by} lät bokföringen stå som den är.",
            "{by} left the books as they are.",
        ),
        _NOTHING,
        button="none",
    ),
    "change-approved": Entry(
        Text(
            "{by} godkände kreditfakturan och det som bokförs i stället.",
            "{by} approved the credit invoice and what is booked instead.",
        ),
        _NOTHING,
        button="none",
    ),
    "invoice-emailed": Entry(
        Text(
            "Fortnox mejlade faktura {number} till kunden.",
            "Fortnox e-mailed invoice {number} to the customer.",
        ),
        _NOTHING,
        button="none",
    ),
    "invoice-without-address": Entry(
        Text(
            "Faktura {number} mejlades inte: ordern har ingen e-postadress.",
            "Invoice {number} was not e-mailed: the order has no e-mail address.",
        ),
        _NOTHING,
        button="none",
    ),
    "invoice-not-emailed": Entry(
        Text(
            "Fortnox ville inte mejla faktura {number}: {fortnox}",
            "Fortnox would not e-mail invoice {number}: {fortnox}",
        ),
        _NOTHING,
        button="none",
    ),
}
