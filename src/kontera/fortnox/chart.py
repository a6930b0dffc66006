"""The chart of accounts and what hangs on it: accounts made and woken, series, predefined accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.fortnox import registers, text, wire
from kontera.problems import Held

if TYPE_CHECKING:
    from kontera.fortnox.client import Client

_NAME = 200


def create_account(client: Client, number: int, name: str, vat_code: str = "") -> None:
    """Add an account to the chart of the current financial year.

    Guess: an account that exists already is refused without a code of its own, so look first.
    """
    body: dict[str, object] = {
        "Number": number,
        "Description": text.fit(name, _NAME) or str(number),
        "Active": True,
    }
    if vat_code:
        body["VATCode"] = vat_code
    client.post("/3/accounts", {"Account": body})


def activate_account(client: Client, number: int) -> None:
    """Wake an account that was put to rest; everything else on it stays.

    What is not sent is left unchanged, says the public API description, and also that number and name are
    in every body: both are sent where the short form is refused.
    """
    path, awake = f"/3/accounts/{number}", {"Active": True}
    try:
        client.put(path, {"Account": awake})
    except Held as refused:
        name = wire.text_at(wire.inside(client.get(path), "Account"), "Description")
        if not name:
            raise refused from None
        client.put(path, {"Account": {"Number": number, "Description": name, **awake}})


def predefined_accounts(client: Client) -> dict[str, int]:
    """Förvalda konton: name → account, 0 where none is set (Fortnox developer docs, predefinedaccounts)."""
    found = client.items("/3/predefinedaccounts", "PreDefinedAccounts")
    return {wire.text_at(raw, "Name"): int(wire.decimal_at(raw, "Account") or 0) for raw in found}


def document_series(client: Client) -> dict[str, str]:
    """Kind of document, such as ``INVOICE`` → voucher series; ``""`` where none is set."""
    found = client.items("/3/predefinedvoucherseries", "PreDefinedVoucherSeriesCollection")
    return {wire.text_at(raw, "Name"): wire.text_at(raw, "VoucherSeries") for raw in found}


def voucher_series(client: Client) -> frozenset[str]:
    """The voucher series (verifikationsserier) of the current financial year."""
    found = client.items("/3/voucherseries", "VoucherSeriesCollection")
    return frozenset(wire.text_at(raw, "Code") for raw in found)


def financial_years(client: Client) -> tuple[registers.FinancialYear, ...]:
    """Every financial year the company has."""
    found = client.items("/3/financialyears", "FinancialYears")
    return tuple(year for raw in found if (year := registers.year_of(raw)) is not None)


def lager_is_active(client: Client) -> bool:
    """Whether the Lager module is on. Takes the scope ``warehouse``; a refusal proves nothing."""
    return wire.flag_at(client.get("/api/warehouse/tenants-v4"), "activated")
