"""A due order, understood anew: with what public registers say of it, and whether it still wants to go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kontera.problems import TryLater
from kontera.shops.models import Order
from kontera.sync.backing import CURABLE, PATIENCE, gather
from kontera.sync.days import stockholm_day
from kontera.sync.intake import is_ready, show, think

if TYPE_CHECKING:
    from kontera.books.policy import Policy
    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.shops.models import Delivery
    from kontera.sync.ends import Ends
    from kontera.sync.intake import Thought


SILENT_SINCE = "silent_since"
"""In what is kept with an order: when a register was silent first about what it lacks."""


def understood(
    handle: Handle, ends: Ends, row: Order, choices: Choices, *, policy: Policy, sent: list[Delivery]
) -> tuple[Thought, bool]:
    """The order thought through, and whether a register was asked about it.

    Raises ``TryLater`` while a register is silent, for as long as the order may wait for it.
    """
    now = ends.now()
    thought = think(row, choices, policy, stockholm_day(now), sent)
    if thought.problem is None or thought.problem.code not in CURABLE or thought.read is None:
        return thought, False
    try:
        if gather(handle, ends, row, thought.read, choices):
            _keep_silence(handle, row, "")
            thought = think(row, choices, policy, stockholm_day(now), sent)
            show(row, thought)
            return thought, True
    except TryLater:
        since = row.evidence.get(SILENT_SINCE) or now.isoformat()
        _keep_silence(handle, row, since)
        if now - datetime.fromisoformat(since) < PATIENCE:
            show(row, thought)
            raise
    return thought, False


def _keep_silence(handle: Handle, row: Order, since: str) -> None:
    """An order may be old when it first asks; its patience begins then, and anew with each question."""
    if since != row.evidence.get(SILENT_SINCE, ""):
        handle.finish(row, evidence={**row.evidence, SILENT_SINCE: since})


def waits(row: Order, thought: Thought, choices: Choices, sent: list[Delivery]) -> bool:
    """Due before the shop chose to send by hand, or only what is sent: it waits for either."""
    is_begun = any(one.state != one.State.REFUSED for one in sent)
    if is_begun or row.asked or row.urgency == Order.Urgency.IMPORT:
        return False
    return not (choices.flag("automatic") and is_ready(thought.read, choices))
