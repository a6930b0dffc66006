"""Comparing what a case expects with what was made, per account, with readable differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


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
    for name in ("oss_return", "periodic_summary"):
        found += _tree(name, expected.get(name, []), got.get(name, []))
    return found


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
    for key in ("kind", "date", "rows", "totals", "currency", "fx_rate"):
        yield from _tree(f"{where} {key}", expected.get(key), got.get(key))


def _voucher(where: str, expected: Json, got: Json) -> Iterator[str]:
    for key in ("kind", "date", "method"):
        yield from _plain(f"{where} {key}", expected.get(key), got.get(key))
    wanted, made = per_account(expected["rows"]), per_account(got["rows"])
    for account in sorted({*wanted, *made}):
        yield from _plain(f"{where} account {account}", wanted.get(account, 0), made.get(account, 0))
    yield from _plain(f"{where} balance", 0, sum(wanted.values()))
    yield from _tree(f"{where} write_off", _unsigned(expected), _unsigned(got))
    if "payout" in expected:
        yield from _tree(
            f"{where} payout", expected["payout"], {**expected["payout"], **got.get("payout", {})}
        )


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
