"""Who may see and do what: one table, and the one door every page goes through.

A stranger is asked to sign in. A shop that does not exist and a shop of somebody else
look the same: 404. A reader who tries to act gets 403.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from kontera.shops import across
from kontera.shops.models import Member

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from kontera.shops.handle import Handle
    from kontera.shops.models import Shop

Rest = ParamSpec("Rest")
READING = frozenset({"GET", "HEAD"})


class Level(IntEnum):
    """How much a person must be trusted; each level includes those before it."""

    SIGNED_IN = 1
    READER = 2
    OWNER = 3
    NOBODY = 4
    """The page does not answer to that kind of request at all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``see``: who may read the page (GET). ``act``: who may change something with it (POST)."""

    see: Level
    act: Level = Level.NOBODY


PERMISSIONS: dict[str, Rule] = {
    "start": Rule(see=Level.SIGNED_IN),
    "orders": Rule(see=Level.READER),
    "send_waiting": Rule(see=Level.NOBODY, act=Level.OWNER),
    "order": Rule(see=Level.READER),
    "send": Rule(see=Level.NOBODY, act=Level.OWNER),
    "send_orders": Rule(see=Level.NOBODY, act=Level.OWNER),
    "answer": Rule(see=Level.NOBODY, act=Level.OWNER),
    "products": Rule(see=Level.READER),
    "send_products": Rule(see=Level.NOBODY, act=Level.OWNER),
    "read_products": Rule(see=Level.NOBODY, act=Level.OWNER),
    "make_products": Rule(see=Level.NOBODY, act=Level.OWNER),
    "product": Rule(see=Level.READER),
    "send_product": Rule(see=Level.NOBODY, act=Level.OWNER),
    "customers": Rule(see=Level.READER),
    "write_customers": Rule(see=Level.NOBODY, act=Level.OWNER),
    "compare_order": Rule(see=Level.NOBODY, act=Level.OWNER),
    "reconcile": Rule(see=Level.READER),
    "reconcile_now": Rule(see=Level.NOBODY, act=Level.OWNER),
    "stock": Rule(see=Level.READER),
    "press_stock": Rule(see=Level.NOBODY, act=Level.OWNER),
    "confirm_stock": Rule(see=Level.NOBODY, act=Level.OWNER),
    "believe_stock": Rule(see=Level.NOBODY, act=Level.OWNER),
    "abroad": Rule(see=Level.READER),
    "abroad_file": Rule(see=Level.READER),
    "payouts": Rule(see=Level.READER),
    "read_payouts": Rule(see=Level.NOBODY, act=Level.OWNER),
    "payout": Rule(see=Level.READER),
    "answer_payout": Rule(see=Level.NOBODY, act=Level.OWNER),
    "payout_file": Rule(see=Level.READER),
    "summaries": Rule(see=Level.READER),
    "book_summary": Rule(see=Level.NOBODY, act=Level.OWNER),
    "summary": Rule(see=Level.READER),
    "summary_file": Rule(see=Level.READER),
    "choices": Rule(see=Level.READER, act=Level.OWNER),
    "history": Rule(see=Level.READER),
    "history_start": Rule(see=Level.NOBODY, act=Level.OWNER),
    "history_move": Rule(see=Level.NOBODY, act=Level.OWNER),
    "history_answer": Rule(see=Level.NOBODY, act=Level.OWNER),
    "connect": Rule(see=Level.READER),
    "quickbutik_key": Rule(see=Level.NOBODY, act=Level.OWNER),
    "pause": Rule(see=Level.NOBODY, act=Level.OWNER),
    "check": Rule(see=Level.READER),
    "check_again": Rule(see=Level.NOBODY, act=Level.OWNER),
    "check_create": Rule(see=Level.NOBODY, act=Level.OWNER),
    "welcome": Rule(see=Level.READER, act=Level.OWNER),
    "consent": Rule(see=Level.OWNER),
    "consent_answer": Rule(see=Level.SIGNED_IN),
}
"""Every page by the name of its address. ``consent_answer`` looks its shop up itself, by ``visit_of``."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at one shop."""

    handle: Handle
    level: Level

    @property
    def shop(self) -> Shop:
        return self.handle.shop

    @property
    def may_act(self) -> bool:
        return self.level >= Level.OWNER


LEVELS = {Member.Role.OWNER.value: Level.OWNER, Member.Role.READER.value: Level.READER}


def visit_of(request: HttpRequest, key: str) -> Visit:
    """The visitor's visit to the shop ``key``, or 404."""
    handle = across.handle_by_key(key)
    if handle is None or handle.shop.key != key:
        raise Http404
    role = handle.members().filter(user_id=request.user.pk or 0).values_list("role", flat=True).first()
    if role is None:
        raise Http404
    return Visit(handle, LEVELS[role])


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url("account_login")})
    return redirect_to_login(request.get_full_path() if request.method in READING else "/")


def _needed(request: HttpRequest, rule: Rule) -> Level:
    if request.method in READING:
        return rule.see
    return rule.act if request.method == "POST" else Level.NOBODY


def _allowed(rule: Rule) -> list[str]:
    reading = [] if rule.see is Level.NOBODY else sorted(READING)
    return reading if rule.act is Level.NOBODY else [*reading, "POST"]


def shop_page(
    name: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Visit, Rest], HttpResponse]], Callable[..., HttpResponse]]:
    """A page of one shop: the view gets the visit instead of the shop's key."""
    rule = PERMISSIONS[name]

    def guard(
        view: Callable[Concatenate[HttpRequest, Visit, Rest], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, key: str, *args: Rest.args, **rest: Rest.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            visit = visit_of(request, key)
            needed = _needed(request, rule)
            if needed is Level.NOBODY:
                return HttpResponseNotAllowed(_allowed(rule))
            if visit.level < needed:
                raise PermissionDenied
            return view(request, visit, *args, **rest)

        return guarded

    return guard


def page(name: str) -> Callable[[Callable[[HttpRequest], HttpResponse]], Callable[..., HttpResponse]]:
    """A page of no shop in particular, for everybody who is signed in."""
    rule = PERMISSIONS[name]

    def guard(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if _needed(request, rule) is Level.NOBODY:
                return HttpResponseNotAllowed(_allowed(rule))
            return view(request)

        return guarded

    return guard
