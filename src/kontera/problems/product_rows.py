"""Problems of products and articles, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_AGAIN = Text(
    "Produkten skickas av sig själv när den är rättad, eller med knappen.",
    "The product is sent by itself once it is mended, or with the button.",
)

PRODUCT_ROWS: dict[str, Entry] = {
    "product-without-sku": Entry(
        Text(
            "{title} har inget artikelnummer, så den kan inte bli en artikel i Fortnox.",
            "{title} has no article number, so it cannot become an article in Fortnox.",
        ),
        Text(
            "Ge produkten (eller varianten) ett artikelnummer i Quickbutik. " + _AGAIN.sv,
            "Give the product (or the variant) an article number in Quickbutik. " + _AGAIN.en,
        ),
    ),
    "product-sku-characters": Entry(
        Text(
            "Artikelnumret ”{sku}” på {title} har tecken som Fortnox inte tar.",
            "The article number “{sku}” of {title} has characters that Fortnox does not take.",
        ),
        Text(
            "Ändra det i Quickbutik till bokstäver A–Z, siffror och . _ / + - utan mellanslag. " + _AGAIN.sv,
            "Change it in Quickbutik to letters A–Z, digits and . _ / + - without spaces. " + _AGAIN.en,
        ),
    ),
    "product-sku-too-long": Entry(
        Text(
            "Artikelnumret ”{sku}” på {title} är längre än 50 tecken, det längsta Fortnox tar.",
            "The article number “{sku}” of {title} is longer than 50 characters, the most Fortnox takes.",
        ),
        Text(
            "Korta artikelnumret i Quickbutik. " + _AGAIN.sv,
            "Shorten the article number in Quickbutik. " + _AGAIN.en,
        ),
    ),
    "product-sku-twice": Entry(
        Text(
            "{title} och {other} har samma artikelnummer, {sku}. I Fortnox skulle de bli en och samma artikel.",
            "{title} and {other} have the same article number, {sku}. In Fortnox they would be one article.",
        ),
        Text(
            "Ge en av dem ett annat artikelnummer i Quickbutik (stora och små bokstäver räknas som lika). "
            + _AGAIN.sv,
            "Give one of them another article number in Quickbutik (capitals and small letters count as the "
            "same). " + _AGAIN.en,
        ),
    ),
    "product-in-two-shops": Entry(
        Text(
            "Artikel {sku} i Fortnox skrivs redan av butiken {shop}, med annat innehåll än {title} har här.",
            "Article {sku} in Fortnox is written already by the shop {shop}, with other content than {title} "
            "has here.",
        ),
        Text(
            "Gör produkterna lika i båda butikerna, eller ge den ena ett annat artikelnummer. Ordrarna "
            "använder artikeln som den är.",
            "Make the products the same in both shops, or give one of them another article number. Orders use "
            "the article as it is.",
        ),
    ),
    "product-without-rate": Entry(
        Text(
            "Butiken säger inte vilken momssats {title} har, så försäljningskontot är okänt.",
            "The shop does not tell the VAT rate of {title}, so its sales account is not known.",
        ),
        Text(
            "Sätt produktens momssats i Quickbutik (25, 12, 6 eller 0 %). Eller kryssa ur Försäljningskonto "
            "och Pris under Vad följer med; då gäller kontot som Fortnox ger nya artiklar.",
            "Set the product’s VAT rate in Quickbutik (25, 12, 6 or 0 %). Or untick Sales account and Price "
            "under What follows; then the account that Fortnox gives new articles applies.",
        ),
        choice="product_fields",
    ),
    "product-price-vat-unknown": Entry(
        Text(
            "Butikens ordrar har priser både med och utan moms, så det går inte att veta vilket priset på "
            "{title} är.",
            "The shop’s orders have prices both with and without VAT, so one cannot know which the price of "
            "{title} is.",
        ),
        Text(
            "Välj under Butikens priser om de är med eller utan moms. Eller kryssa ur Pris under Vad följer med.",
            "Choose under Prices in the shop whether they include VAT. Or untick Price under What follows.",
        ),
        choice="shop_prices",
    ),
    "product-without-variants": Entry(
        Text(
            "Butiken säger att {title} har varianter men visar inga.",
            "The shop says that {title} has variants but shows none.",
        ),
        Text(
            "Spara produkten en gång till i Quickbutik och tryck på Försök igen.",
            "Save the product once more in Quickbutik and press Try again.",
        ),
    ),
    "products-vanished": Entry(
        Text(
            "{n} av {all} produkter finns inte längre i butiken. Deras artiklar har inte rörts.",
            "{n} of {all} products are not in the shop any more. Their articles have not been touched.",
        ),
        Text(
            "Kontrollera att API-nyckeln hör till rätt butik. Stämmer det att de är borttagna, tryck på Läs om "
            "alla produkter; då görs artiklarna inaktiva.",
            "See that the API key belongs to the right shop. If they were really removed, press Read all "
            "products again; their articles are then made inactive.",
        ),
    ),
}
