"""Headers that tell a browser to trust nothing but our own files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)"
)


def content_policy(auth_url: str) -> str:
    """The content security policy.

    Own scripts and styles only, none inline. A form may also end at Fortnox, because
    browsers hold the redirect that follows a form against ``form-action``.
    """
    parts = urlsplit(auth_url)
    own = "'self'"
    rules = {
        "default-src": "'none'",
        "script-src": own,
        "style-src": own,
        "img-src": f"{own} data:",
        "font-src": own,
        "connect-src": own,
        "manifest-src": own,
        "form-action": f"{own} {parts.scheme}://{parts.netloc}",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def strict_headers(get_response: Handler) -> Handler:
    """Middleware: the policy on every answer that does not bring its own."""
    policy = content_policy(settings.ENVIRONMENT.fortnox_auth_url)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware
