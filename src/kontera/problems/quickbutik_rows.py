"""The problem codes and the notes of the Quickbutik room, in words a shopkeeper understands."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

_WAIT = Text(
    "Du behöver inte göra något: Kontera försöker igen av sig själv.",
    "You need not do anything: Kontera tries again by itself.",
)
_NOTHING = Text("Inget behöver göras.", "Nothing needs to be done.")
_LOOK = Text("Se efter att det stämmer.", "Please see that this is right.")


def _note(sv: str, en: str, cure: Text = _LOOK) -> Entry:
    return Entry(Text(sv, en), cure, "none")


_PROBLEMS: dict[str, Entry] = {
    "quickbutik-busy": Entry(
        Text("Quickbutik har mycket att göra just nu.", "Quickbutik is busy right now."), _WAIT, "none"
    ),
    "quickbutik-unreachable": Entry(
        Text("Quickbutik går inte att nå.", "Quickbutik cannot be reached."), _WAIT, "none"
    ),
    "quickbutik-unreadable": Entry(
        Text("Quickbutik svarade något som inte går att läsa.", "Quickbutik answered something unreadable."),
        _WAIT,
        "none",
    ),
    "quickbutik-key-refused": Entry(
        Text("Quickbutik godtar inte API-nyckeln.", "Quickbutik does not accept the API key."),
        Text(
            "Skapa en ny nyckel i Quickbutik under Inställningar, API, och ange den här.",
            "Make a new key in Quickbutik under Settings, API, and enter it here.",
        ),
        "connect",
    ),
    "quickbutik-refused": Entry(
        Text(
            "Quickbutik sade nej: ”{quickbutik}” ({status}).",
            "Quickbutik said no: “{quickbutik}” ({status}).",
        ),
        Text("Försök igen; anmäl felet om det kvarstår.", "Try again; report it if it remains."),
    ),
    "product-refused": Entry(
        Text(
            "Quickbutik ville inte ta emot ändringen av {product}: ”{quickbutik}”.",
            "Quickbutik would not take the change of {product}: “{quickbutik}”.",
        ),
        Text(
            "Se efter produkten i Quickbutik, rätta det som är fel och försök igen.",
            "See the product in Quickbutik, mend what is wrong and try again.",
        ),
    ),
    "product-not-saved": Entry(
        Text(
            "Quickbutik svarade ja, men ändringen av {product} syns inte i butiken.",
            "Quickbutik said yes, but the change of {product} is not to be seen in the shop.",
        ),
        Text(
            "Försök igen; ändra produkten för hand i Quickbutik om det inte hjälper.",
            "Try again; change the product by hand in Quickbutik if that does not help.",
        ),
    ),
    "product-unsure": Entry(
        Text(
            "Det går inte att säga om ändringen av {product} kom fram till butiken.",
            "It cannot be told whether the change of {product} reached the shop.",
        ),
        Text(
            "Se efter lagret för produkten i Quickbutik och bekräfta vad som gäller.",
            "See the product's stock in Quickbutik and confirm what is right.",
        ),
    ),
    "product-gone": Entry(
        Text("Produkten {product} finns inte i butiken.", "The product {product} is not in the shop."),
        Text(
            "Se efter om produkten har tagits bort eller fått ett annat artikelnummer i Quickbutik.",
            "See whether the product was removed or got another article number in Quickbutik.",
        ),
    ),
    "product-not-created": Entry(
        Text(
            "Quickbutik skapade inte produkten {product}: ”{quickbutik}”.",
            "Quickbutik did not create the product {product}: “{quickbutik}”.",
        ),
        Text(
            "Försök igen; skapa produkten för hand i Quickbutik om det inte hjälper.",
            "Try again; create the product by hand in Quickbutik if that does not help.",
        ),
    ),
    "order-unreadable": Entry(
        Text(
            "Order {order} går inte att läsa: fältet {field} saknas eller är fel (”{value}”).",
            "Order {order} cannot be read: the field {field} is missing or wrong (“{value}”).",
        ),
        Text(
            "Se efter ordern i Quickbutik och försök igen. Inget bokförs på en gissning.",
            "See the order in Quickbutik and try again. Nothing is booked on a guess.",
        ),
    ),
    "country-unknown": Entry(
        Text(
            "Landet ”{country}” i ordern känns inte igen.", "The country “{country}” in the order is unknown."
        ),
        Text(
            "Rätta landet i Quickbutik och försök igen.", "Correct the country in Quickbutik and try again."
        ),
    ),
}

_NOTES: dict[str, Entry] = {
    "paid-day-assumed": _note(
        "Ordern har inget betalningsdatum; orderdagen antas.",
        "The order has no payment date; the day of the order is assumed.",
    ),
    "country-assumed": _note(
        "Ordern har inget land; Sverige antas.", "The order has no country; Sweden is assumed."
    ),
    "email-unusable": _note(
        "E-postadressen går inte att använda; kunden får ett eget kort.",
        "The e-mail address cannot be used; the customer gets a card of its own.",
    ),
    "org-number-unusable": _note(
        "Organisationsnumret i ordern är ogiltigt och togs inte med på kundkortet.",
        "The organisation number in the order is not valid and was left off the customer card.",
    ),
    "vat-number-unusable": _note(
        "Momsregistreringsnumret i ordern är ogiltigt och togs inte med på kundkortet.",
        "The VAT number in the order is not valid and was left off the customer card.",
    ),
    "price-rounded": _note(
        "Ett pris har fler än två decimaler och avrundades.",
        "A price has more than two decimals and was rounded.",
    ),
    "line-without-quantity": _note(
        "En rad med antal 0 togs inte med.", "A line with quantity 0 was left out.", _NOTHING
    ),
    "has-refunds": _note(
        "Butiken har betalat tillbaka något på ordern.", "The shop has paid something back on the order."
    ),
    "currency-assumed": _note(
        "Ordern har ingen valuta; butikens egen antas.",
        "The order has no currency; the shop's own is assumed.",
    ),
    "paid-more-than-total": _note(
        "Kunden betalade mer än ordern är värd.", "The customer paid more than the order is worth."
    ),
    "pay-rounded": _note(
        "Betalningen är avrundad: den skiljer sig några ören från ordern.",
        "The payment is rounded: it differs from the order by some öre.",
    ),
    "total-is-amount-paid": _note(
        "Orderns delar ger det betalda beloppet, som därför togs som orderns värde.",
        "The order's parts make the amount paid, which was therefore taken as its worth.",
    ),
}

QUICKBUTIK_ROWS: dict[str, Entry] = {**_PROBLEMS, **_NOTES}
"""Problem code → what happened and what to do, in Swedish and English."""
