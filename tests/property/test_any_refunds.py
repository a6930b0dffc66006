"""Whatever is sold and whatever is said to be paid back: a decision, and no more given back than was sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import D0, D6, D25, DAY, line, order
from tests.golden.reading import shop_tax

from kontera.books.decision import decide
from kontera.books.order import LineKind, Refund, RefundLine
from kontera.books.policy import Policy

SKUS = ("A01", "A02", "A03", "Z99")
AMOUNTS = st.sampled_from([None, 1, 500, 4900, 9999, 10_000])
KINDS = [(LineKind.GOODS, D25), (LineKind.GOODS, D6), (LineKind.SERVICE, D25), (LineKind.GIFT_CARD, D0)]
PRICES = st.sampled_from([0, 1, 9_957, 10_000, 33_333, -3_000])

returned = st.builds(
    RefundLine,
    quantity=st.sampled_from([Decimal(0), Decimal(1), Decimal(2)]),
    sku=st.sampled_from(SKUS),
    amount_ore=AMOUNTS,
)
refunds = st.builds(
    Refund,
    key=st.just("1"),
    day=st.sampled_from([None, DAY, DAY + timedelta(days=90)]),
    amount_ore=AMOUNTS,
    lines=st.lists(returned, max_size=2).map(tuple),
    freight_ore=st.sampled_from([None, None, 0, 4900]),
    kept_ore=st.sampled_from([0, 0, 1000]),
    is_full=st.booleans(),
    by_gift_card=st.booleans(),
)


@st.composite
def sales(draw):
    """A paid order of up to four lines: goods, services, gift cards, rebates; some of it by gift card."""
    made = []
    for sku in draw(st.lists(st.sampled_from(SKUS[:3]), min_size=1, max_size=4)):
        kind, rate = draw(st.sampled_from(KINDS))
        pieces, ore = draw(st.integers(1, 3)), draw(PRICES)
        made.append(line(Decimal(ore) / 100, rate, quantity=pieces, kind=kind, sku=sku))
    sold = order(*made, freight=draw(st.sampled_from([0, 4900])))
    rounded = replace(sold, total_gross_ore=sold.total_gross_ore + draw(st.sampled_from([0, 0, 43, -43])))
    return replace(rounded, gift_card_ore=draw(st.sampled_from([0, max(rounded.total_gross_ore, 0) // 2])))


@given(sales(), st.lists(refunds, min_size=1, max_size=3), st.booleans())
def test_no_refund_breaks_the_decision_or_gives_back_more_than_was_sold_or_paid(sale, told, cash):
    keyed = tuple(replace(one, key=str(place)) for place, one in enumerate(told))
    sold = replace(sale, tax_ore=shop_tax(sale), refunds=keyed, has_refunds=True)
    decision = decide(sold, Policy(cash_method=cash), DAY)
    if decision.invoice is None:
        assert decision.held is not None
        return
    assert all(credit.invoice.total_ore <= 0 and credit.invoice.rows for credit in decision.credits)
    assert -sum(credit.invoice.total_ore for credit in decision.credits) <= sold.total_gross_ore
    back = [payment for credit in decision.credits for payment in credit.payments]
    assert sum(one.amount_ore for one in (*decision.payments, *back)) >= 0
