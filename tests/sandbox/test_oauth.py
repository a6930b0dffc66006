"""Consent, codes, tokens and their errors."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.sandbox.calls import Fortnox

from kontera.sandbox.app import application

BACK = "http://localhost/callback"


@pytest.fixture
def sign_in(world):
    return httpx2.Client(
        transport=httpx2.WSGITransport(app=application(world)), base_url="http://test/oauth-v1/"
    )


def ask(sign_in, **changes):
    params = {
        "client_id": "sandbox-client",
        "response_type": "code",
        "state": "s1",
        "scope": "customer invoice",
        "redirect_uri": BACK,
        "access_type": "offline",
        "account_type": "service",
    } | changes
    answer = sign_in.get("auth", params=params)
    return answer, {k: v[0] for k, v in parse_qs(urlsplit(answer.headers.get("location", "")).query).items()}


def trade(sign_in, tenant=None, secret="sandbox-secret", **form):
    headers = {"TenantId": str(tenant)} if tenant else {}
    return sign_in.post("token", data=form, auth=("sandbox-client", secret), headers=headers)


def by_code(sign_in, code):
    return trade(sign_in, grant_type="authorization_code", code=code, redirect_uri=BACK)


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_consent_then_client_credentials_by_tenant(world, sign_in):
    world.add_company(100001, consent=False)
    refused = trade(sign_in, 100001, grant_type="client_credentials")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    _answer, back = ask(sign_in)
    assert back["state"] == "s1"
    token = by_code(sign_in, back["code"]).json()
    assert token["expires_in"] == 3600
    assert claims(token["access_token"])["tenantId"] == 100001
    fresh = trade(sign_in, 100001, grant_type="client_credentials").json()
    assert "refresh_token" not in fresh
    assert Fortnox(world, token=fresh["access_token"]).get("customers")[0] == 200
    assert Fortnox(world, token=fresh["access_token"]).refusal("GET", "orders")[1] == 2000663


def test_without_a_service_account_there_are_no_client_credentials(world, sign_in):
    world.add_company(100001, consent=False)
    _answer, back = ask(sign_in, account_type="")
    assert by_code(sign_in, back["code"]).status_code == 200
    assert trade(sign_in, 100001, grant_type="client_credentials").status_code == 400


def test_a_code_works_once_and_for_ten_minutes(world, clock, sign_in):
    world.add_company(100001)
    code = ask(sign_in)[1]["code"]
    assert by_code(sign_in, code).status_code == 200
    spent = by_code(sign_in, code)
    assert (spent.status_code, spent.headers["content-type"][:9]) == (400, "text/html")
    late = ask(sign_in)[1]["code"]
    clock.advance(600)
    assert by_code(sign_in, late).status_code == 400


def test_a_token_lives_an_hour_and_a_refresh_token_once(world, clock, sign_in):
    world.add_company(100001)
    first = by_code(sign_in, ask(sign_in)[1]["code"]).json()
    clock.advance(3601)
    assert Fortnox(world, token=first["access_token"]).get("customers")[0] == 401
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert trade(sign_in, **form).status_code == 200
    again = trade(sign_in, **form)
    assert again.json() == {"error": "invalid_grant", "error_description": "Invalid refresh token"}


def test_a_wrong_secret_is_invalid_client_as_plain_text(world, sign_in):
    world.add_company(100001)
    answer = trade(sign_in, 100001, secret="wrong", grant_type="client_credentials")
    assert (answer.status_code, answer.headers["content-type"][:10]) == (401, "text/plain")
    assert json.loads(answer.text)["error"] == "invalid_client"


def test_a_refused_or_wrong_consent_comes_back_as_an_error(world, sign_in):
    world.add_company(100001)
    assert ask(sign_in, scope="customer moon")[1]["error"] == "invalid_scope"
    assert ask(sign_in, client_id="nobody")[0].status_code == 400
    world.desk.consent.deny = True
    assert ask(sign_in)[1] == {"error": "access_denied", "state": "s1"}


def test_with_several_companies_a_page_asks_which(world, sign_in):
    world.add_company(100001, name="Ett AB")
    world.add_company(100002, name="Två AB")
    answer, _back = ask(sign_in)
    assert answer.status_code == 200
    assert "Två AB" in answer.text
    code = ask(sign_in, tenant="100002")[1]["code"]
    assert claims(by_code(sign_in, code).json()["access_token"])["tenantId"] == 100002


def test_a_withdrawn_consent_ends_everything(world, company, sign_in):
    token = trade(sign_in, 100001, grant_type="client_credentials").json()["access_token"]
    world.desk.withdraw("sandbox-client", 100001)
    assert Fortnox(world, token=token).get("customers")[0] == 401
    assert trade(sign_in, 100001, grant_type="client_credentials").status_code == 400
