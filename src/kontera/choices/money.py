"""Refunds, payouts and the daily summary."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

MONEY: tuple[Choice, ...] = (
    Choice(
        "refunds_automatic",
        "flag",
        default=True,
        group="money",
        label=Text("Kreditera återbetalningar av sig själv", "Credit refunds by itself"),
        help=Text(
            "Annars visas krediten som ett förslag som du godkänner.",
            "Otherwise the credit is shown as a proposal for you to approve.",
        ),
    ),
    Choice(
        "payout_bank_accounts",
        "accounts",
        {},
        "money",
        Text("Bankkonto per betaltjänst", "Bank account per payment provider"),
        Text(
            "Utan rad här: 1930. Exempel: paypal = 1940.", "Without a row here: 1930. Example: paypal = 1940."
        ),
    ),
    Choice(
        "payout_fee_accounts",
        "accounts",
        {},
        "money",
        Text("Avgiftskonto per betaltjänst", "Fee account per payment provider"),
        Text(
            "Utan rad här: 6570. Exempel: klarna = 6064.", "Without a row here: 6570. Example: klarna = 6064."
        ),
    ),
    Choice(
        "payout_fee_vat",
        "codes",
        {},
        "money",
        Text("Moms på avgiften per betaltjänst", "VAT on the fee per payment provider"),
        Text(
            "Skriv enligt rapporten, momsfri, omvänd moms EU eller omvänd moms utanför EU. Exempel: stripe = omvänd "
            "moms EU. Utan rad här: som rapporten säger för Klarna, Qliro och Svea, annars momsfri.",
            "Write by the report, exempt, reverse charge EU or reverse charge outside the EU. Example: stripe = "
            "reverse charge EU. Without a row here: as the report says for Klarna, Qliro and Svea, otherwise exempt.",
        ),
        (
            Option("from_report", Text("enligt rapporten", "by the report")),
            Option("exempt", Text("momsfri", "exempt")),
            Option("eu_reverse_charge", Text("omvänd moms EU", "reverse charge EU")),
            Option("non_eu_reverse_charge", Text("omvänd moms utanför EU", "reverse charge outside the EU")),
        ),
    ),
    Choice(
        "voucher_series",
        "text",
        "A",
        "money",
        Text(
            "Verifikationsserie för utbetalningar och dagssummor",
            "Voucher series of payouts and daily summaries",
        ),
        Text(
            "Serien måste finnas i Fortnox. Vanligast är A.", "The series must exist in Fortnox. Usually A."
        ),
    ),
    Choice(
        "posting_mode",
        "option",
        "invoices",
        "money",
        Text("Så bokförs ordrar", "How orders are booked"),
        Text(
            "Dagssumma: en verifikation per dag med köp och betalningar, med orderlistan bifogad; företag får "
            "ändå egna fakturor. För butiker med många konsumentordrar som bokförs av sig själva.",
            "Daily summary: one voucher a day with sales and payments, the order list attached; companies still "
            "get invoices. For shops with many consumer orders that are booked by themselves.",
        ),
        (
            Option("invoices", Text("En faktura per order", "One invoice per order")),
            Option("daily", Text("Dagssumma", "Daily summary")),
        ),
    ),
    Choice(
        "daily_from",
        "day",
        "",
        "money",
        Text("Dagssumma från och med", "Daily summary from"),
        Text(
            "Ordrar med tidigare momsdag bokförs var för sig.",
            "Orders with an earlier tax day are booked one by one.",
        ),
    ),
)
