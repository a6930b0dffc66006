"""The rate limit is a true sliding window per company and client."""

from __future__ import annotations

from tests.sandbox.calls import Fortnox


def statuses(api, count):
    return [api.get("companyinformation")[0] for _ in range(count)]


def test_the_twenty_sixth_request_in_five_seconds_is_refused(world, company, clock):
    company.switches.limit = True
    api = Fortnox(world)
    assert statuses(api, 12) == [200] * 12
    clock.advance(2.5)
    assert statuses(api, 14) == [200] * 13 + [429]
    clock.advance(2.49)
    assert statuses(api, 1) == [429]
    clock.advance(0.01)
    assert statuses(api, 13) == [200] * 12 + [429]
    assert world.journal.total(status=429) == 3


def test_a_window_never_lets_more_than_25_through_whatever_the_rhythm(world, company, clock):
    company.switches.limit = True
    api = Fortnox(world)
    admitted = []
    for step in range(400):
        clock.advance((step * 7 % 11) / 40)
        if api.get("companyinformation")[0] == 200:
            admitted.append(clock.seconds())
    for first, last in zip(admitted, admitted[25:], strict=False):
        assert last - first >= 5


def test_companies_and_clients_do_not_share_a_window(world, company):
    company.switches.limit = True
    other = world.add_company(100002)
    other.switches.limit = True
    world.add_client("second", "word")
    assert statuses(Fortnox(world), 26)[-1] == 429
    assert statuses(Fortnox(world, 100002), 25)[-1] == 200
    assert statuses(Fortnox(world, token=world.token(100001, "second")), 25)[-1] == 200


def test_a_company_without_limit_never_says_429(world, company):
    assert set(statuses(Fortnox(world), 60)) == {200}
