"""How far orders go, and what goes by itself."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

FLOW: tuple[Choice, ...] = (
    Choice(
        "end",
        "option",
        "booked",
        "flow",
        Text("Hur långt går varje order", "How far does each order go"),
        Text(
            "Bokförd faktura passar de flesta. Med ”bokförd och betald” registreras också betalningen "
            "på betalsättets avräkningskonto.",
            "A booked invoice suits most shops. With “booked and paid” the payment is also recorded, "
            "on the clearing account of the payment method.",
        ),
        (
            Option("order", Text("Order i Fortnox", "Order in Fortnox")),
            Option("order_invoice", Text("Order och fakturaunderlag", "Order, then unbooked invoice")),
            Option("invoice", Text("Obokförd faktura", "Unbooked invoice")),
            Option("booked", Text("Bokförd faktura", "Booked invoice")),
            Option("paid", Text("Bokförd och betald faktura", "Booked and paid invoice")),
        ),
    ),
    Choice(
        "automatic",
        "flag",
        default=True,
        group="flow",
        label=Text("Skicka ordrar av sig själv", "Send orders by themselves"),
        help=Text(
            "Av: ordrarna väntar tills du trycker på Fortnox-knappen.",
            "Off: orders wait until you press the Fortnox button.",
        ),
    ),
    Choice(
        "trigger",
        "option",
        "paid",
        "flow",
        Text("När skickas en order", "When is an order sent"),
        Text(
            "Betald: så snart ordern är betald och redo. Levererad: när den är markerad som klar.",
            "Paid: as soon as the order is paid and ready. Sent: when it is marked as done.",
        ),
        (Option("paid", Text("Betald", "Paid")), Option("done", Text("Levererad", "Sent"))),
    ),
    Choice(
        "start_day",
        "day",
        "",
        "flow",
        Text("Första dag", "First day"),
        Text(
            "Ordrar som betalades före denna dag skickas inte av sig själva. Tomt: dagen då butiken kopplades.",
            "Orders paid before this day are not sent by themselves. Empty: the day the shop was connected.",
        ),
    ),
    Choice(
        "products_automatic",
        "flag",
        default=True,
        group="flow",
        label=Text("Skicka produkter av sig själva", "Send products by themselves"),
        help=Text(
            "Nya och ändrade produkter går till Fortnox artikelregister. Av: de väntar på knappen. "
            "De som redan fanns när butiken kopplades väntar på knappen, tills du ändrar dem. "
            "Produkterna i en order följer alltid med ordern.",
            "New and edited products go to Fortnox’s article register. Off: they wait for the button. "
            "Those that were there when the shop was connected wait for the button until you edit them. "
            "The products of an order always follow the order.",
        ),
    ),
    Choice(
        "stock_in_automatic",
        "flag",
        default=True,
        group="flow",
        label=Text("Hämta lagersaldon av sig själv", "Fetch stock by itself"),
        help=Text(
            "Av: saldon från Fortnox skrivs i butiken bara när du trycker på knappen.",
            "Off: levels from Fortnox are written in the shop only when you press the button.",
        ),
    ),
    Choice(
        "stock_out_automatic",
        "flag",
        default=True,
        group="flow",
        label=Text("Skicka lagersaldon av sig själv", "Send stock by itself"),
        help=Text(
            "Av: saldon från butiken skrivs i Fortnox bara när du trycker på knappen.",
            "Off: levels from the shop are written in Fortnox only when you press the button.",
        ),
    ),
    Choice(
        "customers_automatic",
        "flag",
        default=True,
        group="flow",
        label=Text("Uppdatera kundkort av sig själv", "Update customer cards by themselves"),
        help=Text(
            "Av: nya kunder får ett kort när deras order skickas, men kort som finns ändras bara med knappen.",
            "Off: new customers get a card when their order is sent, but existing cards change only by the "
            "button.",
        ),
    ),
    Choice(
        "after_booking",
        "option",
        "hold",
        "flow",
        Text("Om en bokförd order ändras i butiken", "When a booked order is changed in the shop"),
        Text(
            "Vänta: du ser kreditfakturan och den nya fakturan och godkänner dem. Rätta: Kontera gör det själv.",
            "Wait: you see the credit note and the new invoice and approve them. Mend: Kontera does it by itself.",
        ),
        (
            Option("hold", Text("Vänta på mig", "Wait for me")),
            Option("credit", Text("Kreditera och gör en ny", "Credit and make a new one")),
        ),
    ),
)
