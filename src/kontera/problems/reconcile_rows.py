"""Problems found when the books are compared."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

RECONCILE_ROWS: dict[str, Entry] = {
    "booked-otherwise": Entry(
        Text(
            "Verifikation {voucher} för order {order} står inte i Fortnox så som Kontera räknat: {rows}.",
            "Voucher {voucher} of order {order} does not stand in Fortnox as Kontera reckoned: {rows}.",
        ),
        Text(
            "Öppna verifikationen i Fortnox. Har någon ändrat den med flit är det bara att låta den stå; annars "
            "rättar du den där och trycker på Jämför nu.",
            "Open the voucher in Fortnox. If somebody changed it on purpose, let it stand; otherwise correct it "
            "there and press Compare now.",
        ),
        button="retry",
    ),
    "booked-missing": Entry(
        Text(
            "Verifikation {voucher} för order {order} finns inte i Fortnox.",
            "Voucher {voucher} of order {order} is not in Fortnox.",
        ),
        Text(
            "Se efter i Fortnox vad som har hänt med den. Kontera skickar inget på nytt av sig själv.",
            "See in Fortnox what has become of it. Kontera sends nothing again by itself.",
        ),
        button="retry",
    ),
    "booked-unknown": Entry(
        Text(
            "Verifikation {voucher} i Fortnox bär Konteras märke ({text}), men Kontera känner inte till den.",
            "Voucher {voucher} in Fortnox carries Kontera’s mark ({text}), but Kontera does not know it.",
        ),
        Text(
            "Den kan vara bokförd två gånger eller kopierad. Jämför med ordern och vänd verifikationen i Fortnox "
            "om den är en för mycket.",
            "It may be booked twice or copied. Compare it with the order, and reverse the voucher in Fortnox if it "
            "is one too many.",
        ),
        button="retry",
    ),
    "orders-not-in-books": Entry(
        Text(
            "Ordrarna för {year} är värda {orders} {currency}, men dokumenten i Fortnox {documents} och det som "
            "väntar {waiting}: {rest} saknar förklaring.",
            "The orders of {year} are worth {orders} {currency}, but the documents in Fortnox {documents} and what "
            "waits {waiting}: {rest} has no explanation.",
        ),
        Text(
            "Se efter bland ordrarna som är klara vilken som har en annan summa i Fortnox.",
            "See among the orders that are done which one has another total in Fortnox.",
        ),
        button="retry",
    ),
    "paid-but-open": Entry(
        Text(
            "Order {order} är betald, men {amount} kr står kvar på konto {account}.",
            "Order {order} is paid, but {amount} is still open on account {account}.",
        ),
        Text(
            "Öppna ordern här och se efter om betalningen blev bokförd. Tryck på Försök igen om den inte blev det.",
            "Open the order here and see whether its payment was booked. Press Try again if it was not.",
        ),
        button="retry",
    ),
    "vat-does-not-fit": Entry(
        Text(
            "Momsen på konto {account} (ruta {box}) passar inte försäljningen i {month}: {sales} kr med {rate} % "
            "moms, bokförd moms {vat} kr, {rest} kr går inte att förklara. Verifikationer: {vouchers}.",
            "The VAT on account {account} (box {box}) does not fit the sales of {month}: SEK {sales} at {rate} %, "
            "booked VAT SEK {vat}, SEK {rest} cannot be explained. Vouchers: {vouchers}.",
        ),
        Text(
            "Öppna verifikationerna i Fortnox och se efter om kontot eller momsen är fel. Är det bokat så med flit, "
            "till exempel vid bokslut, är det bara att låta det stå.",
            "Open the vouchers in Fortnox and see whether the account or the VAT is wrong. If it was booked so on "
            "purpose, at year-end for instance, let it stand.",
        ),
        button="retry",
    ),
    "oss-does-not-fit": Entry(
        Text(
            "OSS-momsen på konto {account} för {quarter} är {booked} kr i Fortnox, men Konteras försäljning "
            "utomlands ger {ledger} kr: {rest} kr går inte att förklara. {rows}.",
            "The One Stop Shop VAT on account {account} for {quarter} is SEK {booked} in Fortnox, but Kontera’s "
            "sales abroad make SEK {ledger}: SEK {rest} cannot be explained. {rows}.",
        ),
        Text(
            "Se efter vilken som är rätt innan du lämnar OSS-deklarationen: ordern här, eller verifikationen i "
            "Fortnox. Annat som sålts med OSS, utanför Kontera, ska läggas till för hand.",
            "See which one is right before you file the One Stop Shop return: the order here, or the voucher in "
            "Fortnox. What else was sold in the One Stop Shop, outside Kontera, is to be added by hand.",
        ),
        button="retry",
    ),
    "sie-unreadable": Entry(
        Text(
            "Filen med bokföringen (SIE) från Fortnox går inte att läsa vid ”{line}”.",
            "The file with the books (SIE) from Fortnox cannot be read at “{line}”.",
        ),
        Text(
            "Kontera försöker igen av sig själv. Inget har ändrats i bokföringen.",
            "Kontera tries again by itself. Nothing has been changed in the books.",
        ),
        button="retry",
    ),
}
