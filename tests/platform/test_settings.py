"""What Django is told: closed doors, strict headers, short ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from cryptography.fernet import InvalidToken
from django.conf import settings

from kontera.config import databases, headers, sealing

SHOW = """
import json
from kontera.config import settings
names = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SECURE_HSTS_SECONDS", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "KONTERA_SEAL_KEYS")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""
KEY = "Xq3-9vTzLm0pWc7RkYb5NfHs2JdGa8Ue"
OTHER_KEY = "Aw1_4rEyUi6oPq8sDfGhJk0lZxCvBnM7"


@pytest.fixture(autouse=True)
def small_house(settings):
    settings.ROOT_URLCONF = "tests.platform.small.urls"


def settings_for(**environ):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KONTERA_")}
    result = subprocess.run(
        [sys.executable, "-c", SHOW], env={**clean, **environ}, capture_output=True, check=True
    )
    return json.loads(result.stdout)


def test_without_an_environment_the_key_is_random_and_nothing_can_be_sealed():
    first, second = settings_for(), settings_for()
    assert first["SECRET_KEY"] != second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) > 50
    assert first["KONTERA_SEAL_KEYS"] == []
    assert first["DEBUG"] is False


def test_a_public_https_address_makes_cookies_secure():
    told = settings_for(KONTERA_PUBLIC_URL="https://bok.example.se", KONTERA_SECRET_KEY=f"{KEY},{OTHER_KEY}")
    assert told["SESSION_COOKIE_SECURE"] is True
    assert told["CSRF_COOKIE_SECURE"] is True
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://bok.example.se"]
    assert told["ALLOWED_HOSTS"][0] == "bok.example.se"
    assert "*" not in told["ALLOWED_HOSTS"]
    assert told["SECRET_KEY"] == KEY
    assert told["SECRET_KEY_FALLBACKS"] == [OTHER_KEY]


def test_an_old_key_still_opens_what_it_sealed():
    sealed = sealing.seal(sealing.keys([OTHER_KEY])).encrypt(b"nyckel")
    assert sealing.seal(sealing.keys([KEY, OTHER_KEY])).decrypt(sealed) == b"nyckel"
    with pytest.raises(InvalidToken):
        sealing.seal(sealing.keys([KEY])).decrypt(sealed)


def test_nobody_signs_up_alone(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False


def test_second_factors_lie_sealed():
    factors = get_factor_adapter()
    sealed = factors.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert factors.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_pages_come_with_strict_headers(client):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "form-action 'self' https://apps.fortnox.se;" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_sandbox_sign_in_may_end_a_form():
    assert "form-action 'self' http://127.0.0.1:9001;" in headers.content_policy(
        "http://127.0.0.1:9001/oauth-v1"
    )


def test_a_hook_goes_the_short_way(client):
    assert client.get("/hooks/abc").content == b"session: False"
    assert client.get("/").content == b"session: True"


def test_an_unknown_hook_is_simply_not_there(client):
    answer = client.get("/hooks/a/b/c")
    assert answer.status_code == 404
    assert answer.content == b"not found\n"


@pytest.mark.django_db
def test_health_is_good_while_the_database_answers(client):
    assert client.get("/health").status_code == 200


@pytest.mark.django_db
def test_metrics_are_for_this_machine(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"kontera_jobs" in answer.content
    assert b"kontera_workers 0.0" in answer.content


@pytest.mark.parametrize(
    "stranger",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": ""},
    ],
)
def test_metrics_are_not_for_strangers(client, stranger):
    assert client.get("/metrics", **stranger).status_code == 404


def test_a_database_url_keeps_its_parameters():
    entry = databases.entry("postgresql://anna:h%40m@db.example:5433/bok?sslmode=require")
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("bok", "anna", "h@m")
    assert (entry["HOST"], entry["PORT"]) == ("db.example", "5433")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["CONN_HEALTH_CHECKS"] is True


def test_argon2_hashes_passwords():
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
