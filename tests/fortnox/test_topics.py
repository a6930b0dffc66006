"""The stream of events, against the sandbox and against a server that talks nonsense."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from kontera.fortnox import topics
from kontera.problems import TryLater
from kontera.sandbox.clock import Clock
from kontera.sandbox.topics import serve_topics
from kontera.sandbox.world import CLIENT_SECRET, World

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
TENANT = 400001
LONG = 10.0


@pytest.fixture
def world():
    with World(Clock(NOON, running=False)) as made:
        made.add_company(TENANT)
        yield made


@pytest.fixture
def url(world):
    with serve_topics(world) as address:
        yield address


@contextmanager
def stream_of(world, url, offsets=None, names=("articles", "invoices")):
    with topics.open_stream(url) as stream:
        assert stream.enter(CLIENT_SECRET, [world.token(TENANT)]) == []
        stream.follow(names, offsets or {})
        yield stream


def touch(world, *entities, topic="articles"):
    for entity in entities:
        world.companies[TENANT].on_event(topic, "article-updated-v1", entity)


def heard(stream, count):
    """So many events, however they are spread over bursts."""
    found = []
    while len(found) < count:
        got = stream.events(LONG)
        assert got, f"only {[event.entity for event in found]}"
        found += got
    return found


def test_an_event_comes_with_its_company_and_its_moment(world, url):
    with stream_of(world, url) as stream:
        touch(world, "T-1")
        [event] = stream.events(LONG)
    assert (event.topic, event.type, event.verb) == ("articles", "article-updated-v1", "updated")
    assert (event.tenant, event.entity, event.at) == (str(TENANT), "T-1", NOON)
    assert event.offset


def test_a_quiet_stream_gives_nothing_and_stays_open(world, url):
    with stream_of(world, url) as stream:
        assert stream.events(0.0) == []
        touch(world, "T-1")
        assert [event.entity for event in stream.events(LONG)] == ["T-1"]


def test_the_tokens_that_fortnox_did_not_take_are_named(world, url):
    good = world.token(TENANT)
    with topics.open_stream(url) as stream:
        assert stream.enter(CLIENT_SECRET, [good, "stale"]) == ["stale"]
        assert stream.enter(CLIENT_SECRET, ["stale"]) == ["stale"]


def test_a_wrong_secret_is_a_problem_for_later(world, url):
    with topics.open_stream(url) as stream, pytest.raises(TryLater):
        stream.enter("wrong", [world.token(TENANT)])


def test_nobody_at_the_address_is_a_problem_for_later(url):
    with pytest.raises(TryLater) as caught, topics.open_stream("ws://127.0.0.1:1/topics-v1"):
        pass
    assert caught.value.code == "fortnox-unreachable"


def test_a_broken_connection_loses_no_event_when_the_offset_is_named_again(world, url):
    world.topics.whims.drop_after = 2
    with stream_of(world, url) as stream:
        touch(world, *"abcde")
        seen = heard(stream, 2)
        with pytest.raises(TryLater):
            stream.events(LONG)
    assert [event.entity for event in seen] == ["a", "b"]
    touch(world, "f")
    with stream_of(world, url, {"articles": seen[-1].offset}) as stream:
        assert [event.entity for event in heard(stream, 4)] == ["c", "d", "e", "f"]


def test_the_topics_keep_apart_offsets(world, url):
    with stream_of(world, url) as stream:
        touch(world, "a")
        offset = stream.events(LONG)[-1].offset
    touch(world, "b")
    touch(world, "12", topic="invoices")
    with stream_of(world, url, {"articles": offset}) as stream:
        touch(world, "13", topic="invoices")
        assert {event.entity for event in heard(stream, 2)} == {"b", "13"}


def test_an_offset_that_fortnox_does_not_know_is_let_go_and_the_others_are_kept(world, url):
    with stream_of(world, url) as stream:
        touch(world, "a")
        offset = stream.events(LONG)[-1].offset
    touch(world, "b")
    stale = {"articles": offset, "invoices": "zzzzzzzz"}
    with stream_of(world, url, stale) as stream:
        touch(world, "13", topic="invoices")
        assert {event.entity for event in heard(stream, 2)} == {"b", "13"}


def test_a_topic_that_fortnox_does_not_have_is_left_out(world, url):
    with stream_of(world, url, names=("articles", "poems")) as stream:
        touch(world, "a")
        assert [event.entity for event in heard(stream, 1)] == ["a"]


def test_a_stream_without_any_topic_is_a_problem_for_later(world, url):
    with pytest.raises(TryLater), stream_of(world, url, names=("poems",)):
        pass


def test_many_companies_enter_in_parts(world, url):
    tokens = [world.token(TENANT) for _ in range(250)]
    with topics.open_stream(url) as stream:
        assert stream.enter(CLIENT_SECRET, [*tokens, "stale"]) == ["stale"]


def test_events_between_a_question_and_its_answer_are_kept(world, url):
    with stream_of(world, url) as stream:
        touch(world, "a")
        stream.enter(CLIENT_SECRET, [world.token(TENANT)])
        assert [event.entity for event in heard(stream, 1)] == ["a"]


def test_a_burst_comes_in_one_piece_or_few(world, url):
    with stream_of(world, url) as stream:
        touch(world, *[str(number) for number in range(1500)])
        found = heard(stream, 1500)
    assert [event.entity for event in found] == [str(number) for number in range(1500)]


@pytest.fixture
def babbler():
    """A server that accepts everything, and then says what it was told to say."""
    script = []

    def talk(socket):
        for _command in range(3):
            command = json.loads(socket.recv())["command"]
            socket.send(json.dumps({"response": command, "result": "ok"}))
        for line in script:
            socket.send(line)
        with suppress(ConnectionClosed):
            socket.recv()

    server = serve(talk, "127.0.0.1", 0, close_timeout=1)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}", script
    server.shutdown()
    thread.join(5)


@contextmanager
def answering(*answers):
    """A server that gives these answers, one to each command: its address, and what it was told."""
    told = []

    def talk(socket):
        for one in answers:
            told.append(json.loads(socket.recv()))
            socket.send(json.dumps({"response": told[-1]["command"], **one}))
        with suppress(ConnectionClosed):
            socket.recv()

    server = serve(talk, "127.0.0.1", 0, close_timeout=1)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}", told
    server.shutdown()
    thread.join(5)


OK, NO = {"result": "ok"}, {"result": "error"}


@pytest.mark.parametrize(
    ("first", "second", "out"),
    [
        ({**OK, "invalidTokens": ["Bearer a", "Bearer b"]}, OK, []),
        ({**OK, "invalidTokens": {"b": "expired"}}, {**OK, "invalidTokens": ["b"]}, ["b"]),
        (NO, {**OK, "invalidTokens": []}, []),
        (NO, {**NO, "invalidTokens": ["a", "b"]}, ["a", "b"]),
        ({**NO, "invalidTokens": ["b"]}, NO, ["b"]),
    ],
)
def test_a_token_that_is_not_taken_with_its_word_is_said_without(first, second, out):
    with answering(first, second) as (url, told), topics.open_stream(url) as stream:
        assert stream.enter("secret", ["a", "b"]) == out
    assert told[0]["accessTokens"] == ["Bearer a", "Bearer b"]
    assert set(told[1]["accessTokens"]) <= {"a", "b"}


def test_topics_that_are_refused_may_be_named_by_objects():
    refused = {**NO, "invalidTopics": [{"topic": "poems"}]}
    with answering(refused, OK, OK) as (url, told), topics.open_stream(url) as stream:
        stream.follow(["articles", "poems"], {})
    assert told[1]["topics"] == [{"topic": "articles"}]


def test_events_in_a_list_or_in_bytes_are_heard(babbler):
    url, script = babbler
    one, two, three = ({"topic": "t", "offset": n, "type": "x", "tenantId": 1} for n in (1, 2, 3))
    script += [json.dumps([one, two]), json.dumps(three).encode()]
    with topics.open_stream(url) as stream:
        assert stream.enter("secret", ["token"]) == []
        stream.follow(["t"], {})
        assert [event.offset for event in heard(stream, 3)] == ["1", "2", "3"]


def test_what_cannot_be_read_is_passed_over_and_the_rest_is_heard(babbler):
    url, script = babbler
    good = {"topic": "articles", "offset": 7, "type": "article-gone-v9", "tenantId": "1", "entityId": 5}
    script += ["{", "[]", '"word"', b"\xff\x00", "{}", '{"topic": "articles"}', json.dumps(good)]
    with topics.open_stream(url) as stream:
        assert stream.enter("secret", ["token"]) == []
        stream.follow(["articles"], {})
        [event] = heard(stream, 1)
    assert event == topics.Event("articles", "7", "article-gone-v9", "1", "5", None)
    assert event.verb == "gone"


@pytest.mark.parametrize("stamp", ["yesterday", "", 12, None, "2026-11-24T09:00:00"])
def test_a_moment_without_a_zone_or_sense_is_no_moment(stamp):
    told = {"topic": "t", "offset": "o", "type": "x", "tenantId": 1, "entityId": "e", "timestamp": stamp}
    assert topics.event_of(told).at is None
