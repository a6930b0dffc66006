"""One order: the chain from the shop to Fortnox, and the button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect

from kontera.panel import chain, gate, words
from kontera.panel.pages.reconcile import shown_postings
from kontera.panel.screen import show, tell, warn
from kontera.problems import PROBLEMS, Text
from kontera.shops.models import Order
from kontera.shops.postings import ask_to_compare, is_asked_for
from kontera.shops.postings import of_order as postings_of_order
from kontera.shops.proposals import answer_proposal, is_open
from kontera.shops.summaries import of_order as summaries_of_order
from kontera.shops.work import wake

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.shops.proposals import Answer

SENDABLE = frozenset({Order.State.SEEN, Order.State.HELD, Order.State.DUE})
LEFT_OUT = "order-left-out"


def is_sendable(order: Order) -> bool:
    """The button does something: also for an order that the shop leaves out by a rule."""
    return order.state in SENDABLE or (order.state == Order.State.SKIPPED and order.problem_code == LEFT_OUT)


def _order_of(visit: Visit, number: str) -> Order:
    order = visit.handle.order(number) if "\x00" not in number else None
    if order is None:
        raise Http404
    return order


@gate.shop_page("order")
def order(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    found = _order_of(visit, number)
    entry = PROBLEMS.get(found.problem_code)
    choices = visit.handle.choices
    sent = visit.handle.deliveries_of([found])[found.pk]
    compared = shown_postings(postings_of_order(visit.handle, found), visit)
    summaries = summaries_of_order(visit.handle, found)
    in_summary = bool(summaries) or found.state == Order.State.SUMMED
    return show(
        request,
        "panel/order.html",
        visit,
        order=found,
        problem=words.reason(found.problem_code, found.problem_facts) if found.problem_code else None,
        cure=entry.button if entry else "retry",
        choice=entry.choice if entry else "",
        sendable=is_sendable(found),
        proposal=found.proposal if is_open(found) else None,
        proposed=chain.proposed_of(found.proposal, choices.policy().chart) if is_open(found) else [],
        live=found.state == Order.State.DUE or is_asked_for(visit.handle, found),
        preview=chain.preview_of(
            found.preview, choices.policy().chart, "paid" if in_summary else choices.text("end")
        ),
        in_summary=in_summary,
        deliveries=[chain.delivery_of(delivery) for delivery in sent],
        summaries=summaries,
        comparable=any(delivery.voucher for delivery in sent) or bool(compared),
        compared=compared,
        notes=[(note.at, words.told(note.code, note.facts)) for note in visit.handle.notes(found)],
        raw=chain.without_secrets(found.raw),
    )


@gate.shop_page("send")
def send(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """The Fortnox button."""
    found = _order_of(visit, number)
    if is_sendable(found):
        with transaction.atomic():
            visit.handle.ask_for(found)
            visit.handle.note(found, "asked", {"by": request.user.get_username()})
            transaction.on_commit(partial(wake, visit.shop.pk, "orders"))
        tell(request, Text("Ordern är på väg till Fortnox.", "The order is on its way to Fortnox."))
    else:
        warn(request, Text("Ordern har inget mer att skicka.", "The order has nothing more to send."))
    return redirect("panel:order", key=visit.shop.key, number=found.number)


@gate.shop_page("answer")
def answer(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """A person has seen what a changed order would need, and approves it or leaves the books as they are."""
    found = _order_of(visit, number)
    said: Answer = "approved" if request.POST.get("answer") == "approved" else "dismissed"
    change, by = request.POST.get("change", ""), request.user.get_username()
    if not answer_proposal(visit.handle, found.number, change, said, by=by):
        warn(
            request,
            Text("Ordern har ändrats sedan du såg den. Se efter igen.", "The order has changed. Look again."),
        )
    elif said == "approved":
        tell(request, Text("Rättelsen är på väg till Fortnox.", "The correction is on its way to Fortnox."))
    else:
        tell(request, Text("Bokföringen står som den är.", "The books stand as they are."))
    return redirect("panel:order", key=visit.shop.key, number=found.number)


@gate.shop_page("compare_order")
def compare_order(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """What Fortnox has booked of the order is read now and compared."""
    found = _order_of(visit, number)
    if ask_to_compare(visit.handle, found):
        tell(request, Text("Verifikationerna läses i Fortnox nu.", "The vouchers are being read in Fortnox."))
    else:
        warn(
            request, Text("Ordern har inget bokfört att jämföra.", "The order has nothing booked to compare.")
        )
    return redirect("panel:order", key=visit.shop.key, number=found.number)
