"""Refunds of every kind, end to end: the sandbox books what the books foretell."""

from __future__ import annotations

import pytest
from tests.golden import flow, runner
from tests.golden.test_golden_flow import SETTINGS, books, hands  # noqa: F401 - fixtures
from tests.golden.test_more_cases import base, case, sums

DAY = "2026-11-18"
ONE = {"type": "lines", "date": DAY, "lines": [{"sku": "A01", "qty": "1"}]}
CASH = {"bookkeeping_method": "cash"}
FORMS = {
    "an amount": (base(refund={"type": "amount", "date": DAY, "amount": "100.00"}), {}),
    "a fee is kept": (base(refund={"type": "full", "date": DAY, "return_fee": "49.00"}), {}),
    "two refunds": (base(refunds=[ONE, {"type": "full", "date": "2026-12-08"}]), {}),
    "a gift card": (base(gift_card_used={"amount": "100.00"}, refund=ONE), {}),
    "cash, in full": (base(refund={"type": "full", "date": DAY}), CASH),
    "cash, in part": (base(refund=ONE), CASH),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_refund_books_in_the_sandbox_what_the_books_foretell(form, books):  # noqa: F811
    order, override = FORMS[form]
    made = case(order, override=override)
    foretold, got = runner.outcome(made, SETTINGS), flow.outcome(made, SETTINGS)
    assert got["status"] == "book"
    assert sums(got["vouchers"]) == sums(foretold["vouchers"])
    assert len(got["documents"]) == len(foretold["documents"])
    assert got["vat_return"] == foretold["vat_return"]
