from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.fortnox.doubles import Script, answer

from kontera.fortnox import auth
from kontera.fortnox.client import open_http
from kontera.problems import Disconnected, TryLater

URL = "http://login.test/oauth-v1"


def jwt(**claims):
    packed = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{packed}.sig"


def source(*answers):
    script = Script(*answers)
    http = open_http(httpx2.MockTransport(script))
    return script, auth.ClientCredentials(URL, "id", "se:cret", "123456", http)


def fetch_failing(*answers):
    _, credentials = source(*answers)
    with pytest.raises((Disconnected, TryLater)) as raised:
        credentials.fetch()
    return raised.value


def test_a_token_is_fetched_by_tenant():
    script, credentials = source(answer(200, {"access_token": "abc", "expires_in": 3600}))
    token = credentials.fetch()
    request = script.requests[0]
    assert (token.value, token.expires_in) == ("abc", 3600)
    assert str(request.url) == f"{URL}/token"
    assert request.headers["TenantId"] == "123456"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"id:se:cret").decode()
    assert request.content == b"grant_type=client_credentials"


def test_the_body_is_json_whatever_the_content_type_says():
    body = '{"error":"invalid_client","error_description":"no"}'
    text = httpx2.Response(401, text=body, headers={"Content-Type": "text/plain"})
    assert fetch_failing(text).code == "fortnox-client-refused"
    html = httpx2.Response(400, text='{"error":"invalid_grant"}', headers={"Content-Type": "text/html"})
    assert fetch_failing(html).code == "fortnox-consent-missing"


def test_a_missing_consent_disconnects_the_fortnox_side():
    problem = fetch_failing(answer(400, {"error": "invalid_request", "error_description": "No consent"}))
    assert (problem.code, problem.side) == ("fortnox-consent-missing", "fortnox")
    assert "No consent" in problem.facts["fortnox"]


def test_a_switched_off_service_account_is_told_apart():
    problem = fetch_failing(
        answer(400, {"error": "x", "error_description": "Client does not allow service account"})
    )
    assert problem.code == "fortnox-service-account-off"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (answer(503, text=""), "fortnox-down"),
        (answer(429, text=""), "fortnox-busy"),
        (answer(200, text="<html>"), "fortnox-unreadable"),
        (httpx2.ConnectError("no"), "fortnox-unreachable"),
        (httpx2.ReadTimeout("slow"), "fortnox-unreachable"),
    ],
)
def test_a_stumbling_sign_in_is_tried_later(trouble, code):
    problem = fetch_failing(trouble)
    assert isinstance(problem, TryLater)
    assert problem.code == code


def test_the_consent_page_asks_for_a_service_account():
    url = auth.authorize_url(
        URL, client_id="id", redirect_uri="https://k.se/back", state="s", scopes=["a", "b"]
    )
    query = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{URL}/auth?")
    assert query["account_type"] == ["service"]
    assert query["access_type"] == ["offline"]
    assert query["scope"] == ["a b"]
    assert query["response_type"] == ["code"]


def test_a_code_becomes_a_token_and_tells_the_tenant():
    token = jwt(tenantId=123456)
    script = Script(answer(200, {"access_token": token, "expires_in": "3600", "scope": "invoice order"}))
    grant = auth.exchange_code(
        URL,
        client_id="id",
        client_secret="s",
        code="c",
        redirect_uri="https://k.se/back",
        http=open_http(httpx2.MockTransport(script)),
    )
    assert (grant.tenant, grant.scopes) == ("123456", ("invoice", "order"))
    assert parse_qs(script.requests[0].content.decode())["redirect_uri"] == ["https://k.se/back"]


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "e30.W10.x", ""])
def test_a_token_that_tells_no_tenant_is_no_error(token):
    assert auth.tenant_of(token) == ""


def test_secrets_do_not_show():
    _, credentials = source()
    assert "cret" not in repr(credentials)
    assert "abc" not in repr(auth.Token("abc", 1))
