"""How products and articles follow each other."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

ARTICLE_FIELDS = (
    Option("title", Text("Benämning", "Title")),
    Option("price", Text("Pris", "Price")),
    Option("purchase_price", Text("Inköpspris", "Purchase price")),
    Option("weight", Text("Vikt", "Weight")),
    Option("ean", Text("EAN", "EAN")),
    Option("stock_place", Text("Lagerplats", "Storage place")),
    Option("unit", Text("Enhet", "Unit")),
    Option("account", Text("Försäljningskonto (moms)", "Sales account (VAT)")),
    Option("stock_goods", Text("Lagervara", "Stock goods")),
    Option("picture", Text("Länk till bilden", "Link to the picture")),
)
"""What can follow from a product to its article."""
PRODUCTS: tuple[Choice, ...] = (
    Choice(
        "product_master",
        "option",
        "shop",
        "products",
        Text("Var ändrar du produkterna", "Where do you edit products"),
        Text(
            "Butiken: artiklarna i Fortnox följer. Fortnox: benämning, pris, inköpspris, EAN och lagerplats "
            "i butiken följer artikeln.",
            "The shop: the articles in Fortnox follow. Fortnox: title, price, purchase price, EAN and storage "
            "place in the shop follow the article.",
        ),
        (
            Option("shop", Text("I butiken", "In the shop")),
            Option("fortnox", Text("I Fortnox", "In Fortnox")),
        ),
    ),
    Choice(
        "product_fields",
        "ticks",
        [one.value for one in ARTICLE_FIELDS],
        "products",
        Text("Vad följer med", "What follows"),
        Text(
            "Det som inte är ikryssat rör Kontera aldrig på artiklar som finns.",
            "What is not ticked is never touched on existing articles.",
        ),
        ARTICLE_FIELDS,
    ),
    Choice(
        "article_unit",
        "text",
        "st",
        "products",
        Text("Enhet", "Unit"),
        Text("Koden i Fortnox för nya artiklar.", "The code in Fortnox for new articles."),
    ),
    Choice(
        "price_list",
        "text",
        "A",
        "products",
        Text("Prislista", "Price list"),
        Text("Koden för prislistan i Fortnox.", "The code of the price list in Fortnox."),
    ),
    Choice(
        "price_list_vat",
        "option",
        "excluding",
        "products",
        Text("Prislistans priser", "Prices of the price list"),
        Text(
            "Fortnox räknar normalt prislistan utan moms.", "Fortnox normally takes a price list without VAT."
        ),
        (
            Option("excluding", Text("Utan moms", "Without VAT")),
            Option("including", Text("Med moms", "With VAT")),
        ),
    ),
    Choice(
        "shop_prices",
        "option",
        "orders",
        "products",
        Text("Butikens priser", "Prices in the shop"),
        Text(
            "Priset på en produkt säger inte om momsen är med, men det gör ordrarna. Säger de olika, välj här.",
            "A product’s price does not say whether it includes VAT, but the orders do. If they say both, choose "
            "here.",
        ),
        (
            Option("orders", Text("Så som ordrarna visar", "As the orders show")),
            Option("including", Text("Med moms", "With VAT")),
            Option("excluding", Text("Utan moms", "Without VAT")),
        ),
    ),
    Choice(
        "new_products",
        "flag",
        default=False,
        group="products",
        label=Text("Skapa produkter av nya webbartiklar", "Create products from new web articles"),
        help=Text(
            "Artiklar i Fortnox som är märkta som webbartikel och inte finns i butiken skapas där, dolda. "
            "Bara när produkterna ändras i Fortnox. Av: med knappen på sidan Produkter.",
            "Articles in Fortnox marked as web-shop articles and missing in the shop are created there, hidden. "
            "Only when products are edited in Fortnox. Off: with the button on the page Products.",
        ),
    ),
)
