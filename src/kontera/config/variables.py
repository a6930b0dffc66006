"""How the text of one variable becomes a value, and what it should look like."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY_LENGTH = 16
LAST_PORT = 65535
MOST_THREADS = 150
FORTNOX_API_URL = "https://api.fortnox.se"
FORTNOX_AUTH_URL = "https://apps.fortnox.se/oauth-v1"
FORTNOX_EVENTS_URL = "wss://ws.fortnox.se/topics-v1"
FORTNOX_SCOPES = (
    "customer",
    "article",
    "price",
    "order",
    "invoice",
    "payment",
    "bookkeeping",
    "settings",
    "companyinformation",
    "currency",
)
"""What a consent asks for. Fortnox refuses a consent with any scope that the integration does not have
(developer docs), so what only some shops need is not among them: files, Lager, cost centres, projects."""
SCOPE = re.compile(r"[a-z]{2,40}")
QUICKBUTIK_API_URL = "https://api.quickbutik.com/v1"
VIES_URL = "https://ec.europa.eu/taxation_customs/vies/rest-api"
RIKSBANK_URL = "https://api.riksbank.se/swea/v1"
ECB_URL = "https://data-api.ecb.europa.eu/service"


class Listen(NamedTuple):
    """Where the web server listens."""

    host: str
    port: int


class Limit(NamedTuple):
    """At most ``requests`` in any ``seconds``."""

    requests: int
    seconds: float


LISTEN = Listen("127.0.0.1", 8000)
#: Fortnox developer docs, rate limits: 25 requests per 5 seconds and company.
FORTNOX_LIMIT = Limit(25, 5)


class Unreadable(ValueError):
    """The value is not what the variable should be; says what it should be."""

    def __init__(self, hint: Text) -> None:
        self.sv = f"är felaktig. Den ska vara {hint.sv}"
        self.en = f"is wrong. It should be {hint.en}"
        super().__init__(self.en)


HINTS: Mapping[str, Text] = {
    "secret_keys": Text(
        f"minst {KEY_LENGTH} slumpvisa tecken; flera nycklar skiljs med komma, den nyaste först.",
        f"at least {KEY_LENGTH} random characters; several keys are separated by commas, the newest first.",
    ),
    "public_url": Text(
        "adressen som webbläsare når Kontera på, till exempel https://kontera.example.se, utan sökväg.",
        "the address at which browsers reach Kontera, such as https://kontera.example.se, without a path.",
    ),
    "data_dir": Text("en absolut sökväg till en mapp.", "an absolute path to a folder."),
    "database_url": Text(
        "på formen postgresql://användare:lösenord@värd:port/databas.",
        "of the form postgresql://user:password@host:port/database.",
    ),
    "fortnox_client_id": Text(
        "Client-Id från Fortnox utvecklarportal.", "the Client-Id from Fortnox's developer portal."
    ),
    "fortnox_client_secret": Text(
        "Client-Secret från Fortnox utvecklarportal.", "the Client-Secret from Fortnox's developer portal."
    ),
    "fortnox_api_url": Text("en http(s)-adress.", "an http(s) address."),
    "fortnox_auth_url": Text("en http(s)-adress.", "an http(s) address."),
    "fortnox_events_url": Text(
        "en ws(s)-adress, eller off för att bara fråga med jämna mellanrum.",
        "a ws(s) address, or off to ask at intervals only.",
    ),
    "fortnox_scopes": Text(
        "ord som customer,article,price: de rättigheter (scopes) som integrationen har i Fortnox.",
        "words such as customer,article,price: the scopes that the integration has at Fortnox.",
    ),
    "quickbutik_api_url": Text("en http(s)-adress.", "an http(s) address."),
    "vies_url": Text(
        "en http(s)-adress, eller off för att inte kontrollera momsnummer.",
        "an http(s) address, or off to check no VAT numbers.",
    ),
    "riksbank_url": Text(
        "en http(s)-adress, eller off för att inte hämta kurser.",
        "an http(s) address, or off to fetch no rates.",
    ),
    "ecb_url": Text(
        "en http(s)-adress, eller off för att inte hämta kurser.",
        "an http(s) address, or off to fetch no rates.",
    ),
    "listen": Text("värd:port, till exempel 127.0.0.1:8000.", "host:port, such as 127.0.0.1:8000."),
    "fortnox_limit": Text(
        "25/5 (Fortnox egen gräns), eller off mot en sandlåda.",
        "25/5 (Fortnox’s own limit), or off against a sandbox.",
    ),
    "quickbutik_pace": Text("sekunder mellan två frågor, 0–60.", "seconds between two requests, 0–60."),
    "mail_url": Text(
        "på formen smtp://användare:lösenord@värd:587/avsändare@example.se (smtps:// för TLS från början).",
        "of the form smtp://user:password@host:587/sender@example.se (smtps:// for TLS from the start).",
    ),
    "log": Text("json eller text.", "json or text."),
    "worker_threads": Text(f"ett heltal 1–{MOST_THREADS}.", f"a whole number 1–{MOST_THREADS}."),
    "metrics_token": Text("minst 16 tecken utan blanksteg.", "at least 16 characters without spaces."),
    "testing": Text("0 eller 1.", "0 or 1."),
}


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """The folder for data where none is named: the system's for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/kontera")
    share = environ.get("XDG_DATA_HOME", "")
    return (Path(share) if Path(share).is_absolute() else Path.home() / ".local" / "share") / "kontera"


