"""Everything that is remembered about one shop, and nothing about another.

Rooms outside ``shops`` reach the tables only through a ``Handle`` (or, aloud, through
``across``), so a query that forgets its shop cannot be written.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from kontera.choices import Choices
from kontera.problems import Disconnected
from kontera.shops.chores import replan_chores
from kontera.shops.models import EPOCH, Company, Delivery, Event, Link, Member, Note, Order, Product, Shop
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

EVENT_KEY_LENGTH = 60
_SAID = ["raw", "raw_digest", "rates", "read_at", "status", "ordered_day", "total_ore", "currency", "buyer"]
_MADE = ["payment_method", "preview", "problem_code", "problem_facts", "evidence"]
_READ_FIELDS = ["state", "urgency", "due_at", "attempts", "asked", *_SAID, *_MADE]


def digest_of(raw: Mapping[str, Any]) -> str:
    """A fingerprint of JSON content, independent of key order."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()


class Handle:
    """The tables, seen from one shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    @property
    def company_id(self) -> int:
        """The Fortnox company of the shop; a shop without one must be connected first."""
        if self.shop.company_id is None:
            raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
        return self.shop.company_id

    @property
    def choices(self) -> Choices:
        return Choices(self.shop.choices)

    def reread_choices(self) -> None:
        """The choices as they are now: a person may have changed them since the shop was read."""
        self.shop.refresh_from_db(fields=["choices"])

    def save_choices(self, values: Mapping[str, Any]) -> None:
        """Store choices (already checked) and let waiting orders be thought through again."""
        self.shop.choices = dict(values)
        self.shop.save(update_fields=["choices"])

    # -- the shop itself --------------------------------------------------------

    def rename(self, name: str) -> None:
        self._keep(name=name)

    def replace_key(self, key: str) -> None:
        """A new Quickbutik key; what was disconnected is tried again."""
        self.shop.quickbutik_key = key
        self.shop.save(update_fields=["quickbutik_key"])
        self.clear_problem()

    def move_to(self, company: Company) -> None:
        """Keep the books of this shop in another Fortnox company from now on."""
        self._keep(company=company)
        self.clear_problem()

    def pause(self, *, on: bool) -> None:
        """Go on reading orders, but send nothing."""
        self._keep(paused=on)

    def be_careful(self, *, on: bool) -> None:
        """Look for our reference before every first sending."""
        self._keep(careful=on)

    # -- orders -----------------------------------------------------------------

    def orders(self) -> QuerySet[Order]:
        return Order.objects.filter(shop=self.shop)

    def order(self, number: str) -> Order | None:
        return self.orders().filter(number=number).first()

    def due_orders(self, limit: int, *, now: datetime | None = None) -> list[Order]:
        """Due orders, most urgent first. Their previews are large, seldom needed, and read when they are."""
        due = self.orders().filter(state=Order.State.DUE, due_at__lte=now or timezone.now())
        return list(due.defer("preview").order_by("urgency", "due_at", "id")[:limit])

    def ask_for(self, order: Order, *, now: datetime | None = None) -> None:
        """The button: this order is due now, before everything else."""
        self.orders().filter(pk=order.pk).update(
            state=Order.State.DUE, urgency=Order.Urgency.BUTTON, due_at=now or timezone.now(), asked=True
        )

    def save_orders(self, rows: Collection[Order]) -> None:
        """Write orders as they were read, new ones and known ones, in two statements."""
        known = [row for row in rows if row.pk]
        Order.objects.bulk_create([row for row in rows if not row.pk], ignore_conflicts=True)
        if known:
            with transaction.atomic():
                self._heed_button(known)
                Order.objects.bulk_update(known, _READ_FIELDS, batch_size=200)

    def _heed_button(self, rows: Collection[Order]) -> None:
        """A button that was pressed after the rows had been read is not written over."""
        kept = self.orders().select_for_update().order_by("pk").filter(pk__in=[row.pk for row in rows])
        pressed = {pk: due_at for pk, due_at, asked in kept.values_list("pk", "due_at", "asked") if asked}
        for row in rows:
            if row.pk in pressed and not row.asked:
                row.state, row.urgency, row.asked = Order.State.DUE, Order.Urgency.BUTTON, True
                row.due_at = pressed[row.pk]

    def finish(self, order: Order, **changes: Any) -> None:
        """Write down where an order stands after an attempt."""
        for name, value in changes.items():
            setattr(order, name, value)
        self.orders().filter(pk=order.pk).update(**changes)

    def recheck(self) -> None:
        """Choices changed: let all waiting and held orders be thought through again."""
        self.note_event("shop", "recheck", "recheck")
        replan_chores(self)
        transaction.on_commit(partial(wake, self.shop.pk, "orders"))

    def notes(self, order: Order) -> QuerySet[Note]:
        return Note.objects.filter(order=order, order__shop=self.shop).order_by("at", "id")

    def note(self, order: Order, code: str, facts: Mapping[str, str] | None = None) -> None:
        Note.objects.create(order=order, code=code, facts=dict(facts or {}))

    def note_all(self, notes: Iterable[Note]) -> None:
        Note.objects.bulk_create(notes)

    # -- deliveries and links ---------------------------------------------------

    def deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(shop=self.shop)

    def deliveries_of(self, orders: Collection[Order]) -> dict[int, list[Delivery]]:
        found: dict[int, list[Delivery]] = {order.pk: [] for order in orders}
        for delivery in self.deliveries().filter(order__in=[order.pk for order in orders]).order_by("id"):
            found[delivery.order_id].append(delivery)
        return found

    def links(self, kind: str, keys: Collection[str]) -> dict[str, Link]:
        """Known customers or articles of the shop's Fortnox company, by key."""
        if not keys:
            return {}
        rows = Link.objects.filter(company_id=self.company_id, kind=kind, key__in=list(keys))
        return {link.key: link for link in rows}

    def remember_link(
        self, kind: str, key: str, number: str, fingerprint: str, *, now: datetime | None = None
    ) -> Link:
        link, _ = Link.objects.update_or_create(
            company_id=self.company_id,
            kind=kind,
            key=key,
            defaults={"number": number, "fingerprint": fingerprint, "written_at": now or timezone.now()},
        )
        return link

    def forget_link(self, kind: str, key: str) -> None:
        Link.objects.filter(company_id=self.company_id, kind=kind, key=key).delete()

    # -- products ---------------------------------------------------------------

    def products(self) -> QuerySet[Product]:
        return Product.objects.filter(shop=self.shop)

    def products_by_id(self, product_ids: Collection[str]) -> dict[str, Product]:
        return {
            product.product_id: product
            for product in self.products().filter(product_id__in=list(product_ids))
        }

    def expect_products(self, product_ids: Collection[str]) -> None:
        """Products changed or are new: whoever needs them next reads them anew."""
        Product.objects.bulk_create(
            [Product(shop=self.shop, product_id=key, read_at=EPOCH) for key in product_ids],
            update_conflicts=True,
            unique_fields=["shop", "product_id"],
            update_fields=["read_at"],
        )

    def forget_products(self, product_ids: Collection[str]) -> None:
        """What is known of these products is not believed any more; unknown ones stay unknown."""
        self.products().filter(product_id__in=list(product_ids)).update(read_at=EPOCH)

    # -- events -----------------------------------------------------------------

    def events(self) -> QuerySet[Event]:
        return Event.objects.filter(shop=self.shop)

    def note_event(self, kind: str, key: str, event_type: str) -> None:
        """Write down that the shop told us something; a repeat only moves its time."""
        Event.objects.bulk_create(
            [Event(shop=self.shop, kind=kind, key=key[:EVENT_KEY_LENGTH], event_type=event_type[:40])],
            update_conflicts=True,
            unique_fields=["shop", "kind", "key", "event_type"],
            update_fields=["noted_at"],
        )

    def settle_events(self, events: Collection[Event]) -> None:
        """Forget events that have been followed up, unless they were told again meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM shops_event AS e USING unnest(%s::bigint[], %s::timestamptz[]) AS told(id, at) "
                "WHERE e.id = told.id AND e.noted_at = told.at AND e.shop_id = %s",
                [[event.pk for event in events], [event.noted_at for event in events], self.shop.pk],
            )

    # -- the company ------------------------------------------------------------

    @property
    def cash_method(self) -> bool:
        """Whether Fortnox has told that the company books at payment (kontantmetoden)."""
        company = self.shop.company
        return bool(company and company.registers.get("cash_method"))

    def remember_method(self, *, cash: bool, day: date) -> None:
        """By which method the company books on ``day``; what is known of a later day stands."""
        company = self.shop.company
        if company is None or str(company.registers.get("cash_method_day", "")) > day.isoformat():
            return
        self.remember_register("cash_method", cash)
        self.remember_register("cash_method_day", day.isoformat())

    def remember_register(self, name: str, value: Any) -> None:
        """Keep something Fortnox told about the company, which other shops and lanes tell things too."""
        if self.shop.company is None:
            return
        with transaction.atomic():
            company = Company.objects.select_for_update().get(pk=self.shop.company.pk)
            company.registers = {**company.registers, name: value}
            company.save(update_fields=["registers"])
        self.shop.company.registers = company.registers

    # -- polling ----------------------------------------------------------------

    def plan_poll(self, at: datetime) -> None:
        self._keep(poll_at=at)

    def remember_poll(self, at: datetime) -> None:
        self._keep(polled_until=at)

    def remember_highest(self, number: int) -> None:
        self._keep(highest_number=number)

    def _keep(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.shop, name, value)
        Shop.objects.filter(pk=self.shop.pk).update(**changes)

    # -- problems ---------------------------------------------------------------

    def set_problem(self, code: str, facts: Mapping[str, str]) -> None:
        """The shop is disconnected at one side; its flows pause until it is mended."""
        self.shop.problem_code, self.shop.problem_facts = code, dict(facts)
        self.shop.problem_at = timezone.now()
        self.shop.save(update_fields=["problem_code", "problem_facts", "problem_at"])

    def clear_problem(self) -> None:
        self.set_problem("", {})

    @property
    def is_resting(self) -> bool:
        """Disconnected, and tried less than a while ago."""
        shop = self.shop
        recently = timezone.now() - timedelta(minutes=10)
        return bool(shop.problem_code and shop.problem_at and shop.problem_at > recently)

    def members(self) -> QuerySet[Member]:
        return Member.objects.filter(shop=self.shop)

    def counts(self) -> dict[str, int]:
        """How many orders stand in each state."""
        rows = self.orders().values_list("state").annotate(Count("id"))
        return dict.fromkeys(Order.State.values, 0) | dict(rows)

    def search(self, text: str) -> QuerySet[Order]:
        found = self.orders()
        if text:
            found = found.filter(Q(number__icontains=text) | Q(buyer__icontains=text))
        return found.order_by("-ordered_day", "-id")
