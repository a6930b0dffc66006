"""One token per company, fetched once by whoever finds it stale first."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kontera.fortnox.auth import Token
from kontera.shops import across
from kontera.shops.models import Company
from kontera.sync.tokens import CompanyTokens


class Desk:
    """Gives a new token each time, and counts."""

    def __init__(self):
        self.given = 0
        self.lock = threading.Lock()

    def __call__(self, tenant):
        with self.lock:
            self.given += 1
            return Token(f"token {self.given} of {tenant}", 3600)


@pytest.fixture
def company(transactional_db):
    return across.company_for("400001")


def expire(company):
    across.remember_token(company, "old", -10)
    company.refresh_from_db()


def together(*calls):
    """The results of calls made at once, each in a thread of its own."""
    ready, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        ready.wait()
        try:
            found[place] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return found


def test_threads_of_one_process_fetch_an_expired_token_once(company):
    expire(company)
    desk = Desk()
    source = CompanyTokens(company, desk)
    assert set(together(*[source.token] * 6)) == {"token 1 of 400001"}
    assert desk.given == 1


def test_processes_fetch_an_expired_token_once(company):
    expire(company)
    desk = Desk()
    sources = [CompanyTokens(Company.objects.get(pk=company.pk), desk) for _ in range(4)]
    assert set(together(*[source.token for source in sources])) == {"token 1 of 400001"}
    assert desk.given == 1


def test_a_refused_token_is_renewed_once_by_all_who_held_it(company):
    across.remember_token(company, "refused", 3600)
    desk = Desk()
    sources = [CompanyTokens(Company.objects.get(pk=company.pk), desk) for _ in range(3)]
    assert {source.token() for source in sources} == {"refused"}
    renewals = [lambda source=source: source.renew("refused") for source in sources]
    assert set(together(*renewals)) == {"token 1 of 400001"}
    assert desk.given == 1


def test_a_good_token_is_not_fetched_again(company):
    desk = Desk()
    first = CompanyTokens(company, desk).token()
    again = CompanyTokens(Company.objects.get(pk=company.pk), desk).token()
    assert (first, again, desk.given) == ("token 1 of 400001", "token 1 of 400001", 1)


def test_a_token_about_to_end_counts_as_stale(company):
    across.remember_token(company, "ending", 60)
    assert CompanyTokens(company, Desk()).token() == "token 1 of 400001"


def test_a_token_lies_encrypted_in_the_database(company):
    across.remember_token(company, "very secret", 3600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM shops_company WHERE id = %s", [company.pk])
        assert "very secret" not in cursor.fetchone()[0]
    company.refresh_from_db()
    assert company.token == "very secret"
    assert company.token_expires_at > timezone.now() + timedelta(minutes=59)


def test_a_token_that_died_early_costs_one_sign_in_and_no_order(stage):
    place = stage.open_shop(end="paid")
    place.buys_and_tells()
    place.drain()
    stage.world.desk.tokens.clear()
    stage.forget()
    numbers = [place.buys_and_tells() for _ in range(6)]
    place.rest()
    assert {place.state(number) for number in numbers} == {("done", "")}
    assert stage.calls("oauth") == ["POST /token"]
    place.adds_up()
