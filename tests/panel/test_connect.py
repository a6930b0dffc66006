"""Connecting a shop: key, pause, and the consent at Fortnox against a doubled transport."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.urls import reverse
from tests.panel.scene import deliver, put, signed_in

from kontera.panel.door import CALLBACK, Door
from kontera.shops import across
from kontera.shops.models import Company


def jwt(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.x"


def hang(hang_door, answer):
    """A door whose far side is ``answer``; returns the requests it got."""
    asked = []

    def handle(request):
        asked.append(request)
        return answer(request)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    hang_door(
        Door(
            "https://fortnox.example/oauth-v1",
            "https://api.fortnox.example",
            "the-client",
            "the-secret",
            f"http://testserver{CALLBACK}",
            ("customer", "price"),
            http,
        )
    )
    return asked


def granted(tenant):
    token = jwt(tenantId=tenant) if tenant else "opaque"
    answer = {"access_token": token, "expires_in": 3600, "scope": "invoice", "token_type": "bearer"}
    return lambda _request: httpx2.Response(200, json=answer)


def start(client, shop):
    answer = client.get(reverse("panel:consent", args=[shop.shop.key]))
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def come_back(client, **query):
    return client.get(CALLBACK, query, follow=True).content.decode()


def fresh(shop):
    return across.handle_by_key(shop.shop.key).shop


@pytest.fixture
def bare(shop):
    """The shop, not connected yet."""
    shop.shop.company = None
    shop.shop.save()
    return shop


def test_the_consent_asks_for_a_service_account_with_a_secret_state(owner, bare, hang_door):
    hang(hang_door, granted("55"))
    asked = start(owner, bare)
    assert asked["account_type"] == "service"
    assert asked["client_id"] == "the-client"
    assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert len(asked["state"]) >= 32
    assert asked["state"] != start(owner, bare)["state"]


def test_a_consent_connects_the_shop_to_its_company(owner, bare, hang_door):
    asked = hang(hang_door, granted("55"))
    page = come_back(owner, code="the-code", state=start(owner, bare)["state"])
    assert "Butiken är kopplad till Fortnox." in page
    assert fresh(bare).company.tenant == "55"
    assert [request.url.path for request in asked] == ["/oauth-v1/token"]
    assert b"code=the-code" in asked[0].content


def test_a_token_that_does_not_say_whose_it_is_is_asked_about(owner, bare, hang_door):
    def answer(request):
        if request.url.path == "/3/companyinformation":
            assert request.headers["Authorization"] == "Bearer opaque"
            return httpx2.Response(
                200, json={"CompanyInformation": {"DatabaseNumber": 77, "CompanyName": "Ull AB"}}
            )
        return granted("")(request)

    hang(hang_door, answer)
    come_back(owner, code="c", state=start(owner, bare)["state"])
    assert fresh(bare).company.tenant == "77"


def test_two_shops_may_share_a_company(owner, bare, far_shop, hang_door):
    hang(hang_door, granted("1000002"))
    come_back(owner, code="c", state=start(owner, bare)["state"])
    assert fresh(bare).company == far_shop.shop.company


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"error": "access_denied"}, "Kopplingen godkändes inte i Fortnox."),
        ({"error": "server_error"}, "Fortnox svarade med ett fel: server_error."),
        ({}, "Fortnox skickade tillbaka dig utan svar."),
        ({"code": "c"}, "hör inte till någon koppling"),
        ({"code": "c", "state": "forged"}, "hör inte till någon koppling"),
        ({"code": "c", "state": "förfalskad"}, "hör inte till någon koppling"),
    ],
)
def test_an_answer_that_is_no_consent_says_so_and_connects_nothing(owner, bare, hang_door, query, sentence):
    asked = hang(hang_door, granted("55"))
    start(owner, bare)
    assert sentence in come_back(owner, **query)
    assert not asked
    assert fresh(bare).company is None


def test_a_state_is_used_once(owner, bare, hang_door):
    hang(hang_door, granted("55"))
    state = start(owner, bare)["state"]
    come_back(owner, error="access_denied", state=state)
    assert "hör inte till någon koppling" in come_back(owner, code="c", state=state)
    assert fresh(bare).company is None


def test_a_right_state_without_a_code_connects_nothing(owner, bare, hang_door):
    hang(hang_door, granted("55"))
    assert "utan svar" in come_back(owner, state=start(owner, bare)["state"])
    assert fresh(bare).company is None


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: httpx2.Response(400, json={"error": "invalid_grant"}),
        lambda _request: httpx2.Response(503, text="away"),
        lambda _request: httpx2.Response(200, text="<html>"),
    ],
)
def test_an_exchange_that_fails_is_told_and_connects_nothing(owner, bare, hang_door, answer):
    hang(hang_door, answer)
    page = come_back(owner, code="c", state=start(owner, bare)["state"])
    assert 'class="flash error"' in page
    assert fresh(bare).company is None


def test_a_connection_that_breaks_is_told(owner, bare, hang_door):
    def answer(request):
        raise httpx2.ConnectError("gone", request=request)

    hang(hang_door, answer)
    assert 'class="flash error"' in come_back(owner, code="c", state=start(owner, bare)["state"])


def test_a_shop_with_booked_orders_does_not_change_company(owner, shop, hang_door):
    deliver(put(shop, "1", "done"))
    hang(hang_door, granted("55"))
    page = come_back(owner, code="c", state=start(owner, shop)["state"])
    assert "ett annat Fortnox-företag" in page
    assert fresh(shop).company.tenant == "1000001"


def test_connecting_again_heals_the_company_and_the_shop(owner, shop, hang_door):
    Company.objects.filter(tenant="1000001").update(problem_code="fortnox-consent-missing")
    shop.set_problem("fortnox-consent-missing", {})
    hang(hang_door, granted("1000001"))
    come_back(owner, code="c", state=start(owner, shop)["state"])
    assert (fresh(shop).problem_code, fresh(shop).company.problem_code) == ("", "")


def test_the_answer_works_only_for_whoever_still_owns_the_shop(owner, bare, people, hang_door):
    hang(hang_door, granted("55"))
    state = start(owner, bare)["state"]
    bare.members().filter(user=people.owner).update(role="reader")
    assert owner.get(CALLBACK, {"code": "c", "state": state}).status_code == 403


def test_an_installation_without_credentials_says_whom_to_ask(owner, bare):
    page = owner.get(reverse("panel:consent", args=[bare.shop.key]), follow=True).content.decode()
    assert "KONTERA_FORTNOX_CLIENT_ID" in page


def test_a_door_never_shows_its_secret():
    door = Door("a", "b", "c", "the-secret", "d", (), httpx2.Client())
    assert "the-secret" not in repr(door)


def test_a_key_is_stored_sealed_and_heals_the_shop(owner, shop):
    shop.set_problem("quickbutik-key-refused", {})
    owner.post(reverse("panel:quickbutik_key", args=[shop.shop.key]), {"key": "  )ny(#nyckel*!  "})
    assert fresh(shop).quickbutik_key == ")ny(#nyckel*!"
    assert fresh(shop).problem_code == ""


@pytest.mark.parametrize("key", ["", "   ", "två ord", "x" * 201, "rad\nbyte"])
def test_what_cannot_be_a_key_is_refused_and_the_old_one_stays(owner, shop, key):
    address = reverse("panel:quickbutik_key", args=[shop.shop.key])
    page = owner.post(address, {"key": key}, follow=True).content.decode()
    assert "ser inte ut som en nyckel" in page
    assert fresh(shop).quickbutik_key == "quickbutik-key-1"


def test_a_shop_can_be_paused_and_resumed(owner, shop):
    address = reverse("panel:pause", args=[shop.shop.key])
    assert "Butiken är pausad" in owner.post(address, {"paused": "1"}, follow=True).content.decode()
    assert fresh(shop).paused
    assert "igång igen" in owner.post(address, {"paused": "0"}, follow=True).content.decode()
    assert not fresh(shop).paused


def test_the_webhook_address_on_the_page_is_the_one_that_answers(owner, shop):
    page = owner.get(reverse("panel:connect", args=[shop.shop.key])).content.decode()
    assert "inte hörd än" in page
    address = page.split('id="hook" value="')[1].split('"')[0]
    assert signed_in(None).get(urlsplit(address).path).content == b"ok\n"
    assert "hördes senast" in owner.get(reverse("panel:connect", args=[shop.shop.key])).content.decode()
