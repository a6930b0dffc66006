"""The vouchers that should stand in Fortnox, and what was found there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from kontera.books.money import parse_ore
from kontera.shops.chores import ask_chore
from kontera.shops.models import EPOCH, Delivery, Order, Payout, Posting, Summary
from kontera.shops.payouts import SENT_TO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle

RECONCILE, COMPARE = "reconcile", "compare"
"""The chore that compares all the books, and the one that compares single vouchers."""
BOOKED = "booked"
"""In what is told of a delivery: account → öre of its voucher."""
PART = 500
_SIDES = {"debit": 1, "credit": -1}
State = Posting.State


def postings_of(handle: Handle) -> QuerySet[Posting]:
    return Posting.objects.filter(_stands_in(handle), shop=handle.shop)


def of_company(handle: Handle) -> QuerySet[Posting]:
    """Also those of other shops whose books are kept in the same company."""
    return Posting.objects.filter(_stands_in(handle), shop__company_id=handle.company_id)


def _stands_in(handle: Handle) -> Q:
    """Booked in the company of today: what a shop that has moved booked in another one stands there."""
    company = handle.company_id
    sold = Q(delivery=None) | Q(delivery__company_id=company)
    is_untold, is_here = f"payout__answers__{SENT_TO}__isnull", f"payout__answers__{SENT_TO}"
    return sold & (Q(**{is_untold: True}) | Q(**{is_here: company}))


def asked_for(handle: Handle) -> QuerySet[Posting]:
    """The postings somebody waits to have compared, each by itself."""
    return postings_of(handle).filter(state=State.WAITING, compared_at=EPOCH)


def of_order(handle: Handle, order: Order) -> QuerySet[Posting]:
    """The vouchers of an order: its own, and the summaries it stands in."""
    return postings_of(handle).filter(Q(delivery__order=order) | Q(summary__orders=order))


def is_asked_for(handle: Handle, order: Order) -> bool:
    """Whether somebody waits for the order's vouchers to be compared."""
    return of_order(handle, order).filter(state=State.WAITING, compared_at=EPOCH).exists()


def ask_to_compare(handle: Handle, order: Order) -> int:
    """The button: every voucher of the order is read and compared at once. How many there are."""
    fill(handle)
    with transaction.atomic():
        mine = of_order(handle, order)
        count = mine.update(state=State.WAITING, compared_at=EPOCH)
        if count:
            ask_chore(handle, COMPARE, asked=True)
    return count


def fill(handle: Handle) -> None:
    """A posting for everything of the shop that has got a voucher and has none yet."""
    sent = Delivery.objects.filter(shop=handle.shop, posting=None).exclude(voucher="")
    sent = sent.exclude(kind=Delivery.Kind.SUMMARY)  # its voucher is the summary's
    for row in sent.select_related("order").order_by("id").iterator(PART):
        _keep(handle, row.voucher, _day_of(row), _expected(row), delivery=row)
    for payout in Payout.objects.filter(shop=handle.shop, posting=None).exclude(voucher=""):
        _keep(handle, payout.voucher, payout.day, rows_of(payout.preview), payout=payout)
    for summary in Summary.objects.filter(shop=handle.shop, posting=None).exclude(voucher=""):
        _keep(handle, summary.voucher, summary.day, rows_of(summary.preview), summary=summary)


def _keep(
    handle: Handle, voucher: str, day: date, expected: Mapping[str, int], **owner: Delivery | Payout | Summary
) -> None:
    if len(voucher.split()) == 3 and expected:  # noqa: PLR2004 - series, number, financial year
        rows = [Posting(shop=handle.shop, voucher=voucher, day=day, expected=dict(expected), **owner)]
        Posting.objects.bulk_create(rows, ignore_conflicts=True)


def _expected(row: Delivery) -> Mapping[str, int]:
    """As it was told when the delivery was sent; of an older one, as the order's page foretold it."""
    told = row.told.get(BOOKED)
    if told:
        return {str(account): int(ore) for account, ore in told.items()}
    kind = row.kind if row.kind in (Delivery.Kind.INVOICE, Delivery.Kind.PAYMENT) else ""
    vouchers = [one for one in row.order.preview.get("vouchers", []) if one.get("kind") == kind]
    return rows_of(vouchers[0]) if len(vouchers) == 1 else {}


def _day_of(row: Delivery) -> date:
    told = row.told.get("day")
    return date.fromisoformat(told) if told else row.order.ordered_day or row.sent_at.date()


def rows_of(preview: Mapping[str, Any]) -> dict[str, int]:
    """Account → öre of a voucher as it is kept to be shown (kronor on two sides, or öre on one)."""
    sums: dict[str, int] = {}
    for row in _rows(preview):
        amount = row.get("amount_ore")
        if amount is None:
            amount = sum(sign * parse_ore(row.get(side) or 0) for side, sign in _SIDES.items())
        account = str(row["account"])
        sums[account] = sums.get(account, 0) + int(amount)
    return {account: ore for account, ore in sums.items() if ore}


