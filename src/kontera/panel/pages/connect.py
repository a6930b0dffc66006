"""Connecting a shop: its webhook address, its Quickbutik key, its Fortnox company, and a pause."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kontera.panel import door, gate
from kontera.panel.screen import show, tell, warn
from kontera.problems import Text
from kontera.shops.work import wake

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit

logger = structlog.get_logger(__name__)
EVENTS = (
    "order.new",
    "order.done",
    "order.cancelled",
    "product.add",
    "product.update",
    "product.delete",
)
LONGEST_KEY = 200
BAD_KEY = Text(
    "Det ser inte ut som en nyckel. Den har inga blanksteg och högst 200 tecken.",
    "That does not look like a key. It has no spaces and 200 characters at most.",
)


def hook_address(visit: Visit) -> str:
    """The whole address that the shop calls; a secret of the shop."""
    return f"{settings.ENVIRONMENT.public_url}{reverse('quickbutik_hook', args=[visit.shop.hook_secret])}"


@gate.shop_page("connect")
def connect(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(
        request,
        "panel/connect.html",
        visit,
        hook=hook_address(visit) if visit.may_act else "",
        events=EVENTS,
        ready=door.current() is not None,
    )


@gate.shop_page("quickbutik_key")
def quickbutik_key(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Store a new key; it is never shown again."""
    key = request.POST.get("key", "").strip()
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable() or " " in key:
        warn(request, BAD_KEY)
        return redirect("panel:connect", key=visit.shop.key)
    shop = visit.shop
    with transaction.atomic():
        shop.quickbutik_key, shop.poll_at = key, timezone.now()
        shop.save(update_fields=["quickbutik_key", "poll_at"])
        if shop.problem_code.startswith("quickbutik"):
            visit.handle.clear_problem()
        transaction.on_commit(partial(wake, shop.pk, "orders"))
    logger.info("quickbutik-key-stored", shop=shop.key, by=request.user.pk)
    tell(request, Text("Nyckeln är sparad.", "The key is saved."))
    return redirect("panel:connect", key=shop.key)


@gate.shop_page("pause")
def pause(request: HttpRequest, visit: Visit) -> HttpResponse:
    shop = visit.shop
    shop.paused = request.POST.get("paused") == "1"
    shop.save(update_fields=["paused"])
    logger.info("shop-paused" if shop.paused else "shop-resumed", shop=shop.key, by=request.user.pk)
    if shop.paused:
        tell(request, Text("Butiken är pausad. Inget skickas.", "The shop is paused. Nothing is sent."))
    else:
        wake(shop.pk, "orders")
        tell(request, Text("Butiken är igång igen.", "The shop is running again."))
    return redirect("panel:connect", key=shop.key)
