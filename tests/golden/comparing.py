"""Comparing what a case expects with what was made, per account, with readable differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.golden.payout_telling import as_told, unfounded

Json = dict[str, Any]


LINES = {
    "oss_return": (("country", "rate", "currency"), ("base", "vat")),
    "periodic_summary": (("vat_number", "kind"), ("amount",)),
}
"""What names a line of a return, and its amounts. Lines of one name may be told apart or as their sum."""
SAME_KIND = {"credit": "credit_invoice", "summary": "daily_summary"}


def differences(expected: Json, got: Json) -> list[str]:
    """Readable differences between a case's expectation and what the books made; empty when they agree."""
    found = list(_plain("status", expected.get("status", "book"), got["status"]))
    for code in got.get("findings", []):
        found += [f"held: {code['code']} {code['facts']}"] if code["holds"] else []
    for name in ("treatment", "fortnox_customer_vat_type"):
        if name in expected:
            found += _plain(name, expected[name], got[name])
    found += _lists("document", expected.get("documents", []), got["documents"], _document)
    found += _lists("voucher", expected.get("vouchers", []), got["vouchers"], _voucher)
    found += _tree("vat_return", expected.get("vat_return", {}), got["vat_return"])
    for name, (keys, amounts) in LINES.items():
        told = [_summed(one.get(name, []), keys, amounts) for one in (expected, got)]
        found += _tree(name, *told)
    return found


def _summed(lines: list[Json], keys: tuple[str, ...], amounts: tuple[str, ...]) -> Json:
    """Lines of a return by their names, added up; what comes to nothing is left out."""
    sums: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        one = {"currency": "SEK", **line}
        total = sums.setdefault(" ".join(str(_value(one[key])) for key in keys), {})
        for name in amounts:
            total[name] = total.get(name, Decimal(0)) + Decimal(one[name])
    return {key: total for key, total in sums.items() if any(total.values())}


def _plain(where: str, expected: object, got: object) -> Iterator[str]:
    if _value(expected) != _value(got):
        yield f"{where}: expected {expected}, got {got}"


def _value(leaf: object) -> object:
    try:
        return leaf if isinstance(leaf, bool) else Decimal(str(leaf))
    except ArithmeticError:
        return leaf


def _lists(what: str, expected: list[Json], got: list[Json], compare: Any) -> Iterator[str]:
    """Each expected thing against the one it differs least from; their order says nothing."""
    if len(expected) != len(got):
        yield f"{what}s: expected {len(expected)}, got {len(got)}"
    left = list(got)
    for place, wanted in enumerate(expected):
        where = f"{what} {wanted.get('id', place)}"
        found = [list(compare(where, wanted, made)) for made in left]
        if found:
            best = min(range(len(found)), key=lambda at: len(found[at]))
            del left[best]
            yield from found[best]


def _tree(where: str, expected: Any, got: Any) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for key in sorted({*expected, *got}, key=str):
            yield from _tree(f"{where}.{key}", expected.get(key, "nothing"), got.get(key, "nothing"))
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield f"{where}: expected {len(expected)} rows, got {len(got)}"
        for place, (wanted, made) in enumerate(zip(expected, got, strict=False), 1):
            yield from _tree(f"{where}[{place}]", wanted, made)
    else:
        yield from _plain(where, expected, got)


def differences_in(where: str, expected: object, got: object) -> list[str]:
    """Readable differences between two trees of amounts; empty when they agree."""
    return list(_tree(where, expected, got))


def _document(where: str, expected: Json, got: Json) -> Iterator[str]:
    for key in ("kind", "date", "totals", "currency", "fx_rate"):
        yield from _tree(f"{where} {key}", expected.get(key), got.get(key))
    yield from _document_rows(f"{where} rows", expected["rows"], got["rows"])


