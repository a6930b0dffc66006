"""A settlement report file becomes settlements: one for each payout in it. Nothing is guessed."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kontera.books.money import kronor
from kontera.books.payouts import ReportLine, Settlement
from kontera.payouts import table
from kontera.payouts.forms import known_formats, plain
from kontera.payouts.values import amount_signs, day_of, hundredths
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from kontera.payouts.forms import Format
    from kontera.payouts.table import Row, Table

    PaidWith = Callable[[Iterable[Settlement]], Mapping[str, int]]
    """Provider → how many of the orders that payouts name were paid with it."""

AMOUNTS = ("amount", "fee", "fee_vat", "net")
LONGEST_MARKER = 100
CURRENCY = re.compile("[A-Z]{3}")
CLEARLY = 2
"""A file is of the format that knows so many more of its columns than the next."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds: its payouts, and how many lines wait for a payout that is not in it yet."""

    settlements: tuple[Settlement, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the file, read."""

    line: ReportLine
    kind: str
    marker: str
    payout_day: date | None
    currency: str
    net_ore: int | None


def read_report(
    content: bytes,
    *,
    name: str = "",
    provider: str = "",
    form: Format | None = None,
    paid_with: PaidWith | None = None,
) -> Report:
    """Read a file by ``form``, by the format of ``provider``, or by the one format that it fits.

    Where ``paid_with`` knows the orders of the lines, they say which format it is.

    ``Held``: ``payout-file-unreadable``, ``payout-format-unknown``, ``payout-format-unclear``,
    ``payout-provider-other``, ``payout-columns-missing``, ``payout-line-torn``, ``payout-amount-unreadable``,
    ``payout-day-unreadable``, ``payout-line-sum``, ``payout-marker-missing``, ``payout-currency-unreadable``,
    ``payout-currencies-mixed``, ``payout-empty``.
    """
    text = table.decode(content, name)
    read = partial(_read, text, content, name)
    if form is not None or provider:
        return read(form or _format_of(provider))
    fitting = _fitting(text)
    if not fitting:
        lines = text.splitlines()[: table.HIGHEST_HEADING]
        widest = max(lines, key=lambda line: max(map(line.count, table.DELIMITERS))).strip()[:300]
        facts = {"provider": "–", "known": ", ".join(known_formats()), "found": widest}
        raise Held("payout-format-unknown", facts)
    return read(_chosen(text, fitting, read, paid_with or (lambda _settlements: {})))


def _read(text: str, content: bytes, name: str, form: Format) -> Report:
    found = table.read_table(text, form)
    entries = _entries(found, form)
    if not entries:
        raise Held("payout-empty", {"provider": form.provider, "marker": name or "–"})
    groups, left = _grouped(entries, found.head, form, content)
    return Report(tuple(_settlement(marker, group, found.head, form) for marker, group in groups), left)


def _format_of(provider: str) -> Format:
    formats = known_formats()
    if provider.lower() not in formats:
        raise Held("payout-format-unknown", {"provider": provider, "known": ", ".join(formats)})
    return formats[provider.lower()]


def _fitting(text: str) -> list[tuple[int, Format]]:
    """The formats that a file may be of, by how many of their columns it has."""
    ranked = [(table.rank(text, form), form) for form in known_formats().values()]
    return sorted((one for one in ranked if one[0]), key=lambda one: -one[0])


def _chosen(
    text: str,
    fitting: list[tuple[int, Format]],
    read: Callable[[Format], Report],
    paid_with: PaidWith,
) -> Format:
    """By what its orders were paid with; where none is known, the format that clearly fits best."""
    forms = {form.provider: form for _, form in fitting}
    clear = _clear(text, fitting)
    paid = paid_with(_readings(forms.values(), read))
    most = max(paid.values(), default=0)
    likely = [provider for provider, count in paid.items() if count == most]
    if clear is not None and (not likely or clear.provider in likely):
        return clear
    could = [provider for provider in likely if provider in forms]
    if len(could) == 1:
        return forms[could[0]]
    if likely and not could:
        raise Held("payout-provider-other", {"like": ", ".join(forms), "paid": ", ".join(likely)})
    raise Held("payout-format-unclear", {"known": ", ".join(could or forms)})


def _clear(text: str, fitting: list[tuple[int, Format]]) -> Format | None:
    """The format that has clearly more of its columns than the next, and a name that no other one knows."""
    best, form = fitting[0]
    if len(fitting) > 1 and best < fitting[1][0] + CLEARLY:
        return None
    others = {
        word
        for one in known_formats().values()
        for words in (*one.columns.values(), *one.head.values())
        for word in words
        if one.provider != form.provider
    }
    return form if table.headings(text, form) - others else None


def _readings(forms: Iterable[Format], read: Callable[[Format], Report]) -> list[Settlement]:
    """The payouts that a file holds by each format that can read it."""
    found: list[Settlement] = []
    for form in forms:
        with suppress(Held):
            found += read(form).settlements
    return found


# -- lines ------------------------------------------------------------------------------------


def _entries(found: Table, form: Format) -> list[_Entry]:
    signs = amount_signs(cell for row in found.rows for role in AMOUNTS for cell in row.cells.get(role, ()))
    read = (_entry(row, form, signs, has_net="net" in found.roles) for row in found.rows)
    return [entry for entry in read if entry is not None]


def _entry(row: Row, form: Format, sign: str, *, has_net: bool) -> _Entry | None:
    amounts = {role: _amount(row, role, form, sign) for role in AMOUNTS}
    kind = _kind(row, form, amounts)
    if kind == "ignore":
        return None
    net = _signed(amounts["net"], "transfer", form) if kind == "transfer" else None
    if kind == "transfer" and not net:
        net = _signed(amounts["amount"], "transfer", form)
    line = _line(row, kind, amounts, form)
    if has_net and row.text("net") and kind in ("sale", "refund"):
        line = _with_net(line, amounts["net"], row.line)
    return _Entry(line, kind, row.text("marker"), _day(row, "payout_day"), row.text("currency").upper(), net)


def _with_net(line: ReportLine, net: int, place: int) -> ReportLine:
    """The line as its own net says: where only turned fees make the sum, the report signs them that way."""
    fees = line.fee_ore + line.fee_vat_ore
    if net == line.amount_ore - fees:
        return line
    if net == line.amount_ore + fees:
        return replace(line, fee_ore=-line.fee_ore, fee_vat_ore=-line.fee_vat_ore)
    facts = {"line": str(place), "sum": kronor(line.amount_ore - fees), "net": kronor(net)}
    raise Held("payout-line-sum", facts)


def _kind(row: Row, form: Format, amounts: Mapping[str, int]) -> str:
    """What the report calls the line; one without a word is a sale or a refund by its sign, or only a fee."""
    word = plain(row.text("type")) if form.types else ""
    if word:
        return form.types.get(word, "other")
    if not amounts["amount"] and (amounts["fee"] or amounts["fee_vat"]):
        return "fee"
    return "sale" if amounts["amount"] >= 0 else "refund"


def _line(row: Row, kind: str, amounts: Mapping[str, int], form: Format) -> ReportLine:
    """Sales positive, refunds negative, fees positive when the provider takes them."""
    amount = amounts["amount"]
    fee, vat = _signed(amounts["fee"], "fee", form), _signed(amounts["fee_vat"], "fee_vat", form)
    # A second, closer word may say that a fee is the VAT on one; counted as a fee, it would be lost.
    if kind == "fee" and any(form.types.get(plain(cell)) == "fee_vat" for cell in row.cells.get("type", ())):
        kind = "fee_vat"
    if kind == "fee":
        # The fee stands in its own column, or is the line's amount.
        fee, amount = fee or _signed(amount, "fee", form), 0
    elif kind == "fee_vat":
        vat, amount = vat or _signed(amount, "fee_vat", form), 0
    elif kind in ("sale", "refund"):
        wanted = -1 if kind == "refund" else 1
        amount = amount * form.signs.get(kind, wanted) * wanted
    return ReportLine(
        kind="fee" if kind in ("fee", "fee_vat") else "other" if kind == "transfer" else kind,  # type: ignore[arg-type]
        amount_ore=amount,
        fee_ore=fee,
        fee_vat_ore=vat,
        reference=row.text("order")[:120],
        day=_day(row, "day"),
        transaction=row.text("transaction")[:120],
    )


def _signed(amount: int, kind: str, form: Format) -> int:
    """As our books sign it; a fee that is given back has the other sign."""
    return amount * form.signs.get(kind, 1)


def _amount(row: Row, role: str, form: Format, sign: str) -> int:
    """The cells of a role together: a report may tell fixed and variable fees apart."""
    cells = row.cells.get(role, ())
    if role not in {"fee", "fee_vat"}:
        cells = (row.text(role),)
    try:
        return sum(hundredths(cell, sign, minor=form.minor) for cell in cells)
    except ValueError as strange:
        raise Held("payout-amount-unreadable", {"line": str(row.line), "amount": str(strange)}) from None


def _day(row: Row, role: str) -> date | None:
    try:
        return day_of(row.text(role))
    except ValueError:
        raise Held("payout-day-unreadable", {"line": str(row.line), "day": row.text(role)}) from None


# -- payouts ----------------------------------------------------------------------------------


def _grouped(
    entries: list[_Entry], head: Mapping[str, str], form: Format, content: bytes
) -> tuple[list[tuple[str, list[_Entry]]], int]:
    """The lines of each payout by its marker, and how many belong to none yet."""
    if form.group == "transfer":
        return _by_transfer(entries)
    groups: dict[str, list[_Entry]] = {}
    left = 0
    for entry in entries:
        marker = entry.marker or head.get("marker", "")
        if form.group == "day":
            marker = entry.line.day.isoformat() if entry.line.day else ""
        elif form.group == "file":
            marker = marker or hashlib.sha256(content).hexdigest()[:16]
        if marker:
            groups.setdefault(marker[:LONGEST_MARKER], []).append(entry)
        else:
            left += 1
    if not groups:
        raise Held("payout-marker-missing", {"provider": form.provider})
    return list(groups.items()), left


def _by_transfer(entries: list[_Entry]) -> tuple[list[tuple[str, list[_Entry]]], int]:
    """Each transfer to the bank ends a payout; a report with the newest line first is turned round."""
    days = [entry.line.day for entry in entries if entry.line.day]
    newest_first = bool(days) and days[0] > days[-1]
    groups: list[tuple[str, list[_Entry]]] = []
    waiting: list[_Entry] = []
    for entry in reversed(entries) if newest_first else entries:
        waiting.append(entry)
        if entry.kind == "transfer":
            marker = entry.marker or entry.line.transaction or entry.line.reference
            if not marker:
                raise Held("payout-marker-missing", {"provider": "transfer"})
            groups.append((marker[:LONGEST_MARKER], waiting))
            waiting = []
    return groups, len(waiting)


def _settlement(marker: str, group: list[_Entry], head: Mapping[str, str], form: Format) -> Settlement:
    transfers = [entry for entry in group if entry.kind == "transfer"]
    lines = tuple(entry.line for entry in group if entry.kind != "transfer")
    facts = {"provider": form.provider, "marker": marker}
    currencies = {entry.currency for entry in group if entry.currency} or {
        head.get("currency", form.currency).upper()
    }
    if strange := [one for one in sorted(currencies) if not CURRENCY.fullmatch(one)]:
        raise Held("payout-currency-unreadable", {**facts, "currency": strange[0]})
    if len(currencies) > 1:
        raise Held("payout-currencies-mixed", {**facts, "currencies": ", ".join(sorted(currencies))})
    if not lines:
        raise Held("payout-empty", facts)
    net = sum(entry.net_ore or 0 for entry in transfers) if transfers else _head_net(head, form)
    return Settlement(
        provider=form.provider,
        marker=marker,
        day=_payout_day(group, transfers, head, form, facts),
        lines=lines,
        currency=currencies.pop(),
        net_ore=net,
    )


def _head_net(head: Mapping[str, str], form: Format) -> int | None:
    if "net" not in head:
        return None
    try:
        return hundredths(head["net"], amount_signs([head["net"]]), minor=form.minor)
    except ValueError:
        raise Held("payout-amount-unreadable", {"line": "–", "amount": head["net"]}) from None


def _payout_day(
    group: list[_Entry],
    transfers: list[_Entry],
    head: Mapping[str, str],
    form: Format,
    facts: Mapping[str, str],
) -> date:
    """The day the payout left: as it is told for the payout, on its transfer, or above the table."""
    days: Iterable[date | None] = [entry.payout_day for entry in group]
    if not any(days):
        days = [entry.line.day for entry in (transfers or (group if form.group == "day" else []))]
    told = {day for day in days if day}
    if not told and (above := head.get("payout_day")):
        try:
            told = {day for day in [day_of(above)] if day}
        except ValueError:
            raise Held("payout-day-unreadable", {"line": "–", "day": above}) from None
    if len(told) != 1:
        raise Held("payout-day-missing", {**facts, "days": ", ".join(map(str, sorted(told))) or "–"})
    return told.pop()
