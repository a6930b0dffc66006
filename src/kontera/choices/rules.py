"""Rules for what is unusual."""

from __future__ import annotations

from kontera.choices.kinds import Choice, Option
from kontera.problems import Text

RULES: tuple[Choice, ...] = (
    Choice(
        "zero_orders",
        "option",
        "skip",
        "rules",
        Text("Ordrar på 0 kr", "Orders of 0 kr"),
        Text(
            "En order utan värde ger ingen verifikation. Med dokument skapas en obokförd faktura på 0 kr.",
            "An order without value makes no voucher. With a document an unbooked invoice of 0 kr is made.",
        ),
        (
            Option("skip", Text("Hoppa över", "Leave out")),
            Option("document", Text("Obokförd faktura", "Unbooked invoice")),
        ),
    ),
    Choice(
        "gift_card_mode",
        "option",
        "mpv",
        "rules",
        Text("Sorts presentkort", "Kind of gift card"),
        Text(
            "Flerfunktions: momsen räknas när kortet används (vanligast). Enfunktions: momsen räknas vid köpet; "
            "bara om sats och land är säkra.",
            "Multi-purpose: VAT when the card is used (the usual). Single-purpose: VAT at the sale; "
            "only when rate and country are certain.",
        ),
        (
            Option("mpv", Text("Flerfunktionsvoucher", "Multi-purpose voucher")),
            Option("spv", Text("Enfunktionsvoucher", "Single-purpose voucher")),
        ),
    ),
    Choice(
        "gift_card_skus",
        "words",
        [],
        "rules",
        Text("Artikelnummer som är presentkort", "Article numbers that are gift cards"),
        Text(
            "Behövs bara om Quickbutik inte märker dem själv.",
            "Needed only where Quickbutik does not mark them itself.",
        ),
    ),
    Choice(
        "rounding",
        "option",
        "stop",
        "rules",
        Text("Om Fortnox avrundar till hela kronor", "If Fortnox rounds to whole kronor"),
        Text(
            "Stanna: ordern väntar tills öresutjämningen är avstängd i Fortnox. Skriv av: skillnaden, högst 50 öre, "
            "går till avrundningskontot när betalningen bokförs.",
            "Stop: the order waits until rounding is off in Fortnox. Write off: the difference, 50 öre at most, "
            "goes to the rounding account with the payment.",
        ),
        (
            Option("stop", Text("Stanna", "Stop")),
            Option("write_off", Text("Skriv av", "Write off")),
        ),
    ),
    Choice(
        "skip_methods",
        "words",
        [],
        "rules",
        Text("Betalsätt som inte ska med", "Payment methods to leave out"),
        Text(
            "Ordrar med dessa betalsätt skickas inte, till exempel de som bokförs i ett kassasystem.",
            "Orders paid by these methods are not sent, for example those that a till system books.",
        ),
    ),
    Choice(
        "skip_tags",
        "words",
        [],
        "rules",
        Text("Märkta ordrar som inte ska med", "Tagged orders to leave out"),
        Text(
            "Ordrar med någon av dessa etiketter skickas inte.",
            "Orders with any of these tags are not sent.",
        ),
    ),
)
