"""The way in to Fortnox: token, rate limit, licence and scope, then the handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, json_answer
from kontera.sandbox.fortnox.errors import Refusal, envelope
from kontera.sandbox.fortnox.routes import Route, route_for

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.oauth import Grant

LICENCE_OF = {
    "order": "order",
    "invoice": "invoice",
    "payment": "invoice",
    "bookkeeping": "bookkeeping",
    "warehouse": "warehouse",
}
"""Scopes that need a paid part of Fortnox beside the integration licence (Fortnox help, licences)."""

ACCEPTED = ("*/*", "application/json", "application/*")


def unauthorized() -> Answer:
    """Recorded: an expired or wrong token has no ErrorInformation."""
    return json_answer(401, {"message": "unauthorized"})


def too_many(retry_after: int | None = None) -> Answer:
    """Guess: the body of a 429; only the status is documented, and Retry-After is disputed."""
    answer = json_answer(429, {"message": "Too many requests"})
    if retry_after is not None:
        answer.headers.append(("Retry-After", str(retry_after)))
    return answer


def admitted(company: Company, client_id: str) -> bool:
    """True sliding window of 25 requests in 5 seconds per client id and tenant."""
    with company.lock:
        return not company.switches.limit or company.window(client_id).admit(company.clock.seconds())


def handle(call: Call, path: str, accept: str, grant: Grant) -> Answer:
    """Answer one admitted request; a refusal becomes its envelope."""
    try:
        route, arguments = route_for(call.method, path)
        _check_accept(accept, path)
        with call.company.lock:
            _allow(call.company, route, grant)
            return route.handler(call, **arguments)
    except Refusal as refusal:
        return envelope(refusal)


def _check_accept(accept: str, path: str) -> None:
    if accept and not any(kind in accept for kind in ACCEPTED) and "/sie/" not in path:
        raise Refusal(1000030)


def _allow(company: Company, route: Route, grant: Grant) -> None:
    licences = company.switches.licences
    if "integration" not in licences:
        raise Refusal(2001103, status=403)
    if route.scope and route.scope not in grant.scopes:
        raise Refusal(2000663, route.scope, status=403)
    needed = LICENCE_OF.get(route.scope)
    if needed == "warehouse":
        return  # Guess: tenants-v4 answers also where Lager is not bought.
    if needed and needed not in licences:
        raise Refusal(2001101, route.scope, status=403)
