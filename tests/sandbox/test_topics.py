"""The sandbox's WebSocket, spoken to over real sockets as its documentation says."""

from __future__ import annotations

import json

import httpx2
import pytest
from tests.sandbox.calls import TENANT
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from kontera.sandbox.app import application
from kontera.sandbox.topics import FIRST, serve_topics, word_of
from kontera.sandbox.world import CLIENT_SECRET

ANSWER_SECONDS = 10


class Line:
    """A client that says one thing at a time."""

    def __init__(self, socket):
        self.socket = socket

    def hear(self):
        return json.loads(self.socket.recv(timeout=ANSWER_SECONDS))

    def say(self, command, **more):
        self.socket.send(json.dumps({"command": command, **more}))
        return self.hear()

    def enter(self, *tokens, secret=CLIENT_SECRET):
        given = [f"Bearer {token}" for token in tokens]
        return self.say("add-tenants-v1", clientSecret=secret, accessTokens=given)

    def follow(self, *topics, **offsets):
        wanted = [{"topic": topic} for topic in topics]
        wanted += [{"topic": topic, "offset": offset} for topic, offset in offsets.items()]
        answer = self.say("add-topics-v1", topics=wanted)
        return answer if answer["result"] == "error" else self.say("subscribe-v1")


@pytest.fixture
def events_url(world, company):
    with serve_topics(world) as address:
        yield address


@pytest.fixture
def line(events_url):
    with connect(events_url) as socket:
        yield Line(socket)


@pytest.fixture
def inside(line, world):
    line.enter(world.token(TENANT))
    return line


def test_an_event_says_what_happened_to_which_entity_of_which_tenant(inside, company, clock):
    assert inside.follow("articles") == {"response": "subscribe-v1", "result": "ok"}
    company.on_event("articles", "article-updated-v1", "T-1")
    told = inside.hear()
    assert told.pop("offset")
    assert told == {
        "topic": "articles",
        "type": "article-updated-v1",
        "tenantId": TENANT,
        "entityId": "T-1",
        "timestamp": "2026-11-24T09:00:00.000+00:00",
    }


def test_a_write_over_the_api_becomes_an_event(inside, fortnox):
    inside.follow("customers")
    fortnox.customer(Name="Bo Ek")
    assert inside.hear()["topic"] == "customers"


def test_tenants_enter_by_token_and_a_bad_token_spoils_only_itself(line, world):
    token = world.token(TENANT)
    answer = line.enter(token, "nonsense")
    assert answer["result"] == "ok"
    assert answer["tenantIds"] == {f"Bearer {token}": TENANT}
    assert answer["invalidTokens"] == ["Bearer nonsense"]
    assert line.enter("nonsense")["result"] == "error"
    assert line.say("list-tenants-v1")["tenantIds"] == [TENANT]


def test_a_token_of_another_integration_does_not_get_in(line, world):
    world.add_client("other", "other-secret")
    assert line.enter(world.token(TENANT), secret="other-secret")["result"] == "error"
    assert line.enter(world.token(TENANT, "other"))["result"] == "error"


def test_a_wrong_secret_is_refused(line, world):
    answer = line.enter(world.token(TENANT), secret="wrong")
    assert (answer["response"], answer["result"]) == ("add-tenants-v1", "error")


@pytest.mark.parametrize(
    "said", ["not json", "[1]", '{"command": "dance-v1"}', '{"command": "subscribe-v1"}', "{}"]
)
def test_what_makes_no_sense_is_answered_with_an_error_and_the_line_stays_open(line, world, said):
    line.socket.send(said)
    assert line.hear()["result"] == "error"
    assert line.enter(world.token(TENANT))["result"] == "ok"


def test_topics_come_after_tenants(line):
    assert line.follow("articles")["result"] == "error"


def test_an_unknown_topic_is_named(inside):
    assert inside.follow("articles", "poems")["invalidTopics"] == ["poems"]


def test_only_the_topics_and_tenants_that_were_asked_for_are_told(inside, world, company):
    other = world.add_company(TENANT + 1)
    inside.follow("articles")
    other.on_event("articles", "article-updated-v1", "theirs")
    company.on_event("customers", "customer-updated-v2", "7")
    company.on_event("articles", "article-updated-v1", "ours")
    assert inside.hear()["entityId"] == "ours"


