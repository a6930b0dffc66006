"""The company's registers and settings, as far as they are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.fortnox import text, wire
from kontera.problems import TryLater

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json


@dataclass(frozen=True, slots=True)
class Company:
    """Who is connected. ``tenant`` is the id that tokens are fetched by (DatabaseNumber)."""

    tenant: str
    name: str
    org_number: str


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A financial year (räkenskapsår). ``accounting_method``: ACCRUAL or CASH (kontantmetoden)."""

    number: int
    first_day: date
    last_day: date
    accounting_method: str


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the chart. ``vat_code`` is ``None`` where the answer did not tell it."""

    number: int
    name: str
    active: bool
    vat_code: str | None
    needs_cost_centre: bool
    needs_project: bool


@dataclass(frozen=True, slots=True)
class Named:
    """One row of a register: its code and its name."""

    code: str
    name: str
    account: int | None = None
    active: bool = True


def company(client: Client) -> Company:
    """Name, organisation number and tenant id of the connected company."""
    raw = wire.inside(client.get("/3/companyinformation"), "CompanyInformation")
    tenant = wire.reference_at(raw, "DatabaseNumber")
    if not tenant:
        raise TryLater("fortnox-unreadable", {"fortnox": "CompanyInformation"})
    return Company(tenant, wire.text_at(raw, "CompanyName"), wire.text_at(raw, "OrganizationNumber"))


def financial_year(client: Client, day: date) -> FinancialYear | None:
    """The financial year that holds ``day``, or None when the company has not made it yet."""
    answer = client.get("/3/financialyears", {"Date": day.isoformat()})
    years = filter(None, map(year_of, wire.listed(answer, "FinancialYears")))
    return next((year for year in years if year.first_day <= day <= year.last_day), None)


def locked_until(client: Client) -> date | None:
    """The last locked day, or None. A lock may still hit a later call: some are per user or integration."""
    return wire.day_at(wire.inside(client.get("/3/settings/lockedperiod"), "LockedPeriod"), "EndDate")


def accounts(client: Client, year: FinancialYear | None = None) -> Iterator[Account]:
    """The chart of accounts, page by page; of the current year when none is given."""
    params = {"financialyear": year.number} if year else {}
    return (_account(item) for item in client.items("/3/accounts", "Accounts", params))


def ways_of_delivery(client: Client) -> tuple[Named, ...]:
    """Ways of delivery (leveranssätt): documents name them by code."""
    return tuple(map(_named, client.items("/3/wayofdeliveries", "WayOfDeliveries")))


def create_way_of_delivery(client: Client, code: str, description: str) -> Named:
    """Add a way of delivery; the code has at most 50 characters, the description 100."""
    body = {"Code": text.fit(code, 50), "Description": text.fit(description, 100) or text.fit(code, 50)}
    answer = client.post("/3/wayofdeliveries", {"WayOfDelivery": body})
    return _named(wire.inside(answer, "WayOfDelivery") or body)


def modes_of_payment(client: Client) -> tuple[Named, ...]:
    """Modes of payment (betalningssätt), each with the account that it books on."""
    return tuple(map(_named, client.items("/3/modesofpayments", "ModesOfPayments")))


def terms_of_payment(client: Client) -> tuple[Named, ...]:
    """Terms of payment (betalningsvillkor)."""
    return tuple(map(_named, client.items("/3/termsofpayments", "TermsOfPayments")))


def create_mode_of_payment(client: Client, code: str, description: str, account: int) -> Named:
    """Add a mode of payment that books on ``account``."""
    body = {"Code": code, "Description": text.fit(description, 50) or code, "AccountNumber": str(account)}
    answer = client.post("/3/modesofpayments", {"ModeOfPayment": body})
    return _named(wire.inside(answer, "ModeOfPayment") or body)


def terms_of_delivery(client: Client) -> tuple[Named, ...]:
    """Terms of delivery (leveransvillkor)."""
    return tuple(map(_named, client.items("/3/termsofdeliveries", "TermsOfDeliveries")))


def units(client: Client) -> tuple[Named, ...]:
    """Units (enheter) of articles."""
    return tuple(map(_named, client.items("/3/units", "Units")))


def create_unit(client: Client, code: str, description: str) -> Named:
    """Add a unit; the code has at most 20 characters, the description 100."""
    body = {"Code": text.fit(code, 20), "Description": text.fit(description, 100) or text.fit(code, 20)}
    answer = client.post("/3/units", {"Unit": body})
    return _named(wire.inside(answer, "Unit") or body)


def currencies(client: Client) -> tuple[Named, ...]:
    """Currencies that are registered in the company. Takes the scope ``currency``."""
    return tuple(map(_named, client.items("/3/currencies", "Currencies")))


def price_lists(client: Client) -> tuple[Named, ...]:
    """Price lists (prislistor). Takes the scope ``price``."""
    return tuple(map(_named, client.items("/3/pricelists", "PriceLists")))


def cost_centres(client: Client) -> tuple[Named, ...]:
    """Cost centres (kostnadsställen). Takes the scope ``costcenter``."""
    return tuple(map(_named, client.items("/3/costcenters", "CostCenters")))


def projects(client: Client) -> tuple[Named, ...]:
    """Projects (projekt); one that is completed is not active. Takes the scope ``project``."""
    found = client.items("/3/projects", "Projects")
    return tuple(
        Named(
            wire.text_at(raw, "ProjectNumber"),
            wire.text_at(raw, "Description"),
            active=wire.text_at(raw, "Status").upper() != "COMPLETED",
        )
        for raw in found
    )


def may_read(client: Client, path: str) -> None:
    """One item of ``/3/{path}``, only to hear whether it may be read. Raises what the refusal says."""
    client.get(f"/3/{path}", {"limit": 1})


def year_of(raw: Json) -> FinancialYear | None:
    """A financial year as Fortnox lists it; ``None`` when it says too little."""
    number, first, last = wire.decimal_at(raw, "Id"), wire.day_at(raw, "FromDate"), wire.day_at(raw, "ToDate")
    if number is None or first is None or last is None:
        return None
    return FinancialYear(int(number), first, last, wire.text_at(raw, "AccountingMethod").upper())


def _account(raw: Json) -> Account:
    return Account(
        number=int(wire.decimal_at(raw, "Number") or 0),
        name=wire.text_at(raw, "Description"),
        active=_in_use(raw),
        vat_code=wire.text_at(raw, "VATCode") if "VATCode" in raw else None,
        needs_cost_centre=wire.text_at(raw, "CostCenterSettings") == "MANDATORY",
        needs_project=wire.text_at(raw, "ProjectSettings") == "MANDATORY",
    )


def _named(raw: Json) -> Named:
    account = wire.decimal_at(raw, "AccountNumber")
    number = int(account) if account else None
    return Named(wire.text_at(raw, "Code"), wire.text_at(raw, "Description"), number, _in_use(raw))


def _in_use(raw: Json) -> bool:
    """What a register does not tell of is in use."""
    return wire.flag_at(raw, "Active") if raw.get("Active") is not None else True
