"""Accounts."""

from __future__ import annotations

from kontera.choices.kinds import Choice
from kontera.problems import Text

ACCOUNTS: tuple[Choice, ...] = (
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
)