def _document_rows(where: str, expected: list[Json], got: list[Json]) -> Iterator[str]:
    """Row by row, in any order. Where the file words its rows otherwise, what is on each account counts.

    A fee that was kept, a price that was lowered or a bundle's discount is no line of the order, and has no
    name of its own. Such rows must at least add up by themselves, so that no altered amount passes. Pieces
    that came back may be told with the discount of their sale, or at what they cost.
    """
    wanted, made = _in_order(expected), _in_order(got)
    found = list(_tree(where, wanted, made))
    if [row["text"] for row in wanted] != [row["text"] for row in made]:
        sums = _gross_by_account(wanted), _gross_by_account(made)
        if sums[0] == sums[1] and all(map(_adds_up, wanted)):
            return
    elif _pieces(wanted) == _pieces(made) and all(map(_is_back, wanted)):
        return
    yield from found


def _in_order(rows: list[Json]) -> list[Json]:
    """Sorted by what they say; a negative price of some pieces is a price of as many fewer."""
    turned = [_turned(row) for row in rows]
    return sorted(turned, key=lambda row: (row["text"], -Decimal(row["vat_rate"]), row["account"]))


def _turned(row: Json) -> Json:
    if "qty" not in row or Decimal(row["unit_price_incl"]) >= 0:
        return row
    minus = {name: str(-Decimal(row[name])) for name in ("qty", "unit_price_incl")}
    return {**row, **minus}


def _gross_by_account(rows: list[Json]) -> dict[tuple[int, Decimal], Decimal]:
    sums: dict[tuple[int, Decimal], Decimal] = {}
    for row in rows:
        key = row["account"], Decimal(row["vat_rate"])
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["gross"])
    return {key: amount for key, amount in sums.items() if amount}


def _adds_up(row: Json) -> bool:
    if "qty" not in row:
        return True
    whole = Decimal(row["qty"]) * Decimal(row["unit_price_incl"]) - Decimal(row.get("discount_amount", 0))
    return abs(whole - Decimal(row["gross"])) < Decimal("0.01")


def _pieces(rows: list[Json]) -> dict[tuple[str, int, Decimal], tuple[Decimal, Decimal]]:
    """Pieces and amount of what is called the same."""
    sums: dict[tuple[str, int, Decimal], tuple[Decimal, Decimal]] = {}
    for row in rows:
        key = row["text"], row["account"], Decimal(row["vat_rate"])
        pieces, gross = sums.get(key, (Decimal(0), Decimal(0)))
        sums[key] = pieces + Decimal(row.get("qty", 0)), gross + Decimal(row["gross"])
    return sums


def _is_back(row: Json) -> bool:
    """Given back, and adding up, whichever sign its discount has."""
    if "qty" not in row or Decimal(row["gross"]) > 0:
        return False
    discount = abs(Decimal(row.get("discount_amount", 0)))
    whole = abs(Decimal(row["qty"]) * Decimal(row["unit_price_incl"])) - discount
    return abs(whole + Decimal(row["gross"])) < Decimal("0.01")


def _voucher(where: str, expected: Json, got: Json) -> Iterator[str]:
    yield from _plain(f"{where} kind", SAME_KIND.get(expected["kind"], expected["kind"]), got["kind"])
    for key in ("date", "method"):
        yield from _plain(f"{where} {key}", expected.get(key), got.get(key))
    wanted, made = per_account(expected["rows"]), per_account(got["rows"])
    for account in sorted({*wanted, *made}):
        yield from _plain(f"{where} account {account}", wanted.get(account, 0), made.get(account, 0))
    yield from _plain(f"{where} balance", 0, sum(wanted.values()))
    yield from _tree(f"{where} write_off", _unsigned(expected), _unsigned(got))
    if "payout" in expected:
        told = as_told(expected)["payout"]
        yield from _tree(f"{where} payout", told, {**told, **got.get("payout", {})})
        yield from unfounded(expected)


def _unsigned(voucher: Json) -> list[Json]:
    """Write-offs without their sign, which the rows carry."""
    return [{**entry, "amount": abs(Decimal(entry["amount"]))} for entry in voucher.get("write_off", [])]


def per_account(rows: list[Json]) -> dict[int, Decimal]:
    """Voucher rows summed per account: debit positive, credit negative, zero left out."""
    sums: dict[int, Decimal] = {}
    for row in rows:
        amount = Decimal(row["debit"]) - Decimal(row["credit"])
        sums[row["account"]] = sums.get(row["account"], Decimal(0)) + amount
    return {account: amount for account, amount in sums.items() if amount}
