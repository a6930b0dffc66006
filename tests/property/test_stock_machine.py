"""Random trade at both sides, random trouble: at rest both sides show what was really left."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from tests.sync import scene, shelves

SKUS = ("T-1", "S-1")
PLENTY = 1000
ORDERS = st.tuples(
    st.sampled_from(SKUS), st.integers(1, 5), st.sampled_from([True, True, False]), st.booleans()
)
"""SKU, pieces, whether paid, whether the webhook comes."""
COUNTS = st.tuples(
    st.sampled_from(SKUS), st.integers(-9, 9).filter(bool), st.sampled_from(["shop", "fortnox"])
)
WORDS = ("paid", "done", "cancelled")
MOVES = {("unpaid", "paid"), ("paid", "done"), ("unpaid", "cancelled"), ("paid", "cancelled")}
ALL_CALLS = [("*", ""), ("GET", "/orders$"), ("GET", "/products$"), ("GET", "/3/articles$")]
WRITES = [("PUT", "/products$"), ("PUT", "/3/articles/"), ("POST", "/3/invoices$"), ("PUT", "bookkeep$")]
DURING = st.tuples(st.sampled_from(ALL_CALLS + WRITES), st.booleans(), ORDERS)
DEATHS = st.tuples(st.sampled_from(ALL_CALLS + WRITES + WRITES), st.booleans())
FAULTS = st.tuples(
    st.sampled_from(ALL_CALLS + WRITES + WRITES),
    st.sampled_from(["error_before", "error_after", "lost", "too_many", "broken_json"]),
    st.integers(1, 3),
)


class Trade(RuleBasedStateMachine):
    """One shop and one company that sell the same things."""

    def __init__(self):
        super().__init__()
        self.stage = scene.Stage()
        self.left = Counter(dict.fromkeys(SKUS, PLENTY))
        self.placed = {}
        self.is_down = False
        """The worker died; people go on buying, but nobody counts until it looks again."""

    @initialize(
        mode=st.sampled_from(["both", "both", "fortnox", "shop"]),
        end=st.sampled_from(["paid", "booked", "invoice", "order_invoice"]),
        at_payment=st.sampled_from([False, False, True]),
        at_booking=st.booleans(),
        figure=st.sampled_from(["disposable", "in_stock"]),
    )
    def open(self, mode, end, at_payment, at_booking, figure):
        self.mode, self.figure = mode, figure
        booked = end in ("paid", "booked")
        switches = {"stock_moves_at": "bookkeep" if at_booking and booked else "save"}
        self.both = shelves.Shelves(
            self.stage, mode, switches=switches, end=end, stock_figure=figure, stock_drop=100
        )
        self.place = self.both.place
        self.place.shop.settings.stock_moves_at = "paid" if at_payment else "placed"
        for sku in SKUS:
            self.both.shop(sku, PLENTY)
            self.both.fortnox(sku, PLENTY)
        self.both.round()
        self._teach()

    def _teach(self):
        """A few quiet sales: when each side hears of them is learned, not known."""
        for _ in range(2):
            number = self.place.buys("T-1", 2, status="unpaid")
            self.placed[number] = "T-1", 2
            self.both.round()
            self.place.shop.set_status(number, "paid", webhook=False)
            self.both.rest(1)
        for _ in range(2):
            number = self.place.buys("T-1", 2, status="paid")
            self.placed[number] = "T-1", 2
            self.both.round()
            self.place.shop.set_status(number, "cancelled", webhook=False)
            self.both.round()

    # -- what people do -------------------------------------------------------------------------

    def _buys(self, order):
        sku, pieces, is_paid, is_told = order
        number = self.place.buys(sku, pieces, status="paid" if is_paid else "unpaid")
        self.placed[number] = sku, pieces
        if is_paid and is_told:
            self.place.announce(number)

    def _moves(self, which, word, is_told):
        """Some order is paid, sent or called off."""
        if not self.placed:
            return
        number = list(self.placed)[which % len(self.placed)]
        status = self.place.shop.orders[number].status
        if (status, word) in MOVES:
            self.place.shop.set_status(number, word, webhook=False)
            if is_told:
                self.place.announce(number, "order.new" if word == "paid" else f"order.{word}")

    def _counts(self, sku, by, side):
        """Somebody counts, or sells elsewhere, or a delivery comes."""
        if side == "shop":
            self.both.shop(sku, self.both.shop_level(sku) + by)
        else:
            self.both.fortnox(sku, int(self.place.company.articles[sku]["QuantityInStock"]) + by)
        if self.mode in (side, "both"):
            self.left[sku] += by

    @rule(
        counts=st.lists(COUNTS, min_size=1, max_size=3),
        orders=st.lists(ORDERS, max_size=2),
        moves=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(WORDS), st.booleans()), max_size=2),
        is_drained=st.booleans(),
    )
    def trade(self, counts, orders, moves, is_drained):
        for order in orders:
            self._buys(order)
        for count in counts if not self.is_down else ():
            self._counts(*count)
        for move in moves:
            self._moves(*move)
        if is_drained:
            self._work(self.place.drain)

    # -- work, and what goes wrong --------------------------------------------------------------

    @rule(
        seconds=st.sampled_from([0, 1, 4, 31, 70]),
        during=st.lists(DURING, max_size=3),
        fault=st.none() | st.none() | FAULTS,
        death=st.none() | st.none() | DEATHS,
    )
    def work(self, seconds, during, fault, death):
        self.stage.advance(seconds)
        for (method, path), after, order in during:
            self.both.during(method, path, lambda order=order: self._buys(order), after=after)
        if fault is not None:
            (method, path), kind, nth = fault
            self.stage.world.faults.add(kind, method=method, path=path, nth=nth, count=1, retry_after=0)
        if death is not None:
            (method, path), after = death
            self.stage.wire.kill(method, path, after=after)
        self.is_down = False
        self._work(self.both.round)
        self.stage.wire.hooks.clear()
        self.stage.wire.dies = None

    def _work(self, work):
        try:
            work()
        except scene.Killed:
            self.stage.install()
            self.is_down = True

    # -- at rest ------------------------------------------------------------------------------

    def teardown(self):
        try:
            if hasattr(self, "both"):
                self._come_to_rest()
                self._check()
        finally:
            self.stage.close()

    def _come_to_rest(self):
        self.stage.world.faults.clear()
        self.stage.wire.dies = None
        self.stage.wire.hooks.clear()
        self.place.handle.clear_problem()
        for number, kept in self.place.shop.orders.items():
            if kept.status == "unpaid":
                self.place.shop.set_status(number, "paid", webhook=False)
        self.both.rest()

        self._settle_doubts()

    def _settle_doubts(self):
        """Whoever counted says so, where a credit would explain the count as well."""
        doubts = [one for one, code in self.both.problems().items() if code == "stock-credit-or-count"]
        if doubts:
            self.both.believe("counted", *doubts)
            self.both.rest(2)

    def _check(self):
        assert self.both.problems() == {}
        for sku in SKUS:
            told = (self.both.shop_level(sku), self.both.fortnox_level(sku, self.figure))
            assert told == (self._really(sku), self._really(sku) - self._uncredited(sku)), sku
        self.stage.forget()
        self.both.round()
        assert self.both.writes() == []

    def _really(self, sku):
        """What is left when everything has been counted once."""
        sold = [
            pieces
            for number, (what, pieces) in self.placed.items()
            if what == sku and self.place.shop.orders[number].status != "cancelled"
        ]
        return self.left[sku] - sum(sold)

    def _uncredited(self, sku):
        """Called off after it was booked: Fortnox has it until somebody credits the invoice."""
        return sum(
            pieces
            for number, (what, pieces) in self.placed.items()
            if what == sku
            and self.place.shop.orders[number].status == "cancelled"
            and any(one["YourOrderNumber"] == number for one in self.place.invoices)
        )


def test_at_rest_both_sides_show_what_is_really_left(transactional_db):
    run_state_machine_as_test(
        Trade,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
