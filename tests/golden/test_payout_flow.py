"""Payouts of every form end to end: what the books foretell of a case is what the sandbox then has."""

from __future__ import annotations

import copy

import pytest
from tests.golden import flow, runner
from tests.golden.test_golden_flow import CASES, SETTINGS, books, hands  # noqa: F401 - fixtures
from tests.golden.test_more_cases import PAYOUT, base, case, sums


def told(gross, fee, fee_vat, net, **more):
    return {"currency": "SEK", "gross": gross, "fee": fee, "fee_vat": fee_vat, "net": net, **more}


BATCH = case(
    vouchers=[{**PAYOUT, "payout": told("1098.00", "20.00", "5.00", "1073.00")}],
    orders=[base(), base(number="2002", date="2026-11-12", tax_date="2026-11-12")],
)
TWO_PAYOUTS = case(
    vouchers=[
        {**PAYOUT, "payout": told("549.00", "20.00", "5.00", "524.00")},
        {**PAYOUT, "method": "stripe", "payout": told("549.00", "9.29", "0.00", "539.71")},
    ],
    orders=[base(), base(number="2002", payment={"method": "stripe"})],
)
REVERSE_CHARGE = case(
    order=base(payment={"method": "stripe"}),
    vouchers=[{**PAYOUT, "method": "stripe", "payout": told("549.00", "9.29", "0.00", "539.71")}],
    override={"fee_vat": {"stripe": "eu_reverse_charge"}},
)
OTHERS = [
    case(
        order=base(payment={"method": method}),
        vouchers=[{**PAYOUT, "method": method, "payout": told("549.00", "9.00", vat, net)}],
    )
    for method, vat, net in [
        ("qliro", "2.25", "537.75"),
        ("svea", "2.25", "537.75"),
        ("paypal", "0.00", "540.00"),
        ("swish", "0.00", "540.00"),
        ("card", "0.00", "540.00"),
    ]
]
BACK = {"type": "lines", "date": "2026-11-18", "lines": [{"sku": "A01", "qty": "1"}]}
REFUND_INSIDE = case(
    vouchers=[{**PAYOUT, "payout": told("848.00", "20.00", "5.00", "823.00")}],
    orders=[base(refund=BACK), base(number="2002", date="2026-11-12", tax_date="2026-11-12")],
)
REFUNDS_INSIDE = case(
    vouchers=[{**PAYOUT, "payout": told("449.00", "20.00", "5.00", "424.00")}],
    orders=[
        base(refund={"type": "full", "date": "2026-11-16"}),
        base(number="2002", refunds=[{"type": "amount", "date": "2026-11-18", "amount": "100.00"}]),
    ],
)
REFUND_IN_THE_NEXT = case(
    vouchers=[
        {**PAYOUT, "payout": told("549.00", "20.00", "5.00", "524.00")},
        {**PAYOUT, "date": "2026-11-27", "payout": told("299.00", "10.00", "2.50", "286.50")},
    ],
    orders=[
        base(refund={**BACK, "date": "2026-11-24"}),
        base(number="2002", date="2026-11-23", tax_date="2026-11-23"),
    ],
)
CARD_REFUND_INSIDE = case(
    vouchers=[{**PAYOUT, "payout": told("848.00", "20.00", "5.00", "823.00")}],
    orders=[base(gift_card_used={"amount": "100.00"}, refund=BACK), base(number="2002")],
)
GIFT_CARD = case(
    order=base(gift_card_used={"amount": "100.00"}),
    vouchers=[{**PAYOUT, "payout": told("449.00", "20.00", "5.00", "424.00")}],
)
FORMS = {
    "two orders in one batch": BATCH,
    "two providers": TWO_PAYOUTS,
    "reverse charge": REVERSE_CHARGE,
    "gift card and klarna": GIFT_CARD,
    "a refund in the batch": REFUND_INSIDE,
    "refunds in the batch": REFUNDS_INSIDE,
    "a refund in the next batch": REFUND_IN_THE_NEXT,
    "a gift card's refund in the batch": CARD_REFUND_INSIDE,
    **{one["order"]["payment"]["method"]: one for one in OTHERS},
}


def euro(bank=None):
    order = base(currency="EUR", fx_rate="10.9635", payment={"method": "stripe"},
                 customer={"type": "private", "country": "DE", "postcode": "10115"})  # fmt: skip
    order["lines"][0]["vat_rate"] = "19"
    amounts = told("549.00", "9.00", "0.00", "540.00", currency="EUR", fx_rate="11.0000")
    amounts |= {"bank_sek": bank} if bank else {}
    return case(order, [{**PAYOUT, "method": "stripe", "payout": amounts}])


def compared(one):
    """What the books foretell, as the expectation; and what the sandbox has."""
    foretold = runner.outcome(copy.deepcopy(one), SETTINGS)
    wanted = {**copy.deepcopy(one), "expect": {**foretold, "findings": []}}
    return wanted, flow.outcome(copy.deepcopy(one), CASES["settings"])


@pytest.mark.parametrize("form", FORMS)
def test_a_payout_of_every_form_is_booked_as_it_is_foretold(form, books):  # noqa: F811
    wanted, got = compared(FORMS[form])
    assert flow.differences(wanted, SETTINGS, got) == []
    assert not {1580, 1581, 1582, 1583, 1584, 1585, 1586} & set(sums(got["vouchers"]))


@pytest.mark.parametrize(("bank", "difference"), [(None, 3960), ("5900.00", 7960)])
def test_a_payout_in_euro_leaves_its_difference_as_gain_or_loss(bank, difference, books):  # noqa: F811
    wanted, got = compared(euro(bank))
    assert flow.differences(wanted, SETTINGS, got) == []
    rows = sums(got["vouchers"])
    assert 1582 not in rows
    assert difference in rows


def test_a_report_that_says_other_sums_than_its_lines_is_held_and_differs(books):  # noqa: F811
    one = copy.deepcopy(BATCH)
    one["expect"]["vouchers"][0]["payout"]["net"] = "1072.99"
    got = flow.outcome(one, CASES["settings"])
    assert got["status"].startswith("payout held payout-does-not-add-up")
    assert [voucher["kind"] for voucher in got["vouchers"]].count("payout") == 0
