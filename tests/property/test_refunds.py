"""Refunds in any order and number: never more than the sale, each once, and what is settled is at 0."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.property.test_books import DAY, orders

from kontera.books.decision import decide
from kontera.books.order import Refund, RefundLine
from kontera.books.plan import NOTHING_EXISTS, StepKind, next_steps, perform
from kontera.books.policy import Policy

LATER = DAY + timedelta(days=400)
"""After a year's end, when the food rate is another."""
REFUSED = {"refund-exceeds-sale", "refund-line-unknown", "refund-amount-unclear"}
PICKS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=3)
REFUND = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["lines", "lines", "worn", "amount", "amount", "freight", "full", "rest"]),
        "picks": PICKS,
        "amount": st.integers(1, 300_000),
        "kept": st.sampled_from([0, 0, 0, 2900]),
        "freight": st.booleans(),
        "card": st.sampled_from([False, False, False, True]),
        "days": st.integers(0, 400),
    }
)
thorough = settings(max_examples=200, derandomize=True, deadline=None)


def refund_of(told, order, place, rest):
    """A refund as it was drawn; ``rest`` is what is left of the sale."""
    day, kind = DAY + timedelta(days=told["days"]), told["kind"]
    base = Refund(f"r{place}", day, by_gift_card=told["card"])
    if kind == "full":
        return replace(base, is_full=True, kept_ore=min(told["kept"], rest))
    if kind in ("amount", "rest"):
        return replace(base, amount_ore=rest if kind == "rest" else told["amount"])
    if kind == "freight":
        return replace(base, freight_ore=order.shipping_gross_ore or 1)
    if kind == "worn":
        pick, many = told["picks"][0]
        line = order.lines[pick % len(order.lines)]
        # Pieces at another amount than they cost, or a lowered price alone.
        quantity = Decimal(0 if told["freight"] else many)
        return replace(base, lines=(RefundLine(quantity, line.sku, line.product_key, told["amount"]),))
    lines = [order.lines[pick % len(order.lines)] for pick, _ in told["picks"]]
    pieces = zip(lines, told["picks"], strict=True)
    given_back = tuple(RefundLine(Decimal(many), one.sku, one.product_key) for one, (_, many) in pieces)
    freight = order.shipping_gross_ore if told["freight"] else None
    return replace(base, lines=given_back, freight_ore=freight)


def credited(decision):
    return -sum(credit.invoice.total_ore for credit in decision.credits)


def accepted(order, drawn, policy):
    """One refund after another; what is not understood or too large is held and left out again."""
    decision = decide(order, policy, LATER)
    assume(decision.invoice is not None and decision.invoice.total_ore > 0)
    for place, told in enumerate(drawn):
        rest = decision.invoice.total_ore - credited(decision)
        refunds = (*decision.order.refunds, refund_of(told, order, place, rest))
        tried = decide(replace(order, refunds=refunds), policy, LATER)
        if tried.held is not None:
            assert tried.held.code in REFUSED
            continue
        # What was credited before is moved by nothing that comes later.
        assert tried.credits[: len(decision.credits)] == decision.credits
        assert all(credit.invoice.rows for credit in tried.credits)
        decision = tried
        yield tried


def sums_of(decision):
    sums = Counter()
    every = (*decision.vouchers, *(one for credit in decision.credits for one in credit.vouchers))
    for voucher in every:
        assert sum(row.amount_ore for row in voucher.rows) == 0
        for row in voucher.rows:
            sums[row.account] += row.amount_ore
    return sums


@thorough
@given(orders(), st.lists(REFUND, min_size=1, max_size=6), st.booleans())
def test_credits_never_exceed_the_sale_and_every_claim_is_settled(order, drawn, cash):
    for decision in accepted(order, drawn, Policy(cash_method=cash)):
        invoice, sums = decision.invoice, sums_of(decision)
        assert 0 <= credited(decision) <= invoice.total_ore
        for credit in decision.credits:
            assert sum(one.amount_ore for one in credit.payments) == credit.invoice.total_ore
        assert sums[decision.policy.chart.receivable] == 0
        money = {one.account for one in decision.payments} | {decision.policy.chart.gift_card}
        assert sum(sums[account] for account in money) == invoice.total_ore - credited(decision)
        if credited(decision) == invoice.total_ore and not any(told["card"] for told in drawn):
            assert {sums[account] for account in money} == {0}
            # The VAT of each document is rounded by itself, half an öre at the most.
            taxes = [sums[account] for account in decision.policy.chart.output_vat.values()]
            assert all(2 * abs(ore) <= 1 + len(decision.credits) for ore in taxes)


@thorough
@given(orders(), st.lists(REFUND, min_size=1, max_size=5), st.booleans(), st.data())
def test_each_refund_is_credited_and_paid_back_once_however_often_it_is_told(order, drawn, cash, data):
    exists, made = NOTHING_EXISTS, Counter()
    known = [decide(order, Policy(cash_method=cash), LATER)]
    known += accepted(order, drawn, Policy(cash_method=cash))
    for decision in known:
        for _ in range(data.draw(st.integers(1, 3), label="told")):
            # Interrupted anywhere, it goes on where it stopped.
            cut = data.draw(st.integers(0, 8), label="cut")
            for step in next_steps("paid", decision, exists)[:cut]:
                made[step.kind, step.credit.key if step.credit else "", step.payment] += 1
                exists = perform(exists, step, "7")
    for step in next_steps("paid", known[-1], exists):
        made[step.kind, step.credit.key if step.credit else "", step.payment] += 1
        exists = perform(exists, step, "8")
    assert next_steps("paid", known[-1], exists) == ()
    assert set(made.values()) == {1}
    wanted = [credit.key for credit in known[-1].credits]
    assert [one.key for one in exists.credits] == wanted
    assert sum(kind is StepKind.CREATE_CREDIT for kind, _, _ in made) == len(wanted)
