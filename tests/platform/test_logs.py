"""No secret reaches a log, whoever logs it and however deep it lies."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from kontera.config import logs

SECRET = "h3ml1gt-9f8e7d6c5b4a"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnRJZCI6IjEifQ.c2lnbmF0dXI"


@pytest.fixture(params=["json", "text"])
def log_file(request):
    """Where the root logger writes, formatted as in production."""
    file = io.StringIO()
    handler = logging.StreamHandler(file)
    handler.setFormatter(logs.formatter(request.param, secrets=["känd-hemlighet"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield file
    root.removeHandler(handler)


@pytest.mark.parametrize(
    "fields",
    [
        {"authorization": SECRET},
        {"headers": {"Authorization": f"Bearer {SECRET}", "accept": "application/json"}},
        {"api_key": SECRET},
        {"key": SECRET},
        {"access_token": SECRET, "refresh_token": SECRET},
        {"client_secret": SECRET},
        {"password": SECRET},
        {"list": [{"token": SECRET}, [f"Basic {SECRET}"]]},
        {"url": f"https://api.example/v1/orders?key={SECRET}&limit=10"},
        {"url": f"postgresql://kontera:{SECRET}@127.0.0.1:5432/kontera"},
        {"path": f"/hooks/{SECRET}/order"},
        {"path": f"/hooks/quickbutik/{SECRET}/?event_type=order.new"},
        {"body": f"grant_type=authorization_code&code={SECRET}"},
        {"body": f'{{"access_token": "{SECRET}"}}'},
        {"note": f"{{'password': '{SECRET}'}}"},
        {"error": ValueError(f"refused: Bearer {SECRET}")},
        {"cookie": f"kontera_session={SECRET}"},
    ],
)
def test_our_own_events_hide_secrets(log_file, fields):
    structlog.get_logger("kontera.test").error("request failed", **fields)
    line = log_file.getvalue()
    assert "request failed" in line
    assert SECRET not in line
    assert logs.HIDDEN in line


def test_what_libraries_log_hides_secrets(log_file):
    log = logging.getLogger("some.library")
    log.error("GET /hooks/%s with %s and %s", SECRET, f"Bearer {SECRET}", JWT)
    log.error("connecting with känd-hemlighet")
    line = log_file.getvalue()
    assert SECRET not in line
    assert JWT not in line
    assert "känd-hemlighet" not in line


def test_an_exception_is_logged_without_its_secret(log_file):
    def refuse():
        raise RuntimeError(f"token={SECRET}")

    try:
        refuse()
    except RuntimeError:
        structlog.get_logger("kontera.test").exception("it broke", order="1001")
        logging.getLogger("some.library").exception("it broke there")
    line = log_file.getvalue()
    assert "RuntimeError" in line
    assert "1001" in line
    assert SECRET not in line


def test_what_is_no_secret_stays_readable(log_file):
    structlog.get_logger("kontera.test").error(
        "order booked", order="1001", product_key="blue", total_ore=12500, tokens_left=None, shop="Blå Skogen"
    )
    line = log_file.getvalue()
    for text in ("order booked", "1001", "blue", "12500", "Blå Skogen"):
        assert text in line
    assert logs.HIDDEN not in line


def test_a_json_line_is_one_line_of_json():
    file = io.StringIO()
    handler = logging.StreamHandler(file)
    handler.setFormatter(logs.formatter("json"))
    log = logging.getLogger("one.line")
    log.addHandler(handler)
    log.error("två\nrader")
    log.removeHandler(handler)
    [line] = file.getvalue().splitlines()
    assert json.loads(line)["event"] == "två\nrader"
    assert json.loads(line)["level"] == "error"