def test_a_tenant_that_is_taken_out_falls_silent(inside, world, company):
    other = world.add_company(TENANT + 1)
    inside.enter(world.token(TENANT + 1))
    inside.follow("articles")
    assert inside.say("remove-tenants-v1", tenants=[TENANT])["result"] == "ok"
    company.on_event("articles", "article-updated-v1", "silent")
    other.on_event("articles", "article-updated-v1", "heard")
    assert inside.hear()["entityId"] == "heard"


def test_a_tenant_falls_silent_when_its_token_ends_until_it_enters_anew(inside, world, company, clock):
    inside.follow("articles")
    clock.advance(3601)
    other = world.add_company(TENANT + 1)
    inside.enter(world.token(TENANT + 1))
    company.on_event("articles", "article-updated-v1", "silent")
    other.on_event("articles", "article-updated-v1", "theirs")
    assert inside.hear()["entityId"] == "theirs"
    inside.enter(world.token(TENANT))
    company.on_event("articles", "article-updated-v1", "heard")
    assert inside.hear()["entityId"] == "heard"


def test_what_happened_after_an_offset_is_told_again(events_url, world, company):
    with connect(events_url) as socket:
        first = Line(socket)
        first.enter(world.token(TENANT))
        first.follow("articles")
        company.on_event("articles", "article-updated-v1", "1")
        offset = first.hear()["offset"]
    company.on_event("articles", "article-updated-v1", "2")
    company.on_event("articles", "article-updated-v1", "3")
    with connect(events_url) as socket:
        second = Line(socket)
        second.enter(world.token(TENANT))
        second.follow(articles=offset)
        assert [second.hear()["entityId"] for _ in range(2)] == ["2", "3"]


def test_events_are_kept_for_fourteen_days(line, world, company, clock):
    company.on_event("articles", "article-updated-v1", "known")
    company.on_event("articles", "article-updated-v1", "gone")
    clock.advance(15 * 24 * 3600)
    company.on_event("articles", "article-updated-v1", "kept")
    line.enter(world.token(TENANT))
    line.follow(articles=word_of(FIRST))
    assert line.hear()["entityId"] == "kept"


def test_an_offset_that_was_never_given_out_is_refused(inside):
    assert inside.follow(articles="???")["invalidTopics"] == ["articles"]
    assert inside.follow(articles="zzzzzz")["invalidTopics"] == ["articles"]


def test_every_event_twice_on_command(inside, world, company):
    world.topics.whims.twice = True
    inside.follow("articles")
    company.on_event("articles", "article-updated-v1", "1")
    assert inside.hear() == inside.hear()


def test_the_line_breaks_after_so_many_events_on_command(inside, world, company):
    world.topics.whims.drop_after = 2
    inside.follow("articles")
    for entity in ("1", "2", "3"):
        company.on_event("articles", "article-updated-v1", entity)
    assert [inside.hear()["entityId"] for _ in range(2)] == ["1", "2"]
    with pytest.raises(ConnectionClosed):
        inside.hear()


def test_the_control_call_tells_events_and_orders_whims(inside, world, company):
    control = httpx2.Client(transport=httpx2.WSGITransport(app=application(world)), base_url="http://test")
    inside.follow("orders")
    one = {"tenant": TENANT, "topic": "orders", "type": "order-updated-v1", "entity": 4}
    told = control.post("/_sandbox/topics", json={"whims": {"twice": True}, "tell": one}).json()
    assert told["connections"] == 1
    assert told["whims"]["twice"] is True
    assert [inside.hear()["entityId"] for _ in range(2)] == ["4", "4"]
    assert control.post("/_sandbox/topics", json={"whims": {"sing": True}}).status_code == 400


def test_events_come_late_on_command(inside, world, company, clock):
    world.topics.whims.delay = 60
    inside.follow("articles")
    company.on_event("articles", "article-updated-v1", "late")
    assert inside.say("list-tenants-v1")["result"] == "ok"
    assert inside.say("list-tenants-v1")["result"] == "ok"
    clock.advance(60)
    assert inside.hear()["entityId"] == "late"
