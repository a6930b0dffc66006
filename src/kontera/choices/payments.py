"""Payment methods and gift cards as payments."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

PAYMENTS: tuple[Choice, ...] = (
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
)
