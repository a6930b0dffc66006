"""Fortnox's sign-in: consent page, token and revoke endpoints (Fortnox developer docs, authorization).

Recorded: the token endpoint's errors are JSON under the wrong content types (text/plain for a wrong
client, text/html for a spent grant). Guess: how ``client_credentials`` without a consent is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kontera.sandbox.answers import Answer, encode, json_answer, ok, words

if TYPE_CHECKING:
    from kontera.sandbox.clock import Clock
    from kontera.sandbox.fortnox.company import Company

CODE_LIFE = 600
ACCESS_LIFE = 3600
REFRESH_LIFE = 45 * 24 * 3600
SCOPES = frozenset(
    words(
        "customer article price order invoice payment bookkeeping settings companyinformation currency "
        "warehouse warehousecustomdocument print profile costcenter project inbox connectfile"
    )
)


@dataclass(slots=True)
class Client:
    """An integration as registered in the developer portal."""

    client_id: str
    secret: str
    redirect_uri: str = ""
    """The registered address; empty accepts any."""
    scopes: frozenset[str] = SCOPES
    service_account: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or code stands for; ``ends`` counts seconds of the world's clock."""

    client_id: str
    tenant: int
    scopes: frozenset[str]
    ends: float
    redirect_uri: str = ""
    service: bool = False
    state: str = ""


@dataclass(slots=True)
class Consent:
    """How the person at the consent page behaves: which company is chosen, or ``deny``.

    With neither a tenant set nor a single company, a page with one link per company is shown.
    """

    tenant: int | None = None
    deny: bool = False


@dataclass(slots=True)
class Desk:
    """All codes, tokens and consents of a world."""

    clock: Clock
    companies: dict[int, Company]
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    consents: dict[tuple[str, int], Grant] = field(default_factory=dict)
    consent: Consent = field(default_factory=Consent)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    lock: threading.Lock = field(default_factory=threading.Lock)

    # -- tokens ----------------------------------------------------------------------------------

    def grant_of(self, token: str) -> Grant | None:
        """The living grant behind an access token."""
        grant = self.tokens.get(token)
        if grant is None or grant.ends <= self.clock.now().timestamp() or grant.tenant not in self.companies:
            return None
        return grant

    def issue(self, client_id: str, tenant: int, scopes: frozenset[str]) -> str:
        """A new access token (a JWT with claim ``tenantId``). Guess: earlier ones live on."""
        now = self.clock.now().timestamp()
        claims = {
            "tenantId": tenant,
            "sub": f"{client_id}@{tenant}",
            "scope": sorted(scopes),
            "iat": int(now),
            "exp": int(now) + ACCESS_LIFE,
            "jti": secrets.token_hex(8),
        }
        token = _jwt(claims, self.key)
        self.tokens[token] = Grant(client_id, tenant, scopes, now + ACCESS_LIFE)
        return token

    def approve(
        self, client_id: str, tenant: int, scopes: frozenset[str] = SCOPES, *, service: bool = True
    ) -> None:
        """Write down a consent as if somebody had clicked through the page."""
        self.consents[client_id, tenant] = Grant(client_id, tenant, scopes, float("inf"), service=service)

    def withdraw(self, client_id: str, tenant: int) -> None:
        """The customer removes the integration: nothing of it works any more."""
        with self.lock:
            self.consents.pop((client_id, tenant), None)
            for store in (self.tokens, self.refresh):
                for name in [n for n, g in store.items() if (g.client_id, g.tenant) == (client_id, tenant)]:
                    del store[name]


def _jwt(claims: dict[str, object], key: bytes) -> str:
    head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _b64(json.dumps(claims).encode())
    seal = _b64(hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest())
    return f"{head}.{body}.{seal}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# -- consent page -------------------------------------------------------------------------------


def authorize(desk: Desk, params: dict[str, str]) -> Answer:
    """``GET /auth``: sends the browser back with ``code`` and ``state``, or with ``error``."""
    client = desk.clients.get(params.get("client_id", ""))
    redirect = params.get("redirect_uri", "")
    if client is None or not redirect or (client.redirect_uri and redirect != client.redirect_uri):
        return Answer(400, b"Auth code or ClientID supplied is invalid", "text/html; charset=utf-8")
    wrong = _wrong_request(client, params)
    if wrong:
        return _redirect(redirect, {"error": wrong, "state": params.get("state", "")})
    if desk.consent.deny or params.get("decision") == "deny":
        return _redirect(redirect, {"error": "access_denied", "state": params["state"]})
    tenant = _chosen(desk, params)
    if tenant is None:
        return _page(desk, params)
    return _redirect(redirect, {"code": _code(desk, client, params, tenant), "state": params["state"]})


def _wrong_request(client: Client, params: dict[str, str]) -> str:
    if params.get("response_type") != "code" or not params.get("state") or not params.get("scope"):
        return "invalid_request"
    if not set(params["scope"].split()) <= client.scopes:
        return "invalid_scope"
    if params.get("account_type") == "service" and not client.service_account:
        return "invalid_request"
    return ""


def _chosen(desk: Desk, params: dict[str, str]) -> int | None:
    text = params.get("tenant", "")
    if text.isdecimal() and int(text) in desk.companies:
        return int(text)
    if desk.consent.tenant is not None:
        return desk.consent.tenant
    return next(iter(desk.companies)) if len(desk.companies) == 1 else None


