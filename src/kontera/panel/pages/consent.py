"""Signing a shop in to Fortnox: the one place where the panel speaks to somebody outside.

A system administrator consents once, for a service account. What is kept is the
company's tenant id; tokens are fetched with the app's own credentials ever after.
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect

from kontera.fortnox import auth, registers
from kontera.fortnox.client import Client
from kontera.panel import door, gate, words
from kontera.panel.gate import Level, visit_of
from kontera.panel.screen import tell, warn
from kontera.problems import Problem, Text
from kontera.shops import across
from kontera.shops.work import wake

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from django.http import HttpRequest, HttpResponse

    from kontera.fortnox.auth import Grant
    from kontera.panel.door import Door
    from kontera.panel.gate import Visit

logger = structlog.get_logger(__name__)
PENDING = "fortnox_consent"

NO_DOOR = Text(
    "Kontera saknar sina uppgifter från Fortnox. Den som driver installationen behöver ange "
    "KONTERA_FORTNOX_CLIENT_ID och KONTERA_FORTNOX_CLIENT_SECRET.",
    "Kontera lacks its credentials from Fortnox. Whoever runs the installation needs to set "
    "KONTERA_FORTNOX_CLIENT_ID and KONTERA_FORTNOX_CLIENT_SECRET.",
)
FOREIGN = Text(
    "Svaret från Fortnox hör inte till någon koppling som du har påbörjat här. Börja om med knappen.",
    "The answer from Fortnox belongs to no connection that you started here. Start again with the button.",
)
DENIED = Text(
    "Kopplingen godkändes inte i Fortnox. Den måste godkännas av en systemadministratör i företaget.",
    "The connection was not approved in Fortnox. A system administrator of the company must approve it.",
)
FAILED = Text(
    "Fortnox svarade med ett fel: {error}. Försök igen om en stund.",
    "Fortnox answered with an error: {error}. Try again in a while.",
)
EMPTY = Text(
    "Fortnox skickade tillbaka dig utan svar. Det händer när kontot där är spärrat: logga in där och se.",
    "Fortnox sent you back without an answer. That happens when the account is locked: sign in there.",
)
OTHER_COMPANY = Text(
    "Du godkände ett annat Fortnox-företag än det som butikens ordrar redan är bokförda i. Inget ändrades.",
    "You approved another Fortnox company than the one the orders are booked in. Nothing was changed.",
)
CONNECTED = Text("Butiken är kopplad till Fortnox.", "The shop is connected to Fortnox.")


@gate.shop_page("consent")
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Off to Fortnox, with a secret that must come back."""
    way = door.current()
    if way is None:
        warn(request, NO_DOOR)
        return redirect("panel:connect", key=visit.shop.key)
    state = secrets.token_urlsafe(24)
    request.session[PENDING] = {"state": state, "shop": visit.shop.key}
    return redirect(
        auth.authorize_url(
            way.auth_url,
            client_id=way.client_id,
            redirect_uri=way.callback_url,
            state=state,
            scopes=way.scopes,
        )
    )


@gate.page("consent_answer")
def consent_answer(request: HttpRequest) -> HttpResponse:
    """Back from Fortnox. Whatever came back, the page says what it means."""
    pending = request.session.pop(PENDING, None)
    if pending is None:
        warn(request, FOREIGN)
        return redirect("panel:start")
    visit = visit_of(request, pending["shop"])
    if visit.level < Level.OWNER:
        raise PermissionDenied
    refusal = _refusal(request, pending["state"])
    if refusal is not None:
        warn(request, refusal, error=request.GET.get("error", "")[:80])
    else:
        _take(request, visit)
    return redirect("panel:connect", key=visit.shop.key)


def _refusal(request: HttpRequest, state: str) -> Text | None:
    """Why the answer cannot be used, or ``None``."""
    error, given = request.GET.get("error", ""), request.GET.get("state", "")
    if not (error or given or request.GET.get("code")):
        return EMPTY
    if given and not secrets.compare_digest(given.encode(), state.encode()):
        return FOREIGN
    if error:
        return DENIED if error == "access_denied" else FAILED
    if not given:
        return FOREIGN
    return None if request.GET.get("code") else EMPTY


def _take(request: HttpRequest, visit: Visit) -> None:
    way = door.current()
    if way is None:
        warn(request, NO_DOOR)
        return
    try:
        grant = _grant(way, request.GET["code"])
        tenant = grant.tenant or _tenant(way, grant)
    except Problem as problem:
        warn(request, Text("{said}", "{said}"), said=words.reason(problem.code, problem.facts).sentence)
        return
    if _is_foreign(visit, tenant):
        warn(request, OTHER_COMPANY)
        return
    _store(visit, tenant, grant)
    logger.info("fortnox-connected", shop=visit.shop.key, tenant=tenant, by=request.user.pk)
    tell(request, CONNECTED)


def _grant(way: Door, code: str) -> Grant:
    return auth.exchange_code(
        way.auth_url,
        client_id=way.client_id,
        client_secret=way.client_secret,
        code=code,
        redirect_uri=way.callback_url,
        http=way.http,
    )


@dataclass(frozen=True, slots=True)
class _OneToken:
    """The token just granted; there is no other yet."""

    value: str

    def token(self) -> str:
        return self.value

    def renew(self, stale: str) -> str:
        return stale


class _OneCall:
    """A limiter for the single call that asks whose token it is."""

    def take(self) -> AbstractContextManager[object]:
        return nullcontext()

    def penalty(self, seconds: float) -> None:
        """Nothing follows that would have to wait."""


def _tenant(way: Door, grant: Grant) -> str:
    """Whose token it is, where the token itself does not say."""
    client = Client(way.api_url, way.http, _OneToken(grant.token.value), _OneCall())
    return registers.company(client).tenant


def _is_foreign(visit: Visit, tenant: str) -> bool:
    company = visit.shop.company
    return company is not None and company.tenant != tenant and visit.handle.deliveries().exists()


def _store(visit: Visit, tenant: str, grant: Grant) -> None:
    shop = visit.shop
    with transaction.atomic():
        company = across.company_for(tenant)
        across.remember_token(company, grant.token.value, grant.token.expires_in)
        shop.company = company
        shop.save(update_fields=["company"])
        if shop.problem_code.startswith("fortnox"):
            visit.handle.clear_problem()
        transaction.on_commit(partial(wake, shop.pk, "orders"))
