"""Forms of cases beside the file's own, end to end: summed days, apart from what companies buy."""

from __future__ import annotations

import pytest
from tests.golden import flow, runner
from tests.golden.test_golden_flow import SETTINGS, books, hands  # noqa: F401 - fixtures
from tests.golden.test_more_cases import LINE, base, case

DAILY = {"posting_mode": "daily_summary"}
FIRM = {"type": "company", "country": "SE"}


def abroad(number, country, rate, **more):
    """A consumer in another member state buys the usual."""
    buyer = {"type": "private", "country": country, "postcode": "10115"}
    return base(number=number, customer=buyer, lines=[{**LINE, "vat_rate": rate}], **more)


FORMS = {
    "one day": [base(), base(number="2002", payment={"method": "swish"})],
    "a company among them": [base(), base(number="2002", customer=FIRM)],
    "two days": [base(), base(number="2002", date="2026-11-12", tax_date="2026-11-12")],
    "a gift card": [base(gift_card_used={"amount": "100.00"})],
    "to other countries": [
        abroad("2001", "DE", "19"),
        abroad("2002", "DE", "19"),
        abroad("2003", "DK", "25"),
    ],
    "a refund abroad": [
        abroad("2001", "DE", "19", refund={"type": "amount", "date": "2026-11-12", "amount": "100.00"}),
        abroad("2002", "DK", "25"),
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_summed_day_books_in_the_sandbox_what_the_books_foretell(form, books):  # noqa: F811
    made = case(orders=FORMS[form], override=DAILY)
    foretold, got = runner.outcome(made, SETTINGS), flow.outcome(made, SETTINGS)
    assert got["status"] == "book"
    assert sorted(map(plain, got["vouchers"])) == sorted(map(plain, foretold["vouchers"]))
    assert got["vat_return"] == foretold["vat_return"]
    assert sorted(map(str, got["oss_return"])) == sorted(map(str, foretold["oss_return"]))
    assert bool(got["oss_return"]) == ("countr" in form or "abroad" in form)


def plain(voucher):
    rows = [(row["account"], row["debit"], row["credit"]) for row in voucher["rows"]]
    return voucher["kind"], str(voucher["date"]), sorted(rows)
