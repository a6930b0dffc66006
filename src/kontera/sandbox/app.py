"""The whole sandbox as one WSGI application, told apart by the path's first part."""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from kontera.sandbox import control, oauth
from kontera.sandbox.answers import Answer, AnswerLost, json_answer
from kontera.sandbox.clock import STOCKHOLM
from kontera.sandbox.fortnox import gate as fortnox
from kontera.sandbox.fortnox.call import Call
from kontera.sandbox.journal import Request
from kontera.sandbox.public import registers
from kontera.sandbox.quickbutik import gate as quickbutik
from kontera.sandbox.wire import status_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from kontera.sandbox.faults import Fault
    from kontera.sandbox.world import World

FORTNOX = "/fortnox"
QUICKBUTIK = "/quickbutik/v1"
OAUTH = "/oauth-v1"
CONTROL = "/_sandbox"
PUBLIC = "/public"


class Asked:
    """A request, read once from the WSGI environment."""

    __slots__ = ("authorization", "body", "environ", "method", "path", "query", "service", "tenant")

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ
        self.method = str(environ["REQUEST_METHOD"])
        self.path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        self.query = str(environ.get("QUERY_STRING", ""))
        self.authorization = str(environ.get("HTTP_AUTHORIZATION", ""))
        length = str(environ.get("CONTENT_LENGTH") or "0")
        self.body: bytes = environ["wsgi.input"].read(int(length)) if length.isdecimal() else b""
        self.service = ""
        self.tenant = ""

    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


def application(world: World) -> WSGIApplication:
    """The WSGI application of ``world``.

    Fortnox under ``/fortnox`` and ``/oauth-v1``, Quickbutik under ``/quickbutik/v1``, control
    under ``/_sandbox``. Raises ``AnswerLost`` where a fault says that no answer comes.
    """

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _safely(world, Asked(environ))
        headers = [("Content-Type", answer.content_type), *answer.headers]
        start_response(status_line(answer.status), headers)
        return [answer.body]

    return app


def _safely(world: World, asked: Asked) -> Answer:
    """A mistake of the sandbox itself is a 500 for the caller and a traceback on stderr."""
    try:
        return _answer(world, asked)
    except AnswerLost:
        raise
    except Exception:  # noqa: BLE001 - a server must answer
        traceback.print_exc()
        return json_answer(500, {"ErrorInformation": {"error": 1, "message": "Systemfel.", "code": 1000003}})


def _answer(world: World, asked: Asked) -> Answer:
    path = asked.path
    if path.startswith(FORTNOX):
        return _guarded(world, asked, "fortnox", FORTNOX, _fortnox)
    if path.startswith(QUICKBUTIK):
        return _guarded(world, asked, "quickbutik", QUICKBUTIK, _quickbutik)
    if path.startswith(OAUTH):
        return _guarded(world, asked, "oauth", OAUTH, _oauth)
    if path.startswith(PUBLIC):
        return _guarded(world, asked, "public", PUBLIC, _public)
    if path.startswith(CONTROL):
        return control.handle(world, asked.method, path.removeprefix(CONTROL), asked.params(), asked.body)
    return json_answer(404, {"error": f"nothing here: {path}"})


def _guarded(world: World, asked: Asked, service: str, prefix: str, door: Any) -> Answer:
    """Door (who is it, is it admitted), fault, work, journal."""
    asked.service = service
    asked.path = asked.path.removeprefix(prefix)
    if world.latency:
        time.sleep(world.latency)
    opened = door(world, asked)
    fault = world.faults.strike(service, asked.method, asked.path, asked.tenant)
    try:
        answer = _with_fault(world, asked, fault, opened)
    except AnswerLost:
        _note(world, asked, 0, fault)
        raise
    _note(world, asked, answer.status, fault)
    return answer


def _with_fault(world: World, asked: Asked, fault: Fault | None, opened: Any) -> Answer:
    work: Callable[[], Answer] = opened if callable(opened) else lambda: cast("Answer", opened)
    if fault is None:
        return work()
    if fault.kind == "late":
        world.later(lambda: _quietly(work), fault.seconds)
        raise AnswerLost("late")
    if fault.kind == "unauthorized":
        return fortnox.unauthorized() if asked.service == "fortnox" else quickbutik.unauthorized()
    if fault.kind == "too_many":
        door = fortnox if asked.service == "fortnox" else quickbutik
        refused: Answer = door.too_many(fault.retry_after)
        return refused
    if fault.kind == "error_before":
        return _broken_down(fault)
    return _after(fault, work)


def _after(fault: Fault, work: Callable[[], Answer]) -> Answer:
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    answer = work()
    if fault.kind == "lost":
        raise AnswerLost("lost")
    if fault.kind == "error_after":
        return _broken_down(fault)
    if fault.kind == "broken_json":
        answer.body = answer.body[: len(answer.body) // 2]
    return answer


def _broken_down(fault: Fault) -> Answer:
    """Guess: a gateway's error page is no JSON."""
    answer = Answer(
        fault.status, b"<html><body>Service unavailable</body></html>", "text/html; charset=utf-8"
    )
    if fault.retry_after is not None:
        answer.headers.append(("Retry-After", str(fault.retry_after)))
    return answer


def _quietly(work: Callable[[], Answer]) -> None:
    work()


def _note(world: World, asked: Asked, status: int, fault: Fault | None) -> None:
    body = "" if asked.service == "oauth" else asked.body.decode("utf-8", "replace")
    kind = fault.kind if fault else ""
    moment = world.clock.seconds()
    world.journal.note(
        Request(
            moment, asked.service, asked.tenant, asked.method, asked.path, asked.query, status, body, kind
        )
    )


# -- doors --------------------------------------------------------------------------------------


def _fortnox(world: World, asked: Asked) -> Callable[[], Answer] | Answer:
    kind, _, token = asked.authorization.partition(" ")
    grant = world.desk.grant_of(token.strip()) if kind.lower() == "bearer" else None
    if grant is None:
        return fortnox.unauthorized()
    company = world.companies[grant.tenant]
    asked.tenant = str(grant.tenant)
    if not fortnox.admitted(company, grant.client_id):
        return fortnox.too_many(company.switches.retry_after)
    environ = asked.environ
    base = f"http://{environ.get('HTTP_HOST', 'api.fortnox.test')}{FORTNOX}"
    call = Call(company, asked.method, asked.params(), asked.body, str(environ.get("CONTENT_TYPE", "")), base)
    accept = str(environ.get("HTTP_ACCEPT", ""))
    return lambda: fortnox.handle(call, asked.path, accept, grant)


def _quickbutik(world: World, asked: Asked) -> Callable[[], Answer] | Answer:
    key = quickbutik.key_of(asked.authorization)
    shop = world.shops.get(key)
    if shop is None:
        return quickbutik.unauthorized()
    asked.tenant = key
    if not quickbutik.admitted(shop):
        return quickbutik.too_many()
    return lambda: quickbutik.handle(shop, asked.method, asked.path, asked.params(), asked.body)


def _public(world: World, asked: Asked) -> Callable[[], Answer]:
    today = world.clock.now().astimezone(STOCKHOLM).date()
    return lambda: registers.handle(
        world.registers, asked.method, asked.path, params=asked.params(), body=asked.body, now=today
    )


def _oauth(world: World, asked: Asked) -> Callable[[], Answer] | Answer:
    desk, header = world.desk, str(asked.environ.get("HTTP_TENANTID", ""))
    asked.tenant = header
    if asked.path == "/auth" and asked.method == "GET":
        return lambda: oauth.authorize(desk, asked.params())
    if asked.path == "/token" and asked.method == "POST":
        return lambda: oauth.token(desk, asked.form(), asked.authorization, header)
    if asked.path == "/revoke" and asked.method == "POST":
        return lambda: oauth.revoke(desk, asked.form(), asked.authorization)
    return json_answer(404, {"error": "not_found"})
