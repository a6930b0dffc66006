"""What stands on orders and invoices."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

DOCUMENTS: tuple[Choice, ...] = (
    Choice(
        "invoice_day",
        "option",
        "tax_point",
        "documents",
        Text("Fakturadatum", "Invoice date"),
        Text(
            "Momsen hör till betalning eller leverans, det som sker först. Ändra bara om din revisor säger så.",
            "VAT belongs to payment or delivery, whichever comes first. Change only on your accountant’s word.",
        ),
        (
            Option("tax_point", Text("Betalning eller leverans", "Payment or delivery")),
            Option("ordered", Text("Orderdag", "Order day")),
            Option("paid", Text("Betaldag", "Paid day")),
            Option("delivered", Text("Leveransdag", "Sent day")),
            Option("today", Text("Dagens datum", "Today")),
        ),
    ),
    Choice(
        "delivery_ways",
        "codes",
        {},
        "documents",
        Text("Leveranssätt i Fortnox", "Ways of delivery in Fortnox"),
        Text(
            "Leveranssättets namn i butiken och koden i Fortnox. Samma namn på båda ställen hittas av sig självt.",
            "Name of the delivery method in the shop and its code in Fortnox. Equal names are found by themselves.",
        ),
    ),
    Choice(
        "terms_of_payment",
        "text",
        "",
        "documents",
        Text("Betalningsvillkor", "Terms of payment"),
        Text(
            "Koden i Fortnox. Tomt: kundens eller företagets eget.",
            "The code in Fortnox. Empty: the customer’s or the company’s own.",
        ),
    ),
    Choice(
        "our_reference",
        "text",
        "",
        "documents",
        Text("Vår referens", "Our reference"),
        Text("Står på varje dokument. Högst 50 tecken.", "Stands on every document. 50 characters at most."),
    ),
    Choice(
        "cost_center",
        "text",
        "",
        "documents",
        Text("Kostnadsställe", "Cost centre"),
        Text("Koden i Fortnox; tomt om du inte använder det.", "The code in Fortnox; empty if you use none."),
    ),
    Choice(
        "project",
        "text",
        "",
        "documents",
        Text("Projekt", "Project"),
        Text(
            "Projektnumret i Fortnox; tomt om du inte använder det.",
            "The project number in Fortnox; empty if you use none.",
        ),
    ),
    Choice(
        "language",
        "option",
        "SV",
        "documents",
        Text("Dokumentens språk", "Language of documents"),
        Text("Språket på utskrifter i Fortnox.", "The language of Fortnox’s prints."),
        (Option("SV", Text("Svenska", "Swedish")), Option("EN", Text("Engelska", "English"))),
    ),
    Choice(
        "email_invoice",
        "flag",
        default=False,
        group="documents",
        label=Text("Mejla fakturan till kunden", "E-mail the invoice to the customer"),
        help=Text(
            "Fortnox mejlar varje bokförd faktura. De flesta butiker har redan skickat ett kvitto.",
            "Fortnox e-mails each booked invoice. Most shops have sent a receipt already.",
        ),
    ),
    Choice(
        "delivery_terms",
        "codes",
        {},
        "documents",
        Text("Leveransvillkor per leveranssätt", "Terms of delivery per delivery method"),
        Text(
            "Leveranssättets namn i butiken och leveransvillkorets kod i Fortnox.",
            "Name of the delivery method in the shop and the code of the terms of delivery in Fortnox.",
        ),
    ),
    Choice(
        "order_number_text",
        "template",
        "{order}",
        "documents",
        Text("Ert ordernummer", "Your order number"),
        Text(
            "Står på dokumentet. Du kan använda {order}, {buyer}, {method}, {transaction} och {shop}. "
            "Högst 30 tecken följer med.",
            "Stands on the document. You can use {order}, {buyer}, {method}, {transaction} and {shop}. "
            "30 characters at most are kept.",
        ),
    ),
    Choice(
        "remarks_text",
        "template",
        "",
        "documents",
        Text("Text på dokumentet", "Text on the document"),
        Text(
            "Trycks på fakturan, till exempel ”Tack för din order {order}”. Samma ord inom klamrar som ovan.",
            "Printed on the invoice, for example “Thank you for order {order}”. The same words in braces as "
            "above.",
        ),
    ),
    Choice(
        "shop_currency",
        "text",
        "SEK",
        "documents",
        Text("Butikens valuta", "The shop’s currency"),
        Text(
            "Gäller ordrar som inte säger någon valuta. Andra valutor bokförs till dagens kurs.",
            "For orders that name no currency. Other currencies are booked at the rate of the day.",
        ),
    ),
)
