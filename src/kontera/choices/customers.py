"""How customer cards are kept."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

CUSTOMERS: tuple[Choice, ...] = (
    Choice(
        "customer_changes",
        "option",
        "fortnox",
        "customers",
        Text("Om någon har ändrat ett kundkort i Fortnox", "When somebody has edited a card in Fortnox"),
        Text(
            "Fortnox vinner: fält som ändrats för hand lämnas i fred. Butiken vinner: kortet blir som i butiken. "
            "Bara tomma: inget som redan står på kortet skrivs över.",
            "Fortnox wins: fields changed by hand are left alone. The shop wins: the card becomes as in the "
            "shop. Only empty: nothing that stands on the card is written over.",
        ),
        (
            Option("fortnox", Text("Fortnox vinner", "Fortnox wins")),
            Option("shop", Text("Butiken vinner", "The shop wins")),
            Option("fill", Text("Fyll bara tomma fält", "Fill empty fields only")),
        ),
    ),
    Choice(
        "customer_inactive",
        "option",
        "wake",
        "customers",
        Text("Om kundens kort är inaktivt", "When the customer’s card is inactive"),
        Text(
            "Väck: kortet blir aktivt igen. Vänta: ordern stannar tills du har bestämt.",
            "Wake: the card becomes active again. Wait: the order stops until you have decided.",
        ),
        (Option("wake", Text("Väck kortet", "Wake the card")), Option("hold", Text("Vänta", "Wait"))),
    ),
)
