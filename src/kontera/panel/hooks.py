"""Where a shop tells us that something has happened. Nothing but noting is done here.

Quickbutik calls with GET and a query string; its tutorial shows POST, so a form or JSON
body is read as well (quickbutik.dev, webhooks). A call says ``event_type`` and an id, and
nothing else is believed: the id is read again over the API. There is no signature, so the
address itself is the secret.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import re_path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kontera.shops import across
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from kontera.shops.handle import Handle

logger = structlog.get_logger(__name__)
SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
ORDER_EVENTS = frozenset({"order.new", "order.done", "order.cancelled"})
PRODUCT_EVENT = re.compile(r"product\.[a-z_.]{1,30}")
ONCE_A_MINUTE = timedelta(minutes=1)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quickbutik(request: HttpRequest, secret: str) -> HttpResponse:
    """200 when the call is noted or means nothing, 500 when it must be repeated, 404 for strangers."""
    # How Quickbutik puts its parameters behind an address is not documented; "&" at once would be one way.
    secret, _, beside = secret.partition("&")
    try:
        handle = across.handle_by_hook(secret) if SECRET.fullmatch(secret) else None
        if handle is None:
            return _answer("not found", 404)
        _note(handle, _told(request, beside))
    except Exception:
        logger.exception("hook-not-noted")
        return _answer("try again", 500)
    return _answer("ok", 200)


def _answer(text: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain")
    # Django writes the path of every 4xx and 5xx to its log, and this path is a secret.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _told(request: HttpRequest, beside: str) -> tuple[str, str, str] | None:
    """Kind, key and event type of a call; ``None`` for anything that tells nothing of use."""
    said = _parsed(lambda: dict(parse_qsl(beside, max_num_fields=20))) | _said(request)
    event = said.get("event_type", "")
    if event in ORDER_EVENTS:
        kind, key = "order", said.get("order_id", "")
    elif PRODUCT_EVENT.fullmatch(event):
        kind, key = "product", said.get("product_id", "")
    else:
        return None
    return (kind, key, event) if KEY.fullmatch(key) else None


def _said(request: HttpRequest) -> dict[str, str]:
    """The call's parameters, from query and body; where one cannot be read, the other counts."""
    return _parsed(lambda: _body(request)) | _parsed(request.GET.dict)


def _parsed(read: Callable[[], dict[str, str]]) -> dict[str, str]:
    try:
        return read()
    except (SuspiciousOperation, MultiPartParserError, OSError, ValueError, RecursionError):
        return {}


def _body(request: HttpRequest) -> dict[str, str]:
    if request.method != "POST":
        return {}
    if request.content_type != "application/json":
        return request.POST.dict()
    found: Any = json.loads(request.body)
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: str(value) for name, value in pairs if type(value) in (str, int)}


def _note(handle: Handle, told: tuple[str, str, str] | None) -> None:
    with transaction.atomic():
        if told:
            handle.note_event(*told)
        _seen_alive(handle)
    if told:
        transaction.on_commit(partial(_wake, handle.shop.pk))


def _seen_alive(handle: Handle) -> None:
    now, shop = timezone.now(), handle.shop
    if shop.hooked_at is None or shop.hooked_at < now - ONCE_A_MINUTE:
        shop.hooked_at = now
        shop.save(update_fields=["hooked_at"])


def _wake(shop_id: int) -> None:
    """A drain that could not be asked for is no loss: the sweep finds the noted event."""
    try:
        wake(shop_id, "orders")
    except Exception:
        logger.exception("hook-not-woken", shop_id=shop_id)


urlpatterns = [
    re_path(r"^quickbutik/(?P<secret>[^/]+)/?$", quickbutik, name="quickbutik_hook"),
]
