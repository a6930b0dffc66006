"""The short way through the house: no session, no sign-in, no language.

A webhook must be answered while the shop waits, and a health check while the
database is in trouble. Their views need none of the middleware, and skipping it
saves most of the time of such a request.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseNotFound
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Handler = Callable[[HttpRequest], HttpResponse]

HOOKS = "/hooks/"
PROBES = frozenset({"/health", "/metrics"})


def short_way(get_response: Handler) -> Handler:
    """Middleware, the outermost: calls the view of the paths above by itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(HOOKS) and request.path_info not in PROBES:
            return get_response(request)
        _read_body(request)
        response = _answer(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return middleware


def _read_body(request: HttpRequest) -> None:
    """Read what was sent even if the view does not care.

    The web server (granian 2.8, measured) may cut a connection whose request was answered
    unread, and the next call on it would be lost.
    """
    with contextlib.suppress(OSError, SuspiciousOperation):
        _ = request.body


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return HttpResponseNotFound("not found\n", content_type="text/plain")
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
