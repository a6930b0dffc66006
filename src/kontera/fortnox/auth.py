"""Signing a company in to Fortnox, and its tokens.

The owner consents once in the browser, for a service account. After that every token
is fetched with the app's own credentials and the company's ``TenantId``: there is no
refresh token to lose in a race (developer docs, client credentials, 2025).
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx2

from kontera.fortnox import wire
from kontera.fortnox.line import TIMEOUT
from kontera.fortnox.retry import retry_after
from kontera.problems import Disconnected, TryLater

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_REASONS = {"invalid_client": "fortnox-client-refused", "invalid_scope": "fortnox-scope-unknown"}
_LIFETIME = 3600
_BUSY, _SERVER_ERROR = 429, 500
_NO = frozenset({400, 401, 403})
"""Statuses that judge the application or the consent; any other says nothing about either."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the seconds it lives. Never shown in a repr."""

    value: str
    expires_in: int

    def __repr__(self) -> str:
        return f"Token(…, expires_in={self.expires_in})"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a consent gave: the first token and whose it is (``tenant`` may be ``""`` for an opaque token)."""

    token: Token
    tenant: str
    scopes: tuple[str, ...]


def authorize_url(
    auth_url: str, *, client_id: str, redirect_uri: str, state: str, scopes: Sequence[str]
) -> str:
    """The page where a system administrator consents, for a service account."""
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "access_type": "offline",
        "response_type": "code",
        "account_type": "service",
    }
    return f"{auth_url.rstrip('/')}/auth?{urlencode(query)}"


def exchange_code(
    auth_url: str, *, client_id: str, client_secret: str, code: str, redirect_uri: str, http: httpx2.Client
) -> Grant:
    """Turn the code of the redirect (10 minutes, used once) into a first token."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    answer = _ask(http, auth_url, (client_id, client_secret), form, {}, invalid="fortnox-code-expired")
    token = _token(answer)
    scope = answer.get("scope") or ""
    words = " ".join(map(str, scope)) if isinstance(scope, list) else str(scope)
    return Grant(token, tenant_of(token.value), tuple(words.split()))


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Fetches tokens for one company, by the consent that was given once."""

    auth_url: str
    client_id: str
    client_secret: str
    tenant: str
    http: httpx2.Client

    def __repr__(self) -> str:
        return f"ClientCredentials(tenant={self.tenant!r})"

    def fetch(self) -> Token:
        """A fresh token. ``Disconnected`` when the consent is gone, ``TryLater`` when Fortnox is."""
        who = (self.client_id, self.client_secret)
        form, headers = {"grant_type": "client_credentials"}, {"TenantId": self.tenant}
        return _token(_ask(self.http, self.auth_url, who, form, headers, invalid="fortnox-consent-missing"))


def tenant_of(token: str) -> str:
    """The ``tenantId`` claim of an access token (a JWT, read without verifying), or ``""``."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return ""
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        return ""
    return str(claims.get("tenantId") or "") if isinstance(claims, dict) else ""


def _ask(
    http: httpx2.Client,
    auth_url: str,
    who: tuple[str, str],
    form: Mapping[str, str],
    headers: Mapping[str, str],
    *,
    invalid: str,
) -> wire.Json:
    try:
        response = http.post(
            f"{auth_url.rstrip('/')}/token",
            data=dict(form),
            headers={"Accept": "application/json", **headers},
            auth=who,
            timeout=TIMEOUT,
        )
    except httpx2.RequestError as error:
        facts = {"call": "POST token", "fortnox": str(error)}
        raise TryLater("fortnox-unreachable", facts, after=30) from None
    return _judge(response, invalid)


def _judge(response: httpx2.Response, invalid: str) -> wire.Json:
    """Errors come as JSON under text/plain and text/html, so the content type is not looked at."""
    status, answer = response.status_code, wire.decode(response.content)
    if status == _BUSY or status >= _SERVER_ERROR:
        after = max(30, int(retry_after(response.headers) or 0) + 1)
        code = "fortnox-busy" if status == _BUSY else "fortnox-down"
        raise TryLater(code, {"call": "POST token"}, after=after)
    if response.is_success and answer and answer.get("access_token"):
        return answer
    if status not in _NO and not (answer and answer.get("error")):
        raise TryLater("fortnox-unreadable", {"call": "POST token"}, after=30)
    raise Disconnected(*_reason(answer or {}, response.text, invalid), side="fortnox")


def _reason(answer: wire.Json, text: str, invalid: str) -> tuple[str, dict[str, str]]:
    error = str(answer.get("error") or "")
    words = " ".join(str(answer[key]) for key in ("error", "error_description", "message") if answer.get(key))
    said = words or text.strip()[:300]
    is_off = "not allow service account" in said.lower()
    return "fortnox-service-account-off" if is_off else _REASONS.get(error, invalid), {"fortnox": said}


def _token(answer: wire.Json) -> Token:
    seconds = wire.decimal_at(answer, "expires_in")
    return Token(str(answer["access_token"]), int(seconds) if seconds else _LIFETIME)
