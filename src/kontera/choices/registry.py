"""The choices a shop makes, each in one entry: name, kind, default, label and help.

The form in the panel, ``kontera shop set``, the choices file and ``docs/settings.md``
all follow from ``REGISTRY``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kontera.problems import Text

Kind = Literal["flag", "option", "account", "accounts", "codes", "amounts", "words", "text", "day"]


@dataclass(frozen=True, slots=True)
class Option:
    """One alternative of a choice of kind ``option``."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting of a shop."""

    name: str
    kind: Kind
    default: Any
    group: str
    label: Text
    help: Text
    options: tuple[Option, ...] = ()


GROUPS: dict[str, Text] = {
    "flow": Text("Vad ska hända", "What shall happen"),
    "payments": Text("Betalningar", "Payments"),
    "accounts": Text("Konton", "Accounts"),
    "documents": Text("Order och fakturor", "Orders and invoices"),
    "rules": Text("Regler", "Rules"),
}

REGISTRY: tuple[Choice, ...] = (
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
        "zero_orders",
        "option",
        "skip",
        "rules",
        Text("Ordrar på 0 kr", "Orders of 0 kr"),
        Text(
            "En order utan värde ger ingen verifikation. Med dokument skapas en obokförd faktura på 0 kr.",
            "An order without value makes no voucher. With a document an unbooked invoice of 0 kr is made.",
        ),
        (
            Option("skip", Text("Hoppa över", "Leave out")),
            Option("document", Text("Obokförd faktura", "Unbooked invoice")),
        ),
    ),
    Choice(
        "payment_accounts",
        "accounts",
        {},
        "payments",
        Text("Avräkningskonto per betalsätt", "Clearing account per payment method"),
        Text(
            "Betalsättet som Quickbutik skriver det, och kontot där pengarna väntar. "
            "De vanliga (klarna 1581, stripe 1582, swish 1583, paypal 1584, qliro 1585, svea 1586, kort 1580) "
            "är redan kända.",
            "The payment method as Quickbutik writes it, and the account where the money waits. "
            "The usual ones (klarna 1581, stripe 1582, swish 1583, paypal 1584, qliro 1585, svea 1586, "
            "card 1580) are known already.",
        ),
    ),
    Choice(
        "payment_modes",
        "codes",
        {},
        "payments",
        Text("Fortnox betalningssätt per betalsätt", "Mode of payment per payment method"),
        Text(
            "Koden för betalningssättet i Fortnox, om du vill att den står på betalningen. Kontot räcker.",
            "The code of the mode of payment in Fortnox, if it shall stand on the payment. The account suffices.",
        ),
    ),
    Choice(
        "own_invoice_methods",
        "words",
        [],
        "payments",
        Text("Betalsätt som är egen faktura", "Payment methods that are your own invoice"),
        Text(
            "Kunden betalar fakturan till dig senare; den står öppen på kundfordringar. Faktura och "
            "banköverföring är redan kända.",
            "The customer pays your invoice later; it stays open. Invoice and bank transfer are known already.",
        ),
    ),
    Choice(
        "payment_fees",
        "amounts",
        {},
        "payments",
        Text("Avgift per betalsätt", "Fee per payment method"),
        Text(
            "Faktureringsavgift i kronor inkl. moms som butiken lägger på, till exempel svea = 29. "
            "Quickbutik visar den inte som en rad.",
            "Invoice fee in kronor incl. VAT that the shop adds, for example svea = 29. "
            "Quickbutik does not show it as a line.",
        ),
    ),
    Choice(
        "gift_card_redeemed",
        "option",
        "proven",
        "payments",
        Text("När ett presentkort har använts", "When a gift card was used"),
        Text(
            "Quickbutik skriver inte ut det. Bevisat: om momsen visar att hela ordern såldes är mellanskillnaden "
            "ett presentkort. Vänta: ordern stannar tills du har sett den.",
            "Quickbutik does not say so. Proven: if the VAT shows that the whole order was sold, the difference "
            "is a gift card. Wait: the order stops until you have seen it.",
        ),
        (
            Option("proven", Text("När momsen bevisar det", "When the VAT proves it")),
            Option("hold", Text("Vänta", "Wait")),
        ),
    ),
    Choice(
        "gift_card_mode",
        "option",
        "mpv",
        "rules",
        Text("Sorts presentkort", "Kind of gift card"),
        Text(
            "Flerfunktions: momsen räknas när kortet används (vanligast). Enfunktions: momsen räknas vid köpet; "
            "bara om sats och land är säkra.",
            "Multi-purpose: VAT when the card is used (the usual). Single-purpose: VAT at the sale; "
            "only when rate and country are certain.",
        ),
        (
            Option("mpv", Text("Flerfunktionsvoucher", "Multi-purpose voucher")),
            Option("spv", Text("Enfunktionsvoucher", "Single-purpose voucher")),
        ),
    ),
    Choice(
        "gift_card_skus",
        "words",
        [],
        "rules",
        Text("Artikelnummer som är presentkort", "Article numbers that are gift cards"),
        Text(
            "Behövs bara om Quickbutik inte märker dem själv.",
            "Needed only where Quickbutik does not mark them itself.",
        ),
    ),
    Choice(
        "rounding",
        "option",
        "stop",
        "rules",
        Text("Om Fortnox avrundar till hela kronor", "If Fortnox rounds to whole kronor"),
        Text(
            "Stanna: ordern väntar tills öresutjämningen är avstängd i Fortnox. Skriv av: skillnaden, högst 50 öre, "
            "går till avrundningskontot när betalningen bokförs.",
            "Stop: the order waits until rounding is off in Fortnox. Write off: the difference, 50 öre at most, "
            "goes to the rounding account with the payment.",
        ),
        (
            Option("stop", Text("Stanna", "Stop")),
            Option("write_off", Text("Skriv av", "Write off")),
        ),
    ),
    Choice(
        "account_receivable",
        "account",
        1510,
        "accounts",
        Text("Kundfordringar", "Accounts receivable"),
        Text("Kontot som Fortnox bokför fakturan mot.", "The account Fortnox books the invoice against."),
    ),
    Choice(
        "account_rounding",
        "account",
        3740,
        "accounts",
        Text("Öresutjämning", "Rounding"),
        Text(
            "För skillnader på högst 50 öre som har ett namn.",
            "For differences of 50 öre at most that have a name.",
        ),
    ),
    Choice(
        "account_gift_card",
        "account",
        2421,
        "accounts",
        Text("Presentkort, skuld", "Gift cards, liability"),
        Text("Sålda presentkort som inte är använda.", "Gift cards sold and not yet used."),
    ),
    Choice(
        "account_gift_card_spv",
        "account",
        2422,
        "accounts",
        Text("Presentkort, enfunktions", "Gift cards, single-purpose"),
        Text(
            "Bara för enfunktionsvouchrar; kontot ska ha momskod MP1.",
            "Only for single-purpose vouchers; VAT code MP1.",
        ),
    ),
    Choice(
        "sales_accounts",
        "accounts",
        {"25": 3001, "12": 3002, "6": 3003, "0": 3004},
        "accounts",
        Text("Försäljning per momssats", "Sales per VAT rate"),
        Text("Momssats i procent och försäljningskonto.", "VAT rate in percent and sales account."),
    ),
    Choice(
        "freight_accounts",
        "accounts",
        {"25": 3520, "12": 3002, "6": 3003, "0": 3004},
        "accounts",
        Text("Frakt per momssats", "Freight per VAT rate"),
        Text(
            "Frakten följer varornas momssats. Ett konto bär bara en sats.",
            "Freight follows the rate of the goods. One account carries one rate.",
        ),
    ),
    Choice(
        "freight_by_method",
        "accounts",
        {},
        "accounts",
        Text("Fraktkonto per leveranssätt", "Freight account per delivery method"),
        Text(
            "Leveranssättets namn i butiken och konto för frakt med 25 % moms.",
            "Name of the delivery method in the shop and the account for freight at 25 % VAT.",
        ),
    ),
    Choice(
        "fee_accounts",
        "accounts",
        {"25": 3540, "12": 3002, "6": 3003, "0": 3004},
        "accounts",
        Text("Faktureringsavgift per momssats", "Invoice fee per VAT rate"),
        Text("Avgiften följer varornas momssats.", "The fee follows the rate of the goods."),
    ),
    Choice(
        "vat_accounts",
        "accounts",
        {"25": 2611, "12": 2621, "6": 2631},
        "accounts",
        Text("Utgående moms per momssats", "Output VAT per VAT rate"),
        Text(
            "Så som momskoderna i Fortnox är inställda. Används i förhandsvisningen.",
            "As the VAT codes are set in Fortnox. Used in the preview.",
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
)

BY_NAME: dict[str, Choice] = {choice.name: choice for choice in REGISTRY}