def listen_for(public_url: str) -> Listen:
    """Where to listen when nothing says so: at the public address, if that is this very machine."""
    parts = urlsplit(public_url)
    if parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"} and parts.port:
        return Listen("127.0.0.1", parts.port)
    return LISTEN


def text(value: object) -> str:
    """The text that would be read as ``value``."""
    match value:
        case None:
            return "off"
        case bool():
            return str(int(value))
        case Listen(host, port):
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        case Limit(requests, seconds):
            return f"{requests}/{seconds:g}"
        case tuple():
            return ",".join(value)
    return str(value)


def _need(condition: object, name: str) -> None:
    if not condition:
        raise Unreadable(HINTS[name])


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(","))
    _need(all(len(key) >= KEY_LENGTH for key in keys), "secret_keys")
    return keys


def _address(name: str, *schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            parts = urlsplit(text)
            fits = parts.scheme in (schemes or ("http", "https"))
            _need(fits and parts.hostname and parts.port != 0, name)
        except ValueError:
            raise Unreadable(HINTS[name]) from None
        _need(not (parts.query or parts.fragment or parts.username or parts.password), name)
        _need(name != "public_url" or parts.path in {"", "/"}, name)
        return text.rstrip("/")

    return parse


def _events(text: str) -> str | None:
    return None if text.lower() == "off" else _address("fortnox_events_url", "ws", "wss")(text)


def _register(name: str) -> Callable[[str], str | None]:
    return lambda text: None if text.lower() == "off" else _address(name)(text)


def _scopes(text: str) -> tuple[str, ...]:
    words = tuple(text.replace(",", " ").split())
    _need(words and all(SCOPE.fullmatch(word) for word in words), "fortnox_scopes")
    return words


def _database(text: str) -> str:
    try:
        parts = urlsplit(text)
        _need(parts.port != 0, "database_url")
    except ValueError:
        raise Unreadable(HINTS["database_url"]) from None
    _need(parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"), "database_url")
    return text


def _listen(text: str) -> Listen:
    host, colon, port = text.rpartition(":")
    _need(colon and host and port.isascii() and port.isdigit(), "listen")
    _need(0 < int(port) <= LAST_PORT, "listen")
    return Listen(host.strip("[]"), int(port))


def _mail(text: str) -> str:
    try:
        parts = urlsplit(text)
        _need(parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0, "mail_url")
    except ValueError:
        raise Unreadable(HINTS["mail_url"]) from None
    _need("@" in parts.path.strip("/"), "mail_url")
    return text


def _limit(text: str) -> Limit | None:
    """Only Fortnox's own window: the permits in the database are made for it."""
    if text.lower() == "off":
        return None
    _need(text.replace(" ", "") == f"{FORTNOX_LIMIT.requests}/{FORTNOX_LIMIT.seconds:g}", "fortnox_limit")
    return FORTNOX_LIMIT


def _number(text: str, name: str, *, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Unreadable(HINTS[name]) from None
    _need(low <= number <= high, name)
    return number


def _threads(text: str) -> int:
    number = _number(text, "worker_threads", low=1, high=MOST_THREADS)
    _need(number == int(number), "worker_threads")
    return int(number)


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    _need(path.is_absolute(), "data_dir")
    return path


def _one_of(name: str, **words: object) -> Callable[[str], object]:
    def parse(text: str) -> object:
        _need(text.lower() in words, name)
        return words[text.lower()]

    return parse


def _token(text: str) -> str:
    _need(len(text) >= KEY_LENGTH // 2 and text.isascii() and not set(text) & set(" \t"), "metrics_token")
    return text


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "secret_keys": _keys,
    "public_url": _address("public_url"),
    "data_dir": _folder,
    "database_url": _database,
    "fortnox_client_id": str,
    "fortnox_client_secret": str,
    "fortnox_api_url": _address("fortnox_api_url"),
    "fortnox_auth_url": _address("fortnox_auth_url"),
    "fortnox_events_url": _events,
    "fortnox_scopes": _scopes,
    "quickbutik_api_url": _address("quickbutik_api_url"),
    "vies_url": _register("vies_url"),
    "riksbank_url": _register("riksbank_url"),
    "ecb_url": _register("ecb_url"),
    "listen": _listen,
    "fortnox_limit": _limit,
    "quickbutik_pace": lambda text: _number(text, "quickbutik_pace", low=0, high=60),
    "mail_url": _mail,
    "log": _one_of("log", json="json", text="text"),
    "worker_threads": _threads,
    "metrics_token": _token,
    "testing": _one_of("testing", **{"0": False, "1": True, "true": True, "false": False, "yes": True}),
}
