"""Logs: one line per step, as JSON or as text, and never a secret.

Everything that is logged, by Kontera (structlog) or by a library (logging), passes
``hide_secrets`` last, after exceptions have become text. It knows secrets by the
name they stand under, by their form, and by their value where it is known.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any, Literal

import structlog

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, MutableMapping

HIDDEN = "[hidden]"
SHORTEST_SECRET = 8

#: Names whose values are secrets, whatever they look like.
_NAMES = re.compile(
    r"authorization|password|passwd|secret|token|cookie|credential|session_?key|csrf"
    r"|api_?key|access_?key|private_?key|quickbutik_?key|webhook_?key|^key$",
    re.IGNORECASE,
)
#: Values that are secrets, whatever they stand under: (form, what is left of it).
_FORMS = (
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*"), HIDDEN),
    (re.compile(r"(\w://[^/\s:@'\"]*):[^/\s@'\"]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"(/hooks/)[^\s?'\"]+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(\b(?:api_?key|key|code|state|password|passwd|\w*token|\w*secret)=)[^&\s'\",;]+", re.IGNORECASE
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(
            r"(['\"](?:authorization|api_?key|password|\w*token|\w*secret)['\"]\s*:\s*)(['\"]).*?\2",
            re.IGNORECASE,
        ),
        rf"\1\2{HIDDEN}\2",
    ),
)


class SecretRemover:
    """A structlog processor that takes every secret out of an event, however deep it lies."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = sorted((value for value in known if len(value) >= SHORTEST_SECRET), key=len)[::-1]

    def __call__(
        self, _logger: object, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        return {name: self._clean(name, value) for name, value in event.items()}

    def clean(self, text: str) -> str:
        """``text`` without its secrets."""
        for value in self._known:
            text = text.replace(value, HIDDEN)
        for form, left in _FORMS:
            text = form.sub(left, text)
        return text

    def _clean(self, name: str, value: object) -> object:
        if _NAMES.search(name) and not isinstance(value, (bool, type(None))):
            return HIDDEN
        if isinstance(value, dict):
            return {key: self._clean(str(key), item) for key, item in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._clean("", item) for item in value]
        if isinstance(value, (int, float, type(None))):
            return value
        return self.clean(value if isinstance(value, str) else str(value))


#: What happens to every event before it becomes a line.
_COMMON: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.UnicodeDecoder(),
)


def configure() -> None:
    """Send structlog's events through the standard library's handlers; harmless when repeated."""
    structlog.configure(
        processors=[*_COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def formatter(form: Literal["json", "text"], secrets: Collection[str] = ()) -> logging.Formatter:
    """Turns an event, ours or a library's, into one line without secrets."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_COMMON,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            SecretRemover(secrets),
            *_renderers(form),
        ],
    )


def _renderers(form: Literal["json", "text"]) -> list[Any]:
    if form == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)]


_LOUD = ("django", "django.server", "_granian", "granian.access")


def settings(form: Literal["json", "text"], secrets: Collection[str] = ()) -> Mapping[str, Any]:
    """Django's ``LOGGING``: everything to standard error, one line per event."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "form": form, "secrets": tuple(secrets)}},
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["line"], "level": "INFO"},
        "loggers": {
            # Their own handlers go; what they say is handled as everything else.
            **{name: {"handlers": [], "propagate": True} for name in _LOUD},
            # A request of ours is one line of ours; the client would log URLs a second time.
            "httpx2": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "websockets": {"level": "WARNING"},
        },
    }
