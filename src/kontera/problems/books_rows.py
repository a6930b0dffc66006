"""The problem codes of the books, in words a shopkeeper understands.

Amounts in the facts are kronor with a decimal point; ``{order}`` is the shop's order number.
"""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

BOOKS_ROWS: dict[str, Entry] = {
    "amounts-do-not-add-up": Entry(
        Text(
            "Order {order} går inte ihop: raderna blir {rows} kr men ordern säger {total} kr "
            "(skillnad {difference} kr).",
            "Order {order} does not add up: its rows make {rows} kr but the order says {total} kr "
            "(difference {difference} kr).",
        ),
        Text(
            "Se efter i Quickbutik vilken rabatt, frakt eller avgift som saknas. Är det en avgift som"
            " betalsättet alltid lägger på, skriv in den under Avgift per betalsätt. Tryck sedan på "
            "Försök igen.",
            "Look in Quickbutik for the discount, freight or fee that is missing. If the payment "
            "method always adds a fee, enter it under Fee per payment method. Then press Try again.",
        ),
        choice="payment_fees",
    ),
    "cancelled-after-booking": Entry(
        Text(
            "Order {order} är makulerad i butiken, men faktura {document} är redan bokförd eller "
            "betald i Fortnox.",
            "Order {order} was cancelled in the shop, but invoice {document} is already booked or "
            "paid in Fortnox.",
        ),
        Text(
            "En bokförd faktura kan inte makuleras. Godkänn kreditfakturan på orderns sida, eller låt bokföringen stå. "
            "Med kontantmetoden krediteras faktura {document} för hand i Fortnox.",
            "A booked invoice cannot be cancelled. Approve the credit invoice on the order’s page, or leave the books as "
            "they are. With the cash method invoice {document} is credited by hand in Fortnox.",
        ),
        button="none",
        choice="after_booking",
    ),
    "credit-differs": Entry(
        Text(
            "Kreditfaktura {number} för order {order} är på {credit} kr, men fakturan den ska ta bort är på {invoice} kr.",
            "Credit invoice {number} of order {order} is {credit} kr, but the invoice it shall undo is {invoice} kr.",
        ),
        Text(
            "Kreditfakturan är inte bokförd. Rätta den i Fortnox så att beloppen är lika, och försök igen.",
            "The credit invoice is not booked. Mend it in Fortnox so that the amounts agree, and try again.",
        ),
    ),
    "discount-exceeds-goods": Entry(
        Text(
            "Order {order} har en rabatt som är större än varorna den kan sänka, så momsen går inte "
            "att räkna ut.",
            "Order {order} has a discount larger than the goods it can lower, so its VAT cannot be "
            "worked out.",
        ),
        Text(
            "Se efter i Quickbutik om rabatten är ett presentkort eller även gäller frakten, rätta "
            "ordern och tryck på Försök igen.",
            "Look in Quickbutik whether the discount is a gift card or also covers the freight, "
            "correct the order and press Try again.",
        ),
    ),
    "document-cancelled-in-fortnox": Entry(
        Text(
            "Dokument {document} för order {order} är makulerat i Fortnox, fast ordern ännu gäller i "
            "butiken.",
            "Document {document} of order {order} was cancelled in Fortnox, although the order still "
            "stands in the shop.",
        ),
        Text(
            "Ska ordern bokföras, gör en ny faktura för hand i Fortnox. Ska den inte det, makulera "
            "ordern i Quickbutik.",
            "If the order shall be booked, make a new invoice by hand in Fortnox. If not, cancel the "
            "order in Quickbutik.",
        ),
    ),
    "fortnox-currency-differs": Entry(
        Text(
            "Order {order} är i {shop}, men Fortnox gjorde dokumentet i {fortnox}. Inget är bokfört.",
            "Order {order} is in {shop}, but Fortnox made the document in {fortnox}. Nothing was booked.",
        ),
        Text(
            "Se efter vilken valuta kundkortet i Fortnox har, ändra den till {shop} och tryck på "
            "Försök igen.",
            "Look at the currency of the customer's card in Fortnox, change it to {shop} and press "
            "Try again.",
        ),
    ),
    "fortnox-rounds": Entry(
        Text(
            "Fortnox avrundade order {order} från {shop} till {fortnox} kr ({round_off} kr). Inget är"
            " bokfört.",
            "Fortnox rounded order {order} from {shop} to {fortnox} kr ({round_off} kr). Nothing was booked.",
        ),
        Text(
            "Stäng av öresutjämning i Fortnox (Inställningar, Registreringsvy) och tryck på Försök "
            "igen, eller välj att skriva av skillnaden under Om Fortnox avrundar till hela kronor.",
            "Switch off rounding (öresutjämning) in Fortnox (Inställningar, Registreringsvy) and "
            "press Try again, or choose to write the difference off under If Fortnox rounds to whole "
            "kronor.",
        ),
        choice="rounding",
    ),
    "fortnox-too-many-rows": Entry(
        Text(
            "Order {order} blir {rows} rader; Fortnox tar högst {most} på en faktura.",
            "Order {order} comes to {rows} rows; Fortnox takes at most {most} on an invoice.",
        ),
        Text(
            "Dela ordern i butiken, eller bokför den för hand.",
            "Split the order in the shop, or book it by hand.",
        ),
    ),
    "fortnox-total-differs": Entry(
        Text(
            "Order {order} är på {shop} kr i butiken, men dokumentet i Fortnox blev {fortnox} kr. "
            "Inget är bokfört.",
            "Order {order} is {shop} kr in the shop, but the document in Fortnox became {fortnox} kr."
            " Nothing was booked.",
        ),
        Text(
            "Öppna dokumentet i Fortnox och se vilken rad, rabatt eller avgift som skiljer. Ofta är "
            "det en rabatt eller avgift på kundkortet: ta bort den och tryck på Försök igen.",
            "Open the document in Fortnox and see which row, discount or fee differs. Often it is a "
            "discount or fee on the customer's card: remove it and press Try again.",
        ),
    ),
    "fortnox-vat-differs": Entry(
        Text(
            "Momsen på order {order} ska vara {shop} kr, men Fortnox räknade {fortnox} kr. Inget är bokfört.",
            "The VAT of order {order} should be {shop} kr, but Fortnox made it {fortnox} kr. Nothing "
            "was booked.",
        ),
        Text(
            "Se efter att kontona under Konton har rätt momskod i Fortnox, och att kunden har momstyp"
            " SE. Tryck sedan på Försök igen.",
            "See that the accounts under Accounts have the right VAT code in Fortnox, and that the "
            "customer has VAT type SE. Then press Try again.",
        ),
        button="choices",
        choice="sales_accounts",
    ),
    "freight-without-goods": Entry(
        Text(
            "Order {order} har frakt eller avgift men inga varor vars moms den kan följa.",
            "Order {order} has freight or a fee but no goods whose VAT it can follow.",
        ),
        Text(
            "Ta bort frakten från ordern i Quickbutik, eller bokför ordern för hand i Fortnox.",
            "Remove the freight from the order in Quickbutik, or book the order by hand in Fortnox.",
        ),
    ),
    "gift-card-exceeds-total": Entry(
        Text(
            "Order {order} är på {total} kr men {gift_card} kr är betalda med presentkort.",
            "Order {order} is {total} kr but {gift_card} kr were paid with a gift card.",
        ),
        Text(
            "Se efter ordern i Quickbutik, rätta den och tryck på Försök igen.",
            "Look at the order in Quickbutik, correct it and press Try again.",
        ),
    ),
    "gift-card-or-discount": Entry(
        Text(
            "På order {order} är {amount} kr antingen ett inlöst presentkort eller en rabatt, och "
            "momsen avgör det inte.",
            "On order {order} {amount} kr are either a redeemed gift card or a discount, and the VAT "
            "does not tell which.",
        ),
        Text(
            "Se efter i Quickbutik vilket det är och bokför ordern för hand i Fortnox. Vill du att "
            "Kontera bokför inlösta presentkort när momsen bevisar dem, välj det under När ett "
            "presentkort har använts.",
            "Look in Quickbutik which it is and book the order by hand in Fortnox. To let Kontera "
            "book redeemed gift cards when the VAT proves them, choose so under When a gift card was "
            "used.",
        ),
        button="choices",
        choice="gift_card_redeemed",
    ),
    "line-without-sku": Entry(
        Text(
            "Rad utan artikelnummer i order {order}: {title}. Den bokförs, men utan artikel i Fortnox.",
            "Line without an article number in order {order}: {title}. It is booked, but without an "
            "article in Fortnox.",
        ),
        Text(
            "Ge produkten ett artikelnummer i Quickbutik om den ska finnas i Fortnox artikelregister.",
            "Give the product an article number in Quickbutik if it should be in Fortnox's article register.",
        ),
        button="none",
    ),
    "negative-amount": Entry(
        Text(
            "Order {order} har ett negativt belopp där det inte kan stå något: {what} {amount} kr.",
            "Order {order} has a negative amount where there cannot be one: {what} {amount} kr.",
        ),
        Text(
            "Är det en återbetalning, kreditera fakturan för hand i Fortnox. Annars rätta ordern i "
            "Quickbutik och tryck på Försök igen.",
            "If it is a refund, credit the invoice by hand in Fortnox. Otherwise correct the order in"
            " Quickbutik and press Try again.",
        ),
    ),
    "no-account-for-rate": Entry(
        Text(
            "Det finns inget konto valt för {role} med {rate} % moms.",
            "No account has been chosen for {role} at {rate} % VAT.",
        ),
        Text(
            "Välj ett konto för {rate} % under Konton och tryck på Försök igen.",
            "Choose an account for {rate} % under Accounts and press Try again.",
        ),
        button="choices",
        choice="sales_accounts",
    ),
    "order-refunded": Entry(
        Text(
            "Order {order} har en återbetalning i Quickbutik som inte går att förstå.",
            "Order {order} has a refund in Quickbutik that cannot be understood.",
        ),
        Text(
            "Bokför ordern och återbetalningen för hand i Fortnox: en faktura på hela ordern och en "
            "kreditfaktura.",
            "Book the order and its refund by hand in Fortnox: an invoice of the whole order and a "
            "credit invoice.",
        ),
    ),
    "order-without-lines": Entry(
        Text(
            "Order {order} har inga rader, så det syns inte vad som såldes.",
            "Order {order} has no lines to tell what was sold.",
        ),
        Text(
            "Lägg till orderns rader i Quickbutik och tryck på Försök igen.",
            "Add the lines of the order in Quickbutik and press Try again.",
        ),
    ),
    "product-without-vat": Entry(
        Text(
            "{title} på order {order} såldes utan moms, men Kontera vet inte om det är ett presentkort eller"
            " en momsfri vara.",
            "{title} on order {order} was sold without VAT, but Kontera does not know whether it is a gift"
            " card or VAT-free goods.",
        ),
        Text(
            "Är det ett presentkort, skriv in dess artikelnummer under Artikelnummer som är presentkort."
            " Annars ge produkten momssatsen 0 % i Quickbutik. Tryck sedan på Försök igen.",
            "If it is a gift card, enter its article number under Article numbers that are gift cards."
            " Otherwise give the product the VAT rate 0 % in Quickbutik. Then press Try again.",
        ),
        button="choices",
        choice="gift_card_skus",
    ),
    "sku-not-allowed": Entry(
        Text(
            "Artikelnummer som Fortnox inte tar emot i order {order}: {sku}. Raden bokförs utan artikel.",
            "Article number that Fortnox does not take in order {order}: {sku}. The line is booked "
            "without an article.",
        ),
        Text(
            "Byt artikelnumret i Quickbutik till högst 50 tecken av A–Z, siffror och . _ / + -.",
            "Change the article number in Quickbutik to at most 50 characters of A–Z, digits and . _ / + -.",
        ),
        button="none",
    ),
    "unknown-order-status": Entry(
        Text(
            "Order {order} har en status i Quickbutik som Kontera inte känner igen.",
            "Order {order} has a status in Quickbutik that Kontera does not know.",
        ),
        Text(
            "Sätt ordern till betald eller klar i Quickbutik och tryck på Försök igen.",
            "Set the order to paid or done in Quickbutik and press Try again.",
        ),
    ),
    "unknown-payment-method": Entry(
        Text(
            "Order {order} är betald med {method}, och det är inte valt vilket konto de pengarna väntar på.",
            "Order {order} was paid with {method}, and no account has been chosen for that money to wait on.",
        ),
        Text(
            "Välj ett konto för {method} under Avräkningskonto per betalsätt och tryck på Försök igen.",
            "Choose an account for {method} under Clearing account per payment method and press Try again.",
        ),
        button="choices",
        choice="payment_accounts",
    ),
    "vat-not-proven": Entry(
        Text(
            "Momsen på order {order} går inte att bevisa: butiken säger {stated} kr, produkternas "
            "momssatser ger {computed} kr. Antal andra sätt att läsa ordern som stämmer: {ways}. Det måste vara ett.",
            "The VAT of order {order} cannot be proven: the shop says {stated} kr, the products' "
            "rates make {computed} kr. Other ways to read the order that fit: {ways}. There must be one.",
        ),
        Text(
            "Se efter att varje produkt på ordern har rätt momssats i Quickbutik och tryck på Försök "
            "igen. Stämmer den ändå inte, bokför ordern för hand i Fortnox.",
            "See that every product of the order has its right VAT rate in Quickbutik and press Try "
            "again. If it still does not fit, book the order by hand in Fortnox.",
        ),
    ),
    "vat-not-stated": Entry(
        Text(
            "Order {order} säger inte hur mycket moms butiken tog ut, så momsen går inte att bevisa.",
            "Order {order} does not say how much VAT the shop charged, so its VAT cannot be proven.",
        ),
        Text(
            "Öppna och spara ordern i Quickbutik så att momsen räknas ut, och tryck på Försök igen. "
            "Annars bokför den för hand i Fortnox.",
            "Open and save the order in Quickbutik so that its VAT is worked out, and press Try "
            "again. Otherwise book it by hand in Fortnox.",
        ),
    ),
    "vat-rate-not-in-force": Entry(
        Text(
            "{title} på order {order} har {rate} % moms, och den satsen gäller inte i Sverige den {day}.",
            "{title} on order {order} carries {rate} % VAT, a rate not in force in Sweden on {day}.",
        ),
        Text(
            "Rätta produktens momssats i Quickbutik (25, 12, 6 eller 0 %) och tryck på Försök igen.",
            "Correct the product's VAT rate in Quickbutik (25, 12, 6 or 0 %) and press Try again.",
        ),
    ),
}
"""Code → what happened, what to do, the button and the choice that cures it."""
