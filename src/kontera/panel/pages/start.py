"""The first page: the shops one may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect

from kontera.panel import gate
from kontera.panel.pages.welcome import is_unanswered
from kontera.panel.screen import alarms_of, show
from kontera.panel.words import MANY
from kontera.shops import across
from kontera.shops.models import Member

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kontera.panel.screen import Alarm
    from kontera.shops.handle import Handle
    from kontera.shops.models import Shop


@dataclass(frozen=True, slots=True)
class ShopCard:
    """One shop on the first page."""

    shop: Shop
    counts: list[tuple[str, int]]
    alarms: list[Alarm]


def card_of(handle: Handle) -> ShopCard:
    counts = handle.counts()
    shown = [(state, counts[state]) for state in MANY if counts[state]]
    return ShopCard(handle.shop, shown, alarms_of(handle.shop))


@gate.page("start")
def start(request: HttpRequest) -> HttpResponse:
    """Whoever sees one shop only goes straight to its orders."""
    shops = list(across.shops_of(request.user))
    handles = [handle for handle, _role in shops]
    if len(handles) == 1:
        is_asked = shops[0][1] == Member.Role.OWNER and is_unanswered(handles[0])
        return redirect("panel:welcome" if is_asked else "panel:orders", key=handles[0].shop.key)
    return show(request, "panel/start.html", cards=[card_of(handle) for handle in handles])