def _code(desk: Desk, client: Client, params: dict[str, str], tenant: int) -> str:
    code = secrets.token_urlsafe(24)
    service = params.get("account_type") == "service"
    scopes = frozenset(params["scope"].split())
    ends = desk.clock.now().timestamp() + CODE_LIFE
    desk.codes[code] = Grant(client.client_id, tenant, scopes, ends, params["redirect_uri"], service)
    return code


def _redirect(address: str, params: dict[str, str]) -> Answer:
    sign = "&" if "?" in address else "?"
    return Answer(302, b"", "text/html; charset=utf-8", [("Location", f"{address}{sign}{urlencode(params)}")])


def _page(desk: Desk, params: dict[str, str]) -> Answer:
    def link(text: str, **more: str) -> str:
        return f'<li><a href="?{escape(urlencode({**params, **more}))}">{escape(text)}</a></li>'

    links = [link(company.name, tenant=str(tenant)) for tenant, company in desk.companies.items()]
    links.append(link("Avbryt", decision="deny"))
    scopes = escape(params["scope"])
    head = '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Sandlåda: logga in</title>'
    question = f"<h1>Sandlåda för Fortnox</h1><p>Ge åtkomst till {scopes} i vilket företag?</p>"
    page = f"{head}{question}<ul>{''.join(links)}</ul>"
    return Answer(200, page.encode(), "text/html; charset=utf-8")


# -- token endpoint -----------------------------------------------------------------------------


def token(desk: Desk, form: dict[str, str], authorization: str, tenant_header: str) -> Answer:
    """``POST /token`` with Basic client id and secret."""
    client = _client(desk, authorization)
    if client is None:
        error = {"error": "invalid_client", "error_description": "Client authentication failed"}
        return Answer(401, encode(error), "text/plain; charset=utf-8")
    kind = form.get("grant_type")
    with desk.lock:
        if kind == "authorization_code":
            return _by_code(desk, client, form)
        if kind == "refresh_token":
            return _by_refresh(desk, client, form)
        if kind == "client_credentials":
            return _by_credentials(desk, client, form, tenant_header)
    return json_answer(
        400, {"error": "unsupported_grant_type", "error_description": "Unsupported grant type"}
    )


def _client(desk: Desk, authorization: str) -> Client | None:
    kind, _, text = authorization.partition(" ")
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    client = desk.clients.get(name)
    known = (
        kind.lower() == "basic" and client and hmac.compare_digest(client.secret.encode(), secret.encode())
    )
    return client if known else None


def _invalid_grant(text: str) -> Answer:
    body = encode({"error": "invalid_grant", "error_description": text})
    return Answer(400, body, "text/html; charset=utf-8")


def _by_code(desk: Desk, client: Client, form: dict[str, str]) -> Answer:
    grant = desk.codes.pop(form.get("code", ""), None)
    now = desk.clock.now().timestamp()
    valid = grant and grant.client_id == client.client_id and grant.ends > now
    if not grant or not valid or form.get("redirect_uri") != grant.redirect_uri:
        return _invalid_grant("Invalid authorization code")
    desk.approve(client.client_id, grant.tenant, grant.scopes, service=grant.service)
    return _tokens(desk, client, grant.tenant, grant.scopes, refresh=True)


def _by_refresh(desk: Desk, client: Client, form: dict[str, str]) -> Answer:
    """One use: the old refresh token is dead from here on."""
    grant = desk.refresh.pop(form.get("refresh_token", ""), None)
    if not grant or grant.client_id != client.client_id or grant.ends <= desk.clock.now().timestamp():
        return _invalid_grant("Invalid refresh token")
    return _tokens(desk, client, grant.tenant, grant.scopes, refresh=True)


def _by_credentials(desk: Desk, client: Client, form: dict[str, str], tenant: str) -> Answer:
    if not client.service_account:
        body = {"error": "unauthorized_client", "error_description": "Client does not allow service account"}
        return json_answer(400, body)
    consent = desk.consents.get((client.client_id, int(tenant))) if tenant.isdecimal() else None
    if consent is None or not consent.service or consent.tenant not in desk.companies:
        return _invalid_grant("No service account consent for tenant")
    wanted = frozenset(form.get("scope", "").split()) or consent.scopes
    if not wanted <= consent.scopes:
        return json_answer(400, {"error": "invalid_scope", "error_description": "Scope was not granted"})
    return _tokens(desk, client, consent.tenant, wanted, refresh=False)


def _tokens(desk: Desk, client: Client, tenant: int, scopes: frozenset[str], *, refresh: bool) -> Answer:
    answer: dict[str, object] = {
        "access_token": desk.issue(client.client_id, tenant, scopes),
        "scope": " ".join(sorted(scopes)),
        "expires_in": ACCESS_LIFE,
        "token_type": "bearer",
    }
    if refresh:
        word = secrets.token_hex(20)
        ends = desk.clock.now().timestamp() + REFRESH_LIFE
        desk.refresh[word] = Grant(client.client_id, tenant, scopes, ends)
        answer["refresh_token"] = word
    return ok(answer)


def revoke(desk: Desk, form: dict[str, str], authorization: str) -> Answer:
    """``POST /revoke`` with ``token_type_hint=refresh_token``. Guess: the consent goes with it."""
    client = _client(desk, authorization)
    if client is None:
        error = {"error": "invalid_client", "error_description": "Client authentication failed"}
        return Answer(401, encode(error), "text/plain; charset=utf-8")
    grant = desk.refresh.get(form.get("token", ""))
    if grant is not None and grant.client_id == client.client_id:
        desk.withdraw(client.client_id, grant.tenant)
    return ok({"revoked": grant is not None})
