"""How stock levels follow each other."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

STOCK: tuple[Choice, ...] = (
    Choice(
        "stock",
        "option",
        "off",
        "stock",
        Text("Lagersaldon", "Stock levels"),
        Text(
            "Fortnox styr: saldot i butiken följer Fortnox. Butiken styr: tvärtom. Båda: för den som säljer på "
            "två ställen; båda sidors ändringar räknas ihop.",
            "Fortnox decides: the shop’s level follows Fortnox. The shop decides: the reverse. Both: for those "
            "who sell in two places; the changes of both sides are added up.",
        ),
        (
            Option("off", Text("Rör inte saldon", "Leave stock alone")),
            Option("fortnox", Text("Fortnox styr", "Fortnox decides")),
            Option("shop", Text("Butiken styr", "The shop decides")),
            Option("both", Text("Båda", "Both")),
        ),
    ),
    Choice(
        "stock_minutes",
        "number",
        5,
        "stock",
        Text("Minuter mellan lagerrundor", "Minutes between stock rounds"),
        Text(
            "Dessutom direkt efter varje order och ändrad produkt.",
            "Besides at once after each order and edited product.",
        ),
        lowest=1,
        highest=1440,
    ),
    Choice(
        "stock_figure",
        "option",
        "disposable",
        "stock",
        Text("Vilket saldo i Fortnox", "Which level in Fortnox"),
        Text(
            "Disponibelt är det som finns minus det som är reserverat på order.",
            "Disposable is what is there less what is reserved on orders.",
        ),
        (
            Option("disposable", Text("Disponibelt", "Disposable")),
            Option("in_stock", Text("I lager", "In stock")),
        ),
    ),
    Choice(
        "stock_drop",
        "number",
        30,
        "stock",
        Text("Stanna vid så stort fall, procent", "Stop at so large a drop, percent"),
        Text(
            "Om det samlade lagret skulle minska mer än så i en enda runda väntar rundan på att du säger ja.",
            "If the stock as a whole would fall by more than this in one round, the round waits for your yes.",
        ),
        lowest=1,
        highest=100,
    ),
    Choice(
        "warehouse_documents",
        "flag",
        default=False,
        group="stock",
        label=Text("Skriv i Fortnox Lager", "Write in Fortnox Lager"),
        help=Text(
            "Med modulen Lager ändras saldon bara med in- och utleveranser. På: Kontera skapar sådana dokument. "
            "Av: Kontera läser bara.",
            "With the Lager module levels change only by inbound and outbound deliveries. On: Kontera makes such "
            "documents. Off: Kontera only reads.",
        ),
    ),
)
