"""Why a summary's rows are as they are: kept with each order in it, and gathered row by row for the day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kontera.books.comparison import amounts_of
from kontera.books.daily import REFUNDED, lines_of
from kontera.books.daychange import voucher_of
from kontera.problems import PROBLEMS, Text
from kontera.shops.postings import BOOKED
from kontera.sync.daychanges import LINES, lines_told
from kontera.sync.telling import reasons_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kontera.books.daily import Change
    from kontera.books.documents import Invoice
    from kontera.books.voucher import Voucher
    from kontera.sync.dayorders import Entry

    Why = tuple[str, str, str]
    """Code, and the sentence in Swedish and English."""

RULES = ("rules", 0)
"""What decided whose VAT the orders carry; rows are named by their text and account."""
MOST_TOLD = 5
"""So many different reasons of a row are told, the most usual first."""
VAT_CODES = frozenset({"vat", "oss-vat", "several-vats"})
VAT = Text(
    "Utgående moms: summan av ordrarnas egen moms, var och en avrundad för sig.",
    "Output VAT: the sum of the orders’ own VAT, each rounded by itself.",
)
CHANGED = Text(
    "{text}: skillnaden mellan ordern som den är nu och det som bokfördes då.",
    "{text}: the difference between the order as it is now and what was booked then.",
)


def told_with(entry: Entry) -> dict[str, Any]:
    """What is kept with an order (refund, change) in a summary: why, what is booked of it, and by rate."""
    decision, change, credit = entry.known.decision, entry.change, entry.credit
    kept = reasons_for(decision)
    reasons = [one for one in kept["reasons"] if one["about"] in ("order", *_abouts(entry))]
    lines, vouchers = list(lines_of(decision)), decision.vouchers
    if change is not None:
        reasons.insert(0, {"about": "change", "row": -1, **_json(_changed(change))})
        lines, vouchers = list(change.lines), (voucher_of(change, entry.day),)
    if credit is not None:
        lines, vouchers = [], credit.vouchers
    booked = {str(account): ore for account, ore in amounts_of(vouchers).items()}
    told = {"reasons": reasons, "accounts": kept["accounts"], BOOKED: booked, "day": entry.day.isoformat()}
    return told if credit is not None else {**told, LINES: lines_told(lines)}


def _document(entry: Entry) -> str:
    if entry.credit is None:
        return "inv"
    place = entry.known.decision.credits.index(entry.credit) + 1
    return "cred" if place == 1 else f"cred{place}"


def _abouts(entry: Entry) -> Iterator[str]:
    name = _document(entry)
    yield name
    for voucher in _vouchers(entry):
        yield _about(name, voucher)


def _vouchers(entry: Entry) -> tuple[Voucher, ...]:
    return entry.known.decision.vouchers if entry.credit is None else entry.credit.vouchers


def _about(document: str, voucher: Voucher) -> str:
    return f"{document}:{voucher.kind}" + (f":{voucher.part}" if voucher.part else "")


def _changed(change: Change) -> Why:
    return "changed", CHANGED.sv.format(text=change.text), CHANGED.en.format(text=change.text)


def _json(why: Why) -> dict[str, str]:
    return dict(zip(("code", "sv", "en"), why, strict=True))


# -- the rows of the day -----------------------------------------------------------------------------


def row_reasons(entries: Iterable[Entry]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """(Text, account) → why the row is there, and for how many orders that holds; ``RULES`` → the rules."""
    counted: dict[tuple[str, int], Counter[Why]] = {}
    for entry in entries:
        for place, why in set(_whys(entry)):
            counted.setdefault(place, Counter())[why] += 1
    return {
        place: [{**_json(why), "orders": many} for why, many in whys.most_common(MOST_TOLD)]
        for place, whys in counted.items()
    }


def _whys(entry: Entry) -> Iterator[tuple[tuple[str, int], Why]]:
    decision, credit = entry.known.decision, entry.credit
    if entry.change is not None:
        for account in entry.change.amounts:
            yield (entry.change.text, account), _changed(entry.change)
        return
    reasons = reasons_for(decision)["reasons"]
    ruled = decision.ruling
    for one in reasons:
        if one["about"] == "order" and ruled and one["code"] == ruled.rule and one["code"] not in PROBLEMS:
            yield RULES, (one["code"], one["sv"], one["en"])
    text = "" if credit is None else REFUNDED
    invoice = credit.invoice if credit else decision.invoice
    accounts = _accounts(entry, invoice)
    for one in reasons:
        booked_on = accounts.get((one["about"], one["row"]))
        if booked_on is not None:
            yield (text, booked_on), _plain(one)


def _accounts(entry: Entry, invoice: Invoice | None) -> dict[tuple[str, int], int]:
    """Which account a reason of a row is about."""
    name, rows = _document(entry), invoice.rows if invoice else ()
    found = {(name, place): row.account for place, row in enumerate(rows) if row.account is not None}
    for voucher in _vouchers(entry):
        about = _about(name, voucher)
        found |= {(about, place): row.account for place, row in enumerate(voucher.rows)}
    return found


def _plain(reason: dict[str, Any]) -> Why:
    """The VAT of each order has amounts of its own: of the day it is said once."""
    if reason["code"] in VAT_CODES:
        return "vat", VAT.sv, VAT.en
    return reason["code"], reason["sv"], reason["en"]
