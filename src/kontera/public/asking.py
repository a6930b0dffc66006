"""One question to a public register: asked a few times, and then put off rather than guessed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx2

from kontera.problems import TryLater

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRIES = 3
WAIT = (1.0, 3.0)
"""Seconds between tries."""
SILENT = 900
"""Seconds until a silent register is asked again."""


def ask(
    http: httpx2.Client,
    url: str,
    code: str,
    *,
    params: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    also: int = 200,
    sleep: Callable[[float], None] = time.sleep,
) -> httpx2.Response:
    """The answer (200, 404 for "nothing here", and the status ``also``); GET without a body, else POST.

    Raises ``TryLater(code)`` where the register does not answer, or where there is none to ask (no address).
    """
    for attempt in range(TRIES if not url.startswith("/") else 0):
        if attempt:
            sleep(WAIT[attempt - 1])
        try:
            answer = http.get(url, params=params) if body is None else http.post(url, json=body)
        except httpx2.HTTPError:
            continue
        if answer.status_code in (200, 204, 404, also):
            return answer
    raise TryLater(code, after=SILENT)
