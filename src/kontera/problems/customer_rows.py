"""Problems of customer cards, in words."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

CUSTOMER_ROWS: dict[str, Entry] = {
    "customer-inactive": Entry(
        Text(
            "Kundkortet {number} för {customer} är inaktivt i Fortnox.",
            "The customer card {number} of {customer} is inactive in Fortnox.",
        ),
        Text(
            "Gör kortet aktivt i Fortnox och försök igen, eller låt Kontera väcka sådana kort.",
            "Make the card active in Fortnox and try again, or let Kontera wake such cards.",
        ),
        choice="customer_inactive",
    ),
    "customer-duplicates": Entry(
        Text(
            "Fortnox har flera kundkort med samma e-postadress som {customer}: kort {number} används, inte {others}.",
            "Fortnox has several cards with the same e-mail as {customer}: card {number} is used, not {others}.",
        ),
        Text(
            "Aktiva kort går före inaktiva, sedan det med lägst nummer. Gör de andra inaktiva om de inte behövs.",
            "Active cards come before inactive ones, then the lowest number. Make the others inactive if not needed.",
        ),
        button="none",
    ),
}
