"""VIES and the banks' rates: a plain answer or none, never a guess."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx2
import pytest

from kontera.problems import TryLater
from kontera.public.rates import Ecb, Riksbank
from kontera.public.vies import Vies
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World

DAY = date(2026, 11, 24)


@pytest.fixture
def world():
    with World(Clock(datetime(2026, 11, 24, 11, tzinfo=UTC), running=False)) as made:
        yield made


@pytest.fixture
def places(world):
    with serve_thread(world) as served:
        yield served


@pytest.fixture
def http():
    with httpx2.Client() as client:
        yield client


@pytest.fixture
def vies(places, http):
    return Vies(f"{places.public}/vies", http, lambda _seconds: None)


def banks(places, http):
    still = lambda _seconds: None  # noqa: E731
    return Riksbank(f"{places.public}/riksbank", http, still), Ecb(f"{places.public}/ecb", http, still)


def test_a_valid_number_comes_with_its_day_and_the_consultation_number(world, vies):
    world.registers.numbers["DE123456789"] = "Tische GmbH"
    answer = vies.check("DE123456789", DAY, requester="SE556000000101")
    assert (answer.is_valid, answer.day, answer.name) == (True, DAY, "Tische GmbH")
    assert answer.consultation
    assert not vies.check("DE 123.456.789", DAY).consultation


def test_an_unknown_number_is_not_valid(vies):
    assert not vies.check("DE999999999", DAY).is_valid


def test_a_member_state_that_does_not_answer_is_asked_later_and_is_no_no(world, vies):
    world.registers.vies_down = True
    with pytest.raises(TryLater) as silent:
        vies.check("DE123456789", DAY)
    assert silent.value.code == "vies-silent"


NO_ANSWERS = [
    httpx2.Response(500),
    httpx2.Response(404),
    httpx2.Response(200, text="<html>"),
    httpx2.Response(200, json=[]),
    httpx2.Response(200, json={"valid": "yes"}),
]


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_an_answer_that_is_no_answer_is_asked_later(answer):
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _request: answer))
    with pytest.raises(TryLater):
        Vies("http://vies.test", http, lambda _seconds: None).check("DE1", DAY)


def refusing(error, *, status):
    """VIES that refuses with ``error``, but knows every number where nobody says who asks."""

    def answer(request):
        asked = json.loads(request.content)
        if "requesterNumber" not in asked and error.startswith("INVALID_REQUESTER"):
            return httpx2.Response(200, json={"valid": True, "name": "Tische GmbH", "requestIdentifier": ""})
        told = {"valid": False, "userError": error}
        return httpx2.Response(
            status,
            json=told if status == 200 else {"actionSucceed": False, "errorWrappers": [{"error": error}]},
        )

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return Vies("http://vies.test", http, lambda _seconds: None)


@pytest.mark.parametrize("status", [200, 400])
def test_a_number_of_our_own_that_vies_does_not_know_costs_the_receipt_and_no_answer(status):
    answer = refusing("INVALID_REQUESTER_INFO", status=status).check("DE1", DAY, requester="556036-0793")
    assert (answer.is_valid, answer.consultation) == (True, "")


@pytest.mark.parametrize("status", [200, 400])
def test_a_number_that_cannot_be_one_is_a_no_and_a_busy_register_is_none(status):
    assert not refusing("INVALID_INPUT", status=status).check("DE1", DAY).is_valid
    with pytest.raises(TryLater):
        refusing("SERVER_BUSY", status=status).check("DE1", DAY)


def test_without_an_address_nobody_is_asked():
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _request: pytest.fail("asked")))
    with pytest.raises(TryLater):
        Vies("", http).check("DE1", DAY)


def test_the_latest_rate_up_to_the_day_counts_also_over_a_weekend(world, places, http):
    world.registers.days["EUR", "2026-11-20"] = Decimal("11.0000")
    for bank in banks(places, http):
        assert (bank.rate("EUR", date(2026, 11, 22)).rate, bank.rate("EUR", date(2026, 11, 22)).day) == (
            11,
            date(2026, 11, 20),
        )
        assert bank.rate("EUR", DAY).rate == Decimal("10.9635")


def test_the_ecb_crosses_other_currencies_over_the_euro(places, http):
    riksbank, ecb = banks(places, http)
    assert riksbank.rate("USD", DAY).rate == Decimal("9.451")
    assert abs(ecb.rate("USD", DAY).rate - Decimal("9.451")) < Decimal("0.001")


def test_the_first_rate_from_a_day_on_is_the_days_own_or_the_next_that_is_published(world, places, http):
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    world.registers.days["EUR", "2026-11-23"] = Decimal("11.0215")
    for bank in banks(places, http):
        assert (bank.first_rate("EUR", saturday).rate, bank.first_rate("EUR", saturday).day) == (
            Decimal("11.0215"),
            monday,
        )
        assert bank.first_rate("EUR", date(2026, 11, 20)).rate == Decimal("10.9635")
        assert bank.first_rate("USD", saturday).day == monday
        assert bank.first_rate("EUR", date(2026, 11, 25)) is None
        assert bank.first_rate("XAU", saturday) is None


def test_a_currency_that_is_not_quoted_has_no_rate(places, http):
    assert [bank.rate("XAU", DAY) for bank in banks(places, http)] == [None, None]


def test_silent_banks_are_asked_later(world, places, http):
    world.registers.rates_down = True
    for bank in banks(places, http):
        with pytest.raises(TryLater):
            bank.rate("EUR", DAY)
