"""What must hold for every order, whatever it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kontera.books.decision import decide
from kontera.books.documents import invoice_for
from kontera.books.money import allocate, line_ore, vat_of
from kontera.books.order import Buyer, Line, LineKind, Order, Status
from kontera.books.plan import NOTHING_EXISTS, End, Exists, Paid, StepKind, next_steps, perform
from kontera.books.policy import Policy
from kontera.books.proof import prove
from kontera.books.split import split_order
from kontera.problems import Held

DAY = date(2026, 11, 10)
LEAST_LEFT = 10_000
"""Öre of goods that a discount leaves, unless it takes everything."""
RATES = [Decimal(25), Decimal(12), Decimal(6), Decimal(0)]
calm = settings(max_examples=120, derandomize=True, deadline=None)
many = settings(max_examples=300, derandomize=True, deadline=None)


@st.composite
def lines(draw, least=1, most=6, *, distinct=False):
    priced = st.tuples(st.integers(1, 5), st.integers(0, 250_000), st.sampled_from(RATES))
    key = (lambda each: each[0] * each[1]) if distinct else None
    drawn = draw(st.lists(priced, min_size=least, max_size=most, unique_by=key))
    return tuple(
        Line(f"Vara {place}", Decimal(quantity), unit, rate, sku=f"A{place}", product_key=str(place))
        for place, (quantity, unit, rate) in enumerate(drawn)
    )


def total_of(order):
    goods = sum(line_ore(line.quantity, line.unit_gross_ore) for line in order.lines)
    return goods - order.discount_gross_ore + order.shipping_gross_ore + order.fee_gross_ore


def an_order(sold, *, freight=0, discount=0, fee=0, method="klarna", rounding=0, card=0):
    order = Order(
        number="1001",
        status=Status.PAID,
        currency="SEK",
        ordered_day=DAY,
        paid_day=DAY,
        delivered_day=None,
        buyer=Buyer(email="anna@example.com"),
        lines=sold,
        shipping_gross_ore=freight,
        discount_gross_ore=discount,
        fee_gross_ore=fee,
        total_gross_ore=0,
        tax_ore=None,
        payment_method=method,
    )
    order = replace(order, total_gross_ore=total_of(order) + rounding)
    return replace(order, gift_card_ore=min(card, order.total_gross_ore), tax_ore=tax_per_order(order))


@st.composite
def orders(draw, *, distinct=False):
    sold = draw(lines(distinct=distinct))
    goods = sum(line_ore(line.quantity, line.unit_gross_ore) for line in sold)
    # Goods of a few öre are too coarse a measure to split a freight by: such an order may be held.
    left = draw(st.integers(LEAST_LEFT, goods)) if goods > LEAST_LEFT else goods
    return an_order(
        sold,
        freight=draw(st.sampled_from([0, 2900, 4900, 5901])) if goods else 0,
        discount=draw(st.sampled_from([0, goods - left, goods])),
        fee=draw(st.sampled_from([0, 0, 2900])) if goods else 0,
        card=draw(st.sampled_from([0, 0, 0, 10_000])),
    )


# A shop's own arithmetic: exact parts, rounded per order or per row. Shares no code with the books.


def exact_parts(order, freight_rate=None):
    """(gross, rate) of every line after discount, and of the freight and fee shares."""
    grosses = [Fraction(line.quantity) * line.unit_gross_ore for line in order.lines]
    goods = sum(grosses)
    left = 1 - Fraction(order.discount_gross_ore, goods) if goods else Fraction(1)
    parts = [(gross * left, Fraction(line.rate)) for gross, line in zip(grosses, order.lines, strict=True)]
    weights = [gross for gross, _ in parts] if left and goods else grosses
    whole = sum(weights)
    for amount, flat in ((order.shipping_gross_ore, freight_rate), (order.fee_gross_ore, None)):
        if amount and flat is not None:
            parts.append((Fraction(amount), Fraction(flat)))
        elif amount and whole:
            shares = [amount * weight / whole for weight in weights]
            parts += [(share, Fraction(line.rate)) for share, line in zip(shares, order.lines, strict=True)]
    return parts


def half_up(amount):
    return int(amount + Fraction(1, 2))


def tax_per_order(order, freight_rate=None):
    return half_up(sum(gross * rate / (100 + rate) for gross, rate in exact_parts(order, freight_rate)))


def tax_per_line(order, freight_rate=None):
    parts = exact_parts(order, freight_rate)
    goods, rest = parts[: len(order.lines)], parts[len(order.lines) :]
    tax = sum(half_up(gross * rate / (100 + rate)) for gross, rate in goods)
    return tax + half_up(sum(gross * rate / (100 + rate) for gross, rate in rest))


def per_account(vouchers):
    sums: dict[int, int] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            sums[row.account] = sums.get(row.account, 0) + row.amount_ore
    return {account: amount for account, amount in sums.items() if amount}


@calm
@given(orders(), st.booleans())
def test_every_voucher_sums_to_zero_and_every_order_books_its_total(order, cash):
    decision = decide(order, Policy(cash_method=cash), DAY)
    assume(decision.held is None)
    assert all(sum(row.amount_ore for row in voucher.rows) == 0 for voucher in decision.vouchers)
    assert decision.invoice.total_ore == order.total_gross_ore
    assert sum(row.gross_ore for row in decision.invoice.rows) == order.total_gross_ore
    assert sum(payment.amount_ore for payment in decision.payments) == order.total_gross_ore


@calm
@given(orders())
def test_the_receivable_returns_to_zero_when_an_order_is_paid(order):
    decision = decide(order, Policy(), DAY)
    assume(decision.held is None)
    assert 1510 not in per_account(decision.vouchers)


@calm
@given(orders(), st.integers(1, 99))
def test_the_cash_method_books_the_same_sales_and_vat_as_the_invoice_method(order, part):
    order = replace(order, gift_card_ore=order.total_gross_ore * part // 100)
    accrual = decide(order, Policy(), DAY)
    cash = decide(order, Policy(cash_method=True), DAY)
    assume(accrual.held is None)
    assert per_account(cash.vouchers) == per_account(accrual.vouchers)


@calm
@given(orders())
def test_the_vat_of_every_rate_is_within_half_an_ore_of_the_exact(order):
    invoice = invoice_for(order, Policy(), DAY)
    for total in invoice.rates:
        exact = Fraction(total.gross_ore) * Fraction(total.rate) / (100 + Fraction(total.rate))
        assert abs(total.vat_ore - exact) <= Fraction(1, 2)
        assert total.base_ore + total.vat_ore == total.gross_ore
    assert invoice.net_ore + invoice.vat_ore + invoice.rounding_ore == invoice.total_ore


@calm
@given(orders())
def test_the_net_of_every_account_is_within_an_ore_of_the_exact(order):
    invoice = invoice_for(order, Policy(), DAY)
    decision = decide(order, Policy(), DAY)
    assume(decision.held is None and invoice.total_ore)
    exact: dict[int, Fraction] = {}
    for row in invoice.rows:
        net = Fraction(row.gross_ore) * 100 / (100 + Fraction(row.rate))
        exact[row.account] = exact.get(row.account, Fraction(0)) + net
    booked = per_account(decision.vouchers[:1])
    assert all(abs(-booked.get(account, 0) - net) < 2 for account, net in exact.items())


@calm
@given(orders(distinct=True), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter_for_the_vouchers(order, shuffler):
    """Lines of unlike amounts: for like ones the convention gives a left-over öre to the earlier line."""
    shuffled = list(order.lines)
    shuffler.shuffle(shuffled)
    other = replace(order, lines=tuple(shuffled))
    one, two = (decide(each, Policy(), DAY) for each in (order, other))
    assert one.status == two.status
    assert per_account(one.vouchers) == per_account(two.vouchers)


@calm
@given(st.integers(-500_000, 500_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=9))
def test_splitting_an_amount_loses_nothing_and_misses_no_share_by_an_ore(amount, weights):
    assume(any(weights))
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    assert all(
        abs(part - Fraction(amount * weight, whole)) < 1 for part, weight in zip(parts, weights, strict=True)
    )
    assert allocate(-amount, weights) == [-part for part in parts]


@calm
@given(orders())
def test_splitting_a_discount_loses_nothing_and_makes_no_line_negative(order):
    rates = [line.rate for line in order.lines]
    split = split_order(order, rates, None)
    assert sum(split.discounts) == order.discount_gross_ore
    assert all(0 <= off <= gross for off, gross in zip(split.discounts, split.grosses, strict=True))
    assert sum(part for _, part in split.freight) == order.shipping_gross_ore
    assert sum(part for _, part in split.fee) == order.fee_gross_ore


@calm
@given(orders(), st.sampled_from(list(End)), st.booleans(), st.integers(0, 6))
def test_a_plan_that_was_performed_leaves_nothing_to_do_wherever_it_was_cut(order, end, cash, cut):
    decision = decide(order, Policy(cash_method=cash, zero_orders="document"), DAY)
    assume(decision.held is None)
    exists = NOTHING_EXISTS
    for step in next_steps(end, decision, exists)[:cut]:
        exists = perform(exists, step, "7")
    for step in next_steps(end, decision, exists):
        exists = perform(exists, step, "8")
    assert next_steps(end, decision, exists) == ()


existing = st.builds(
    Exists,
    order_number=st.sampled_from(["", "1"]),
    invoice_number=st.sampled_from(["", "2"]),
    booked=st.booleans(),
    payments=st.sampled_from([(), (Paid("rest", "3"),), (Paid("rest", "3", booked=True),)]),
)


@calm
@given(orders(), existing, st.sampled_from(list(End)))
def test_a_cancelled_order_never_makes_or_books_anything(order, exists, end):
    decision = decide(replace(order, status=Status.CANCELLED), Policy(), DAY)
    kinds = {step.kind for step in next_steps(end, decision, exists)}
    assert kinds <= {StepKind.CANCEL_INVOICE, StepKind.CANCEL_ORDER, StepKind.HOLD}
    assert StepKind.CANCEL_INVOICE not in kinds or not (exists.booked or exists.payments)


def proven(read):
    """The order as it is proven, or nothing when it is held; for no other reason than its VAT."""
    try:
        return prove(read, Policy()).order
    except Held as problem:
        held = problem
    assert held.code in ("vat-not-proven", "product-without-vat")
    return None


def booking(order):
    """What an order books, per account and rate: all that the proof decides."""
    invoice = invoice_for(order, Policy(), DAY)
    sums: dict[tuple[int, Decimal], int] = {}
    for row in invoice.rows:
        key = (row.account, row.rate)
        sums[key] = sums.get(key, 0) + row.gross_ore
    return {key: amount for key, amount in sums.items() if amount}, order.gift_card_ore


taxes = st.sampled_from([tax_per_order, tax_per_line])


@many
@given(orders(), taxes)
def test_an_order_with_known_rates_is_proven_however_the_shop_rounds_its_vat(order, tax):
    order = replace(order, tax_ore=tax(order), gift_card_ore=0)
    assert booking(prove(order, Policy()).order) == booking(order)


@many
@given(orders(), taxes, st.sets(st.integers(0, 5), min_size=1, max_size=3))
def test_unknown_rates_are_proven_true_or_held_and_never_booked_otherwise(order, tax, unknown):
    order = replace(order, tax_ore=tax(order), gift_card_ore=0)
    read = replace(
        order,
        lines=tuple(
            replace(line, rate=None) if place in unknown else line for place, line in enumerate(order.lines)
        ),
    )
    found = proven(read)
    assert found is None or booking(found) == booking(order)


@many
@given(lines(least=5, most=8), taxes)
def test_many_unknown_rates_are_proven_true_or_held_and_never_booked_otherwise(sold, tax):
    order = an_order(sold, freight=4900 if sum(line.unit_gross_ore for line in sold) else 0)
    order = replace(order, tax_ore=tax(order))
    read = replace(order, lines=tuple(replace(line, rate=None) for line in sold))
    found = proven(read)
    assert found is None or booking(found) == booking(order)


@many
@given(lines(most=4), taxes, st.sampled_from([4900, 9900]))
def test_freight_at_a_flat_rate_is_proven_true_or_held(sold, tax, freight):
    assume(any(line.unit_gross_ore for line in sold))
    order = an_order(sold, freight=freight)
    order = replace(order, tax_ore=tax(order, Decimal(25)))
    true = replace(order, freight_rate=Decimal(25))
    follows = sum(vat_of(row.gross_ore, row.rate) for row in invoice_for(order, Policy(), DAY).rows)
    assume(abs(follows - order.tax_ore) > len(sold) + 4)
    found = proven(order)
    assert found is None or booking(found) == booking(true)


@many
@given(lines(most=4), taxes, st.integers(5_000, 60_000))
def test_a_gift_card_shown_as_a_discount_is_proven_true_or_held(sold, tax, card):
    taxed = an_order(sold)
    assume(card <= taxed.total_gross_ore)
    stated = tax(taxed)
    shown = replace(
        taxed, discount_gross_ore=card, total_gross_ore=taxed.total_gross_ore - card, tax_ore=stated
    )
    if abs(tax_per_order(shown) - stated) <= len(sold) + 4:
        return
    found = proven(shown)
    assert found is None or booking(found) == booking(replace(taxed, gift_card_ore=card))


@st.composite
def net_orders(draw):
    """A tax-on-top order, with the VAT and total its shop worked out per order or per row."""
    sold = tuple(
        replace(line, unit_net_ore=line.unit_gross_ore, unit_gross_ore=0) for line in draw(lines(most=5))
    )
    nets = [line_ore(line.quantity, line.unit_net_ore) for line in sold]
    parts = [Fraction(net) * Fraction(line.rate) / 100 for net, line in zip(nets, sold, strict=True)]
    tax = half_up(sum(parts)) if draw(st.booleans()) else sum(half_up(part) for part in parts)
    return replace(an_order(()), lines=sold, total_gross_ore=sum(nets) + tax, tax_ore=tax, tax_on_top=True)


@many
@given(net_orders())
def test_a_tax_on_top_order_comes_out_at_the_shops_total_with_price_times_quantity(order):
    proof = prove(order, Policy())
    invoice = invoice_for(proof.order, Policy(), DAY)
    assert proof.hypothesis == "plain"
    assert invoice.total_ore == order.total_gross_ore
    assert abs(invoice.vat_ore - order.tax_ore) <= len(order.lines)
    assert invoice.rounding_ore == 0
    for row, line in zip(invoice.rows, order.lines, strict=True):
        assert row.quantity == line.quantity
        assert row.discount_ore >= 0
        assert line_ore(row.quantity, row.unit_gross_ore) - row.discount_ore == row.gross_ore


@calm
@given(orders())
def test_proving_a_proven_order_changes_nothing(order):
    try:
        proven = prove(replace(order, gift_card_ore=0), Policy()).order
    except Held:
        return
    assert prove(proven, Policy()).order == proven


@calm
@given(orders(), st.integers(-20, 20))
def test_gift_cards_and_odd_totals_never_break_the_decision(order, extra):
    odd = replace(order, total_gross_ore=order.total_gross_ore + 10 * extra, lines=(*order.lines, GIFT_CARD))
    odd = replace(odd, total_gross_ore=odd.total_gross_ore + 50_000)
    decision = decide(odd, Policy(), DAY)
    if decision.held is None:
        assert per_account(decision.vouchers).get(2421, 0) == -50_000 + order.gift_card_ore
    else:
        assert decision.vouchers == ()


GIFT_CARD = Line("Presentkort", Decimal(1), 50_000, None, LineKind.GIFT_CARD)
