"""Problems of stock levels, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_COUNT = Text(
    "Räkna hyllan och säg på lagersidan vilken sida som har rätt. Tills dess skrivs inget för artikeln.",
    "Count the shelf and say on the stock page which side is right. Until then nothing is written for the article.",
)

STOCK_ROWS: dict[str, Entry] = {
    "stock-first-difference": Entry(
        Text(
            "{article} har {shop} i butiken och {fortnox} i Fortnox, och Kontera vet inte vilket som stämmer.",
            "{article} has {shop} in the shop and {fortnox} in Fortnox, and Kontera does not know which is right.",
        ),
        Text(
            "Säg på lagersidan vilken sida som har rätt. Därefter räknas båda sidors ändringar ihop.",
            "Say on the stock page which side is right. After that the changes of both sides are added up.",
        ),
        button="none",
    ),
    "stock-unsure": Entry(
        Text(
            "En ändring av {article} avbröts, och saldot har rört sig sedan dess: {shop} i butiken, {fortnox} i Fortnox.",
            "A change of {article} was cut off, and the level has moved since: {shop} in the shop, {fortnox} in Fortnox.",
        ),
        _COUNT,
        button="none",
    ),
    "stock-open-order": Entry(
        Text(
            "Någon beställde {article} just när saldot skrevs, och har inte betalat än.",
            "Somebody ordered {article} just when the level was written, and has not paid yet.",
        ),
        Text(
            "Saldot rättas när ordern är betald eller makulerad. Vill du inte vänta: säg vilken sida som har rätt.",
            "The level is mended when the order is paid or cancelled. To not wait: say which side is right.",
        ),
        button="none",
    ),
    "stock-credit-or-count": Entry(
        Text(
            "{article} har ökat i Fortnox, till {fortnox} ({shop} i butiken). Order {orders} är makulerad med {pieces} "
            "kvar att kreditera, så det kan vara krediten eller en räkning.",
            "{article} has risen in Fortnox, to {fortnox} ({shop} in the shop). Order {orders} is cancelled with "
            "{pieces} left to credit, so it may be the credit or a count.",
        ),
        Text(
            "Säg på lagersidan vilket det var. Kreditera helst fakturan i Fortnox först: då syns det av sig självt.",
            "Say on the stock page which it was. Best credit the invoice in Fortnox first: then it shows by itself.",
        ),
        button="none",
    ),
    "stock-negative": Entry(
        Text(
            "{article} skulle gå från {now} till {wanted}, under noll.",
            "{article} would go from {now} to {wanted}, below zero.",
        ),
        Text(
            "Rätta saldot där det är fel, eller säg ja på lagersidan om det stämmer.",
            "Mend the level where it is wrong, or say yes on the stock page if it is right.",
        ),
        button="none",
    ),
    "stock-not-whole": Entry(
        Text(
            "Saldot för {article} är inte ett helt antal: {level}.",
            "The level of {article} is no whole number: {level}.",
        ),
        Text(
            "Ange hela stycken på båda sidor. Varor som säljs i delar kan inte följa med.",
            "Use whole pieces at both sides. What is sold in parts cannot follow.",
        ),
        button="none",
    ),
    "stock-duplicate-sku": Entry(
        Text(
            "Två varor i butiken har artikelnumret {sku}: {product} och {other}.",
            "Two things in the shop have the article number {sku}: {product} and {other}.",
        ),
        Text(
            "Ge varje vara ett eget artikelnummer i Quickbutik. Tills dess rörs inget av saldona.",
            "Give each its own article number in Quickbutik. Until then neither level is touched.",
        ),
        button="none",
    ),
    "stock-no-article": Entry(
        Text("Fortnox har ingen artikel {article}.", "Fortnox has no article {article}."),
        Text(
            "Skicka produkten till Fortnox, så följer saldot med. Att artikeln saknas räknas inte som noll.",
            "Send the product to Fortnox, and the level follows. A missing article does not count as zero.",
        ),
        button="none",
    ),
    "stock-not-stocked": Entry(
        Text(
            "Artikel {article} är ingen lagervara i Fortnox, så saldot där säger inget.",
            "The article {article} is not kept in stock in Fortnox, so its level there says nothing.",
        ),
        Text(
            "Kryssa i Lagervara på artikeln i Fortnox (Register, Artiklar) och ange saldot.",
            "Tick Stock goods on the article in Fortnox (Registers, Articles) and enter the level.",
        ),
        button="none",
    ),
    "stock-shared-article": Entry(
        Text(
            "En annan butik i samma Fortnox har redan hand om saldot för {article}.",
            "Another shop in the same Fortnox already takes care of the level of {article}.",
        ),
        Text(
            "Låt Fortnox styra i båda butikerna, så följer de samma saldo.",
            "Let Fortnox decide in both shops, and they follow the same level.",
        ),
        button="choices",
        choice="stock",
    ),
    "stock-lager-read-only": Entry(
        Text(
            "{article} ska ha {wanted} i Fortnox men har {now}, och med modulen Lager ändras saldon bara med dokument.",
            "{article} should have {wanted} in Fortnox but has {now}, and with the Lager module levels change only "
            "by documents.",
        ),
        Text(
            "Rätta saldot i Fortnox Lager, eller låt Kontera skriva dokument där.",
            "Mend the level in Fortnox Lager, or let Kontera write documents there.",
        ),
        button="choices",
        choice="warehouse_documents",
    ),
    "stock-not-taken": Entry(
        Text(
            "Fortnox tog inte emot saldot {wanted} för {article}.",
            "Fortnox did not take the level {wanted} for {article}.",
        ),
        Text(
            "Är modulen Lager på? Då ändras saldon bara med dokument. Kontera ser efter igen av sig själv.",
            "Is the Lager module on? Then levels change only by documents. Kontera looks again by itself.",
        ),
        button="none",
    ),
    "stock-all-zero": Entry(
        Text(
            "Alla saldon på andra sidan är noll, och {pieces} stycken skulle försvinna på en gång.",
            "Every level at the other side is zero, and {pieces} pieces would go at once.",
        ),
        Text(
            "Inget är skrivet. Stämmer det: säg ja på lagersidan. Annars: rätta där saldona försvann.",
            "Nothing is written. If it is right: say yes on the stock page. Otherwise mend it where the levels went.",
        ),
        button="none",
    ),
    "stock-drop": Entry(
        Text(
            "Rundan skulle ta bort {pieces} stycken, {share} procent av lagret.",
            "The round would take away {pieces} pieces, {share} percent of the stock.",
        ),
        Text(
            "Inget är skrivet. Stämmer det: säg ja på lagersidan. Siffrorna får inte ha ändrats då.",
            "Nothing is written. If it is right: say yes on the stock page, while the numbers are still these.",
        ),
        button="none",
        choice="stock_drop",
    ),
    "stock-register-empty": Entry(
        Text(
            "Listan över saldon kom tom från {side}, fast det fanns varor förra gången.",
            "The list of levels came empty from {side}, though there were goods the last time.",
        ),
        Text(
            "Inget är ändrat, och Kontera läser igen av sig själv. Har allt tagits bort med flit: stäng av lagersaldon.",
            "Nothing is changed, and Kontera reads again by itself. If all was removed on purpose: switch stock off.",
        ),
        button="none",
    ),
}
