"""Random trade, random trouble: at rest every order is booked exactly once and the accounts agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.sync import scene

RULES = st.fixed_dictionaries(
    {
        "tax_per": st.sampled_from(["order", "line"]),
        "whole_kronor": st.booleans(),
        "on_top": st.sampled_from([False, False, True]),
    }
)
SKUS = ("T-1", "S-1", "K-1")
LINES = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(1, 5)), min_size=1, max_size=3, unique_by=lambda x: x[0]
)
ORDERS = st.fixed_dictionaries(
    {
        "lines": LINES,
        "freight": st.sampled_from(["0", "49", "39.50"]),
        "discount": st.sampled_from(["0", "0", "10", "33.33"]),
        "card": st.sampled_from(["0", "0", "40"]),
        "buyer": st.sampled_from(["anna@example.se", "berit@example.se", ""]),
        "is_paid": st.sampled_from([True, True, False]),
        "is_told": st.booleans(),
    }
)
CALLS = [
    ("fortnox", "*", ""),
    ("fortnox", "POST", "/3/customers$"),
    ("fortnox", "POST", "/3/articles$"),
    ("fortnox", "POST", "/3/orders$"),
    ("fortnox", "POST", "/3/invoices$"),
    ("fortnox", "POST", "/3/invoicepayments$"),
    ("fortnox", "PUT", "bookkeep$"),
    ("fortnox", "PUT", "createinvoice$"),
    ("fortnox", "PUT", "cancel$"),
    ("fortnox", "PUT", "credit$"),
    ("fortnox", "PUT", "/3/invoices/[0-9]+$"),
    ("fortnox", "GET", ""),
    ("quickbutik", "GET", "/orders$"),
    ("quickbutik", "GET", "/products$"),
]
KINDS = ["error_before", "error_after", "lost", "late", "too_many", "unauthorized", "broken_json"]
FAULTS = st.tuples(st.sampled_from(CALLS), st.sampled_from(KINDS), st.integers(1, 3), st.integers(1, 2))
DEATHS = st.tuples(st.sampled_from(CALLS), st.booleans())
AFTER_BOOKING = {"cancelled-after-booking", "changed-after-booking", "changed-after-sending"}


class Trade(RuleBasedStateMachine):
    """One shop, one company, and everything that can happen to them."""

    numbers = Bundle("numbers")

    def __init__(self):
        super().__init__()
        self.stage = scene.Stage()
        self.late_for = 0

    @initialize(
        target=numbers,
        end=st.sampled_from(["paid", "paid", "booked", "invoice", "order_invoice"]),
        mends=st.booleans(),
        rules=RULES,
        orders=st.lists(ORDERS, min_size=3, max_size=6),
    )
    def open(self, end, mends, rules, orders):
        self.end, self.mends = end, mends
        self.place = self.stage.open_shop(end=end, after_booking="credit" if mends else "hold")
        self.place.shop.add_product("K-1", "Kaffe", "89.50", 12)
        self.place.shop.settings.rules = replace(self.place.shop.settings.rules, **rules)
        self.place.drain()
        return multiple(*map(self._buys, orders))

    # -- what people do in the shop -----------------------------------------------------------

    @rule(target=numbers, orders=st.lists(ORDERS, min_size=1, max_size=4))
    def buy(self, orders):
        return multiple(*map(self._buys, orders))

    def _buys(self, order):
        number = self.place.buys(
            lines=[{"sku": sku, "qty": qty} for sku, qty in order["lines"]],
            shipping={"id": "1", "name": "PostNord", "price": order["freight"]},
            discount=order["discount"],
            gift_card=order["card"],
            customer={**scene.ANNA, "email": order["buyer"]},
            status="paid" if order["is_paid"] else "unpaid",
        )
        if order["is_told"] and order["is_paid"]:
            self.place.announce(number)
        return number

    @rule(number=numbers, word=st.sampled_from(["paid", "paid", "done", "cancelled"]), is_told=st.booleans())
    def move(self, number, word, is_told):
        """Paid, then sent; or called off, which is for good."""
        status = self.place.shop.orders[number].status
        if (status, word) not in {
            ("unpaid", "paid"),
            ("paid", "done"),
            ("unpaid", "cancelled"),
            ("paid", "cancelled"),
        }:
            return
        self.place.shop.set_status(number, word, webhook=False)
        if is_told:
            self.place.announce(number, {"paid": "order.new"}.get(word, f"order.{word}"))

    @rule(number=numbers, more=st.integers(1, 400), is_told=st.booleans())
    def edit(self, number, more, is_told):
        kept = self.place.shop.orders[number]
        line = kept.record["products"][0]
        line["price"] = f"{Decimal(line['price']) + more:.2f}"
        self.place.shop.recompute(kept)
        if is_told:
            self.place.announce(number, "order.done")

    @rule(number=numbers, event=st.sampled_from(["order.new", "order.done", "order.cancelled"]))
    def tell_again(self, number, event):
        self.place.announce(number, event)

    @rule(key=st.sampled_from(["999999", "x", "-"]))
    def tell_nonsense(self, key):
        self.place.announce(key)

    # -- time, work, and what goes wrong ------------------------------------------------------

    @rule(
        seconds=st.sampled_from([0, 1, 6, 12, 70, 400]),
        faults=st.lists(FAULTS, max_size=3),
        death=st.none() | DEATHS,
    )
    def work(self, seconds, faults, death):
        for (service, method, path), kind, nth, count in faults:
            self.stage.world.faults.add(
                kind, service=service, method=method, path=path, nth=nth, count=count, retry_after=0
            )
        if death is not None:
            (_service, method, path), after = death
            self.stage.wire.kill(method, path, after=after)
        self._pass(seconds)
        self._work(self.place.drain)

    def _pass(self, seconds):
        """A late write comes before "not found" is believed; longer than that nobody can wait."""
        self.late_for += seconds
        if self.late_for >= self.stage.settle_seconds:
            self.settle()
        self.stage.advance(seconds)

    @rule()
    def settle(self):
        self.late_for = 0
        self.stage.world.settle()

    @rule(number=numbers)
    def press(self, number):
        if self.place.order(number) is not None:
            self._work(lambda: self.place.press(number))

    def _work(self, work):
        """Die where it is said to, and begin anew with what is written down."""
        try:
            work()
        except scene.Killed:
            self.stage.install()

    # -- at rest ------------------------------------------------------------------------------

    def teardown(self):
        try:
            if hasattr(self, "place"):
                self._come_to_rest()
                self._check()
        finally:
            self.stage.close()

    def _come_to_rest(self):
        self.stage.world.faults.clear()
        self.stage.wire.dies = None
        self.stage.world.settle()
        self.place.handle.clear_problem()
        for _ in range(2):
            self.place.poll()
            self.place.rest()

    def _check(self):
        orders = self.place.shop.orders
        standing = self.place.standing()
        assert set(standing) == set(orders)
        papers = Counter(one["YourOrderNumber"] for one in self._in_force())
        assert max(self.place.references().values(), default=1) == 1
        booked = self._ledger_by_order()
        for number, kept in orders.items():
            self._check_order(number, kept, standing[number], papers[number], booked.get(number, {}))
        assert sum(self.place.ledger().values()) == 0
        assert len({one["Email"] for one in self.place.customers if one["Email"]}) == len(
            [one for one in self.place.customers if one["Email"]]
        )

    def _in_force(self):
        """The invoices that are no credit and were not credited."""
        papers = self.place.invoices
        return [one for one in papers if one["Credit"] != "true" and one["CreditInvoiceReference"] == "0"]

    def _check_order(self, number, kept, standing, papers, booked):
        state, problem = standing
        row = self.place.order(number)
        if state == "held":
            assert not self.mends, (number, problem, row.problem_facts)
            assert problem in AFTER_BOOKING, (number, problem, row.problem_facts, kept.record)
            assert papers <= 1
            assert sum(booked.values()) == 0
        elif kept.status == "cancelled":
            assert (state, papers, booked) == ("cancelled", 0, {})
        elif kept.status == "unpaid" and not row.asked and state == "seen":
            assert (papers, booked) == (0, {})
        else:
            assert (state, papers) == ("done", 1), (number, standing, kept.status)
            assert booked == self._predicted(row), number
            invoice = next(one for one in self._in_force() if one["YourOrderNumber"] == number)
            assert invoice["Total"] == Decimal(kept.record["total_amount"])
            assert invoice["Booked"] == (self.end in ("paid", "booked"))
            is_paid = self.end == "paid" and kept.paid is not None
            assert invoice["Balance"] == (0 if is_paid else invoice["Total"])

    def _ledger_by_order(self):
        company = self.place.company
        sums = {}
        for voucher in company.vouchers.values():
            number = voucher.reference
            if voucher.reference_type == "INVOICEPAYMENT":
                number = str(company.payments[voucher.reference]["InvoiceNumber"])
            order = company.invoices[number]["YourOrderNumber"]
            mine = sums.setdefault(order, Counter())
            for account, amount in voucher.rows:
                mine[account] += int(amount * 100)
        return {order: scene.clean(mine) for order, mine in sums.items()}

    def _predicted(self, row):
        kinds = {"paid": ("invoice", "payment"), "booked": ("invoice",)}.get(self.end, ())
        sums = Counter()
        for voucher in row.preview["vouchers"]:
            if voucher["kind"] in kinds:
                for entry in voucher["rows"]:
                    sums[entry["account"]] += scene.ore(entry["debit"]) - scene.ore(entry["credit"])
        return scene.clean(sums)


def test_at_rest_every_order_is_booked_exactly_once_and_the_accounts_agree(transactional_db):
    run_state_machine_as_test(
        Trade,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
