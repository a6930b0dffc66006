"""A shop and its company with stock at both sides, for the tests of stock."""

from __future__ import annotations

import re

from tests.sync import scene

from kontera.sandbox.fortnox import stock
from kontera.sandbox.quickbutik import hands
from kontera.shops import levels
from kontera.shops.chores import plan_chores
from kontera.shops.models import EPOCH, Chore
from kontera.sync.chores import CHORES

AT_FIRST = {"T-1": 10, "S-1": 20}


class Hooked(scene.Wire):
    """A wire during whose requests something else may happen."""

    def __init__(self):
        super().__init__()
        self.hooks = []
        self.happened = 0

    def handle_request(self, request):
        self._call(request, after=False)
        response = super().handle_request(request)
        response.read()
        self._call(request, after=True)
        return response

    def _call(self, request, *, after):
        for hook in list(self.hooks):
            method, path, act, when = hook
            if when == after and method in ("*", request.method) and re.search(path, request.url.path):
                self.hooks.remove(hook)
                self.happened += 1
                act()


class Shelves:
    """Both sides' stock, moved by hand and looked at as the sandbox has it."""

    def __init__(self, stage, mode, *, tenant=None, fortnox=None, switches=None, **choices):
        if not isinstance(stage.wire, Hooked):
            stage.wire = Hooked()
            stage.install()
        self.place = stage.open_shop(tenant, switches, stock=mode, products_automatic=False, **choices)
        for number, pieces in AT_FIRST.items():
            self.shop(number, pieces)
            self.article(number, (fortnox or {}).get(number, pieces))
        self.place.drain()
        plan_chores(self.place.handle, CHORES, stage.now())
        self._rest_others()
        stage.forget()

    # -- by hand ------------------------------------------------------------------------

    def article(self, number, pieces):
        """An article with so many in stock."""
        company = self.place.company
        if number not in company.articles:
            self._found(number)
        self.fortnox(number, pieces)

    def _found(self, number):
        client = self.place.stage.ends.fortnox(self.place.handle.shop.company)
        body = {"ArticleNumber": number, "Description": number, "Type": "STOCK", "StockGoods": True}
        client.post("/3/articles", {"Article": body})

    def fortnox(self, number, pieces):
        """Somebody counts in Fortnox."""
        company = self.place.company
        with company.lock:
            here = company.articles[number]["QuantityInStock"]
            stock.move(company, number, stock.MAIN_POINT, stock=pieces - here)

    def shop(self, sku, pieces):
        """Somebody counts in the shop."""
        hands.correct_stock(self.place.shop, sku, to=pieces)

    def edit(self, sku, /, **fields):
        hands.edit_product(self.place.shop, sku, **fields)

    def during(self, method, path, act, *, after):
        """Let ``act`` happen once, just before or after a request."""
        self.place.stage.wire.hooks.append((method, path, act, after))

    def believe(self, side, *numbers):
        levels.believe(self.place.handle, numbers, side)

    def confirm(self, *numbers):
        if not numbers:
            levels.confirm_round(self.place.handle)
        for number in numbers:
            levels.confirm(self.place.handle, self.level(number))

    def press(self, side):
        levels.press(self.place.handle, side)
        self._alone()

    # -- rounds ---------------------------------------------------------------------------

    def round(self):
        """One round of stock, and those that it asks for at once."""
        levels.ask_for_stock(self.place.handle, EPOCH)
        self._alone()

    def _alone(self):
        self._rest_others()
        self.place.work()

    def _rest_others(self):
        Chore.objects.filter(shop=self.place.handle.shop).exclude(name="stock").update(due_at=None)

    def rest(self, times=6):
        """Orders and rounds until both are through."""
        for _ in range(times):
            self.place.stage.advance(61)
            self.place.rest()
            self.round()

    # -- what there is ----------------------------------------------------------------------

    def shop_level(self, sku):
        ware = self.place.shop.goods.ware(sku=sku)
        return int(ware.record["qty"])

    def fortnox_level(self, number, figure="disposable"):
        field = "DisposableQuantity" if figure == "disposable" else "QuantityInStock"
        return int(self.place.company.articles[number][field])

    def levels(self):
        """Number → (shop, Fortnox)."""
        known = levels.levels_of(self.place.handle).values_list("number", flat=True)
        numbers = sorted({*AT_FIRST, *known}, key=lambda one: one != "T-1")
        return {one: (self.shop_level(one), self.fortnox_level(one)) for one in numbers}

    def level(self, number):
        return levels.levels_of(self.place.handle).get(number=number)

    def problems(self):
        rows = levels.levels_of(self.place.handle).exclude(problem_code="")
        return dict(rows.values_list("number", "problem_code"))

    @property
    def problem(self):
        return self.place.chore("stock").problem_code

    def writes(self):
        """Levels that were written, at either side."""
        stage = self.place.stage
        calls = [*stage.calls(), *stage.calls("quickbutik")]
        return [one for one in calls if one.startswith(("PUT", "POST"))]
