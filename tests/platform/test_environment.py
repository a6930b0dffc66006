"""Wrong surroundings stop the start, name the variable and keep the secret."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields

import pytest

from kontera.config import environment, variables

KEY = "Xq3-9vTzLm0pWc7RkYb5NfHs2JdGa8Ue"
OTHER_KEY = "Aw1_4rEyUi6oPq8sDfGhJk0lZxCvBnM7"
GOOD = {
    "KONTERA_SECRET_KEY": KEY,
    "KONTERA_PUBLIC_URL": "https://kontera.example.se/",
    "KONTERA_DATABASE_URL": "postgresql://anna:hemligt@db.example:5433/bok?sslmode=require",
    "KONTERA_FORTNOX_CLIENT_ID": "client",
    "KONTERA_FORTNOX_CLIENT_SECRET": "mycket-hemligt",
}


def test_a_complete_environment_is_read():
    env = environment.read(GOOD, needs=environment.SERVING)
    assert env.secret_keys == (KEY,)
    assert env.public_url == "https://kontera.example.se"
    assert env.fortnox_api_url == "https://api.fortnox.se"
    assert env.fortnox_auth_url == "https://apps.fortnox.se/oauth-v1"
    assert env.quickbutik_api_url == "https://api.quickbutik.com/v1"
    assert env.listen == ("127.0.0.1", 8000)
    assert env.fortnox_limit == (25, 5)
    assert env.worker_threads == 48
    assert env.warnings == ()


@pytest.mark.parametrize("variable", sorted(environment.SERVING))
def test_a_missing_variable_is_named_in_both_languages(variable):
    environ = {name: value for name, value in GOOD.items() if name != variable}
    with pytest.raises(environment.ConfigurationError) as caught:
        environment.read(environ, needs=environment.SERVING)
    assert [fault.variable for fault in caught.value.faults] == [variable]
    assert variable in caught.value.sentence("sv")
    assert "saknas" in caught.value.sentence("sv")
    assert "missing" in caught.value.sentence("en")


def test_up_brings_its_own_database():
    environ = {name: value for name, value in GOOD.items() if name != "KONTERA_DATABASE_URL"}
    assert environment.read(environ, needs=environment.UP).database_url == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KONTERA_SECRET_KEY", "hemligt-kort"),
        ("KONTERA_SECRET_KEY", f"{KEY},hemligt-kort"),
        ("KONTERA_PUBLIC_URL", "hemligt.example.se"),
        ("KONTERA_PUBLIC_URL", "ftp://hemligt.example.se"),
        ("KONTERA_PUBLIC_URL", "https://hemligt.example.se/panel"),
        ("KONTERA_PUBLIC_URL", "https://anna:hemligt@example.se"),
        ("KONTERA_PUBLIC_URL", "https://hemligt.example.se:hamn"),
        ("KONTERA_DATA_DIR", "hemligt/data"),
        ("KONTERA_DATABASE_URL", "mysql://anna:hemligt@db/bok"),
        ("KONTERA_DATABASE_URL", "postgresql://anna:hemligt@db"),
        ("KONTERA_DATABASE_URL", "postgresql://anna:hemligt@db:port/bok"),
        ("KONTERA_FORTNOX_API_URL", "api.hemligt.se"),
        ("KONTERA_FORTNOX_AUTH_URL", "hemligt"),
        ("KONTERA_FORTNOX_EVENTS_URL", "https://ws.hemligt.se"),
        ("KONTERA_QUICKBUTIK_API_URL", "https://api.hemligt.se/v1?key=hemligt"),
        ("KONTERA_LISTEN", "hemligt"),
        ("KONTERA_LISTEN", "127.0.0.1:70000"),
        ("KONTERA_LISTEN", ":8000"),
        ("KONTERA_FORTNOX_LIMIT", "hemligt"),
        ("KONTERA_FORTNOX_LIMIT", "0/5"),
        ("KONTERA_FORTNOX_LIMIT", "10/5"),
        ("KONTERA_FORTNOX_LIMIT", "25/nan"),
        ("KONTERA_MAIL_URL", "hemligt"),
        ("KONTERA_MAIL_URL", "smtp://mail.example.se/hemligt"),
        ("KONTERA_FORTNOX_LIMIT", "off"),
        ("KONTERA_QUICKBUTIK_PACE", "-1"),
        ("KONTERA_LOG", "hemligt"),
        ("KONTERA_WORKER_THREADS", "1.5"),
        ("KONTERA_WORKER_THREADS", "0"),
        ("KONTERA_METRICS_TOKEN", "hemligt"),
        ("KONTERA_TESTING", "hemligt"),
    ],
)
def test_a_wrong_value_names_its_variable_and_never_the_value(variable, value):
    with pytest.raises(environment.ConfigurationError) as caught:
        environment.read({**GOOD, variable: value}, needs=environment.SERVING)
    assert [fault.variable for fault in caught.value.faults] == [variable]
    told = caught.value.sentence("sv") + caught.value.sentence("en") + repr(caught.value)
    assert "hemligt" not in told
    assert KEY not in told


def test_all_faults_are_told_at_once():
    with pytest.raises(environment.ConfigurationError) as caught:
        environment.read({"KONTERA_LISTEN": "x"}, needs=environment.UP)
    assert {fault.variable for fault in caught.value.faults} == {*environment.UP, "KONTERA_LISTEN"}


def test_the_limit_may_be_off_against_a_sandbox():
    sandbox = {"KONTERA_FORTNOX_API_URL": "http://127.0.0.1:9001", "KONTERA_FORTNOX_LIMIT": "off"}
    assert environment.read(sandbox).fortnox_limit is None


def test_events_come_from_fortnox_itself_until_they_are_turned_off():
    assert environment.read(GOOD).events_url == "wss://ws.fortnox.se/topics-v1"
    off = environment.read({**GOOD, "KONTERA_FORTNOX_EVENTS_URL": "off"})
    assert off.events_url == environment.read(off.exported()).events_url == ""


def test_a_sandbox_never_listens_at_the_real_fortnox():
    sandbox = {"KONTERA_FORTNOX_API_URL": "http://127.0.0.1:9001"}
    assert environment.read(sandbox).events_url == ""
    told = {**sandbox, "KONTERA_FORTNOX_EVENTS_URL": "ws://127.0.0.1:9002/topics-v1"}
    assert environment.read(told).events_url == "ws://127.0.0.1:9002/topics-v1"


def test_secrets_are_not_shown():
    env = environment.read({**GOOD, "KONTERA_METRICS_TOKEN": "ett-hemligt-bevis"})
    assert not [secret for secret in env.secrets if secret in repr(env)]
    assert "hemligt" not in repr(env)


def test_several_keys_are_read_newest_first():
    env = environment.read({"KONTERA_SECRET_KEY": f"{KEY}, {OTHER_KEY}"})
    assert env.secret_keys == (KEY, OTHER_KEY)


def test_a_misspelt_variable_is_told_with_the_nearest_one():
    env = environment.read({**GOOD, "KONTERA_PUBLIK_URL": "hemligt"})
    [warning] = env.warnings
    assert "KONTERA_PUBLIK_URL" in warning.sv
    assert "KONTERA_PUBLIC_URL" in warning.sv
    assert "hemligt" not in warning.sv + warning.en


def test_a_child_reads_the_same_environment():
    given = {
        **GOOD,
        "KONTERA_LISTEN": "[::1]:8001",
        "KONTERA_FORTNOX_LIMIT": "25/5",
        "KONTERA_MAIL_URL": "smtp://user:pass%40word@mail.example.se:587/butik@example.se",
        "KONTERA_LOG": "json",
        "KONTERA_SECRET_KEY": f"{KEY},{OTHER_KEY}",
    }
    env = environment.read(given)
    assert environment.read(env.exported()) == env


def test_every_field_has_a_parser_and_a_hint():
    names = {field.name for field in fields(environment.Environment)} - {"warnings"}
    assert set(variables.PARSERS) == names
    assert set(variables.HINTS) == names


def test_a_server_does_not_start_without_its_variables():
    result = subprocess.run(
        [sys.executable, "-m", "kontera.processes", "web"],
        env={name: value for name, value in os.environ.items() if not name.startswith("KONTERA_")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "KONTERA_SECRET_KEY: saknas" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("public_url", "listen"),
    [
        ("http://localhost:8123", ("127.0.0.1", 8123)),
        ("http://127.0.0.1:9001", ("127.0.0.1", 9001)),
        ("https://kontera.example.se", ("127.0.0.1", 8000)),
        ("http://kontera.example.se:8123", ("127.0.0.1", 8000)),
    ],
)
def test_the_web_server_listens_at_the_public_address_when_that_is_this_machine(public_url, listen):
    assert environment.read({"KONTERA_PUBLIC_URL": public_url}).listen == listen
    told = {"KONTERA_PUBLIC_URL": public_url, "KONTERA_LISTEN": "127.0.0.1:7000"}
    assert environment.read(told).listen == ("127.0.0.1", 7000)