def _rows(preview: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = preview.get("voucher")
    vouchers = [inner] if isinstance(inner, dict) else preview.get("vouchers") or [preview]
    for voucher in vouchers:
        yield from (row for row in voucher.get("rows") or [] if "account" in row)


def light(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """With the names of what they belong to, and without all that is large."""
    of_order = (f"delivery__order__{name}" for name in ("raw", "preview", "rates", "evidence", "proposal"))
    heavy = ("delivery__told", "delivery__answer", "payout__file", "payout__preview", "summary__preview")
    return rows.select_related("delivery__order", "payout", "summary").defer(*of_order, *heavy)


def paid_online(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """Those of orders that are paid through a provider: not of invoices that the shop collects itself."""
    online = rows.filter(delivery__order__status__in=("paid", "done"))
    return light(online.exclude(delivery__told__own_invoice=True))


def papers_of(handle: Handle, orders: Collection[Order]) -> dict[int, list[Delivery]]:
    """The documents of orders, by the key of each, without what is told of them."""
    found: dict[int, list[Delivery]] = {order.pk: [] for order in orders}
    kinds = (Delivery.Kind.ORDER, Delivery.Kind.INVOICE, Delivery.Kind.VOUCHER)
    rows = handle.deliveries().filter(order__in=list(found), kind__in=kinds)
    for row in rows.defer("told").order_by("id"):
        found[row.order_id].append(row)
    return found


def write_down(rows: Collection[Posting], changed: Collection[Posting], now: datetime) -> None:
    """When they were looked at, and what was found of those that have changed."""
    Posting.objects.bulk_update(changed, ["found", "state"], batch_size=PART)
    keys = [row.pk for row in rows]
    for at in range(0, len(keys), PART * 10):
        Posting.objects.filter(pk__in=keys[at : at + PART * 10]).update(compared_at=now)


def years_of(handle: Handle, since: date) -> list[int]:
    """The financial years to look through: with a voucher after ``since``, or one that did not agree."""
    rows = postings_of(handle).filter(Q(day__gte=since) | ~Q(state=State.EQUAL))
    found = {int(one.split()[2]) for one in rows.values_list("voucher", flat=True).distinct()}
    return sorted(found, reverse=True)


def of_year(rows: QuerySet[Posting], year: int) -> QuerySet[Posting]:
    """Those whose voucher stands in a financial year (its id)."""
    return rows.filter(voucher__endswith=f" {year}")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What should stand on a voucher: account → öre. ``unit`` is its order, or its summary."""

    voucher: str
    unit: str
    owner: str
    expected: Mapping[int, int]


def unit_of(order: int | None, summary: str = "") -> str:
    """What belongs together: an order, or all that stands in one summary (its voucher)."""
    return f"summary {summary}" if summary else f"order {order}" if order else ""


def touching(handle: Handle, accounts: Collection[int]) -> QuerySet[Posting]:
    """Those of the company that should touch one of the accounts."""
    return of_company(handle).filter(expected__has_any_keys=[str(one) for one in accounts])


def reckoned(rows: QuerySet[Posting]) -> Iterator[Reckoned]:
    """What should stand on each."""
    names = ("delivery__order__number", "payout__marker", "summary__day")
    for voucher, expected, order, summary, *owners in rows.values_list(
        "voucher", "expected", "delivery__order_id", "summary_id", *names
    ).iterator(PART):
        owner = next((str(one) for one in owners if one), "")
        amounts = {int(account): int(ore) for account, ore in expected.items()}
        yield Reckoned(voucher, unit_of(order, voucher if summary else ""), owner, amounts)


def summaries_of(handle: Handle) -> dict[tuple[int, str], str]:
    """(shop, reference) of what stands in the summary of a day → its voucher, of all the company."""
    rows = Delivery.objects.filter(shop__company_id=handle.company_id, kind=Delivery.Kind.SUMMARY)
    found = rows.exclude(voucher="").values_list("shop_id", "reference", "voucher")
    return {(shop, reference): voucher for shop, reference, voucher in found}


def summed(handle: Handle, orders: Collection[Order]) -> set[int]:
    """Which of the orders stand in a daily summary that is booked."""
    mine = Summary.objects.filter(shop=handle.shop, orders__in=[order.pk for order in orders])
    return set(mine.exclude(voucher="").values_list("orders", flat=True))


def paid_out(payout: Payout) -> Iterator[tuple[str, int, int]]:
    """Order, clearing account and öre of what a booked payout settles; repayments are negative."""
    lines = payout.lines.exclude(order=None).exclude(account=None).exclude(sek_ore=None)
    for line in lines.select_related("order"):
        if line.order is not None:
            yield line.order.number, int(line.account or 0), int(line.sek_ore or 0)


def owner_of(row: Posting) -> str:
    """What the posting belongs to, as people call it: an order's number, a payout's, a day."""
    if row.delivery is not None:
        return row.delivery.order.number
    if row.payout is not None:
        return row.payout.marker
    return row.summary.day.isoformat() if row.summary is not None else ""
