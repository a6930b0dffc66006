"""The small registers and the chart: read tolerantly, and made with what Fortnox wants."""

from __future__ import annotations

from datetime import date

import pytest
from tests.fortnox.doubles import Desk, answer, page

from kontera.fortnox import chart, registers
from kontera.problems import Disconnected, Held


def test_an_account_that_tells_little_is_in_use_and_its_vat_code_unknown():
    items = [{"Number": 3001}, {"Number": "3002", "Active": False, "VATCode": "MP2"}]
    bare, told = registers.accounts(Desk(page("Accounts", items)).client)
    assert (bare.number, bare.active, bare.vat_code) == (3001, True, None)
    assert (told.number, told.active, told.vat_code) == (3002, False, "MP2")


def test_an_account_is_made_with_its_vat_code_and_woken_without_touching_the_rest():
    desk = Desk(answer(201, {"Account": {}}), answer(201, {"Account": {}}), answer(200, {"Account": {}}))
    chart.create_account(desk.client, 3002, "Försäljning 12 % moms", "MP2")
    chart.create_account(desk.client, 1583, "Fordran Swish")
    chart.activate_account(desk.client, 3003)
    bodies = [desk.script.body(index)["Account"] for index in range(3)]
    assert bodies[0] == {
        "Number": 3002,
        "Description": "Försäljning 12 % moms",
        "Active": True,
        "VATCode": "MP2",
    }
    assert "VATCode" not in bodies[1]
    assert bodies[2] == {"Active": True}
    assert [request.method for request in desk.script.requests] == ["POST", "POST", "PUT"]
    assert desk.script.requests[2].url.path == "/3/accounts/3003"


def test_predefined_accounts_and_series_are_read_by_name_and_unset_ones_are_empty():
    accounts = [{"Name": "CUSTCLAIM", "Account": "1510"}, {"Name": "ROUNDOFF", "Account": None}]
    series = [{"Name": "INVOICE", "VoucherSeries": "B"}, {"Name": "INVOICEPAYMENT", "VoucherSeries": None}]
    desk = Desk(
        page("PreDefinedAccounts", accounts),
        page("PreDefinedVoucherSeriesCollection", series),
        page("VoucherSeriesCollection", [{"Code": "A"}, {"Code": "B"}]),
    )
    assert chart.predefined_accounts(desk.client) == {"CUSTCLAIM": 1510, "ROUNDOFF": 0}
    assert chart.document_series(desk.client) == {"INVOICE": "B", "INVOICEPAYMENT": ""}
    assert chart.voucher_series(desk.client) == {"A", "B"}


def test_all_financial_years_are_read_and_one_that_says_too_little_is_left_out():
    years = [{"Id": 2, "FromDate": "2026-01-01", "ToDate": "2026-12-31"}, {"Id": 3, "FromDate": "2027-01-01"}]
    (year,) = chart.financial_years(Desk(page("FinancialYears", years)).client)
    assert (year.first_day, year.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_mode_and_a_unit_are_made():
    desk = Desk(answer(201, {}), answer(201, {"Unit": {"Code": "par", "Description": "Par"}}))
    mode = registers.create_mode_of_payment(desk.client, "SWISH", "Swish", 1583)
    assert (mode.code, mode.account) == ("SWISH", 1583)
    assert desk.script.body(0)["ModeOfPayment"]["AccountNumber"] == "1583"
    assert registers.create_unit(desk.client, "par", "Par").name == "Par"


def test_a_cost_centre_at_rest_and_a_completed_project_are_not_active():
    centres = [{"Code": "W", "Active": "false"}, {"Code": "B", "Active": True}]
    projects = [
        {"ProjectNumber": "1", "Status": "COMPLETED"},
        {"ProjectNumber": "2", "Status": "ONGOING"},
    ]
    desk = Desk(page("CostCenters", centres), page("Projects", projects))
    assert {one.code: one.active for one in registers.cost_centres(desk.client)} == {"W": False, "B": True}
    assert {one.code: one.active for one in registers.projects(desk.client)} == {"1": False, "2": True}


@pytest.mark.parametrize(
    ("call", "envelope"),
    [
        (registers.units, "Units"),
        (registers.currencies, "Currencies"),
        (registers.price_lists, "PriceLists"),
        (registers.terms_of_delivery, "TermsOfDeliveries"),
    ],
)
def test_a_plain_register_is_read_whole(call, envelope):
    desk = Desk(page(envelope, [{"Code": "1"}], 1, 2), page(envelope, [{"Code": "2"}], 2, 2))
    assert [one.code for one in call(desk.client)] == ["1", "2"]
    assert desk.script.query(0)["limit"] == "500"


@pytest.mark.parametrize(
    ("code", "kind"), [(2000663, Disconnected), (2001101, Held), (2001103, Disconnected)]
)
def test_asking_for_one_item_tells_whether_reading_is_allowed(code, kind):
    refused = {"ErrorInformation": {"error": 1, "message": "Nej", "code": code}}
    desk = Desk(answer(403, refused))
    with pytest.raises(kind):
        registers.may_read(desk.client, "invoices")
    assert desk.script.query(0)["limit"] == "1"


def test_lager_says_whether_it_is_active():
    assert chart.lager_is_active(Desk(answer(200, {"activated": True, "tenantId": 1})).client)
    assert not chart.lager_is_active(Desk(answer(200, {"tenantId": 1})).client)
