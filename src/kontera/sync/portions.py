"""An import under way: its orders are made due a few hundred at a time, after everything else of the shop.

The orders lane carries them. Whatever stops this process stops nothing: the tables say what is left.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kontera.books.forecast import from_json
from kontera.shops import imports
from kontera.shops.chores import ask_chore
from kontera.sync.clearance import late_blockers

if TYPE_CHECKING:
    from kontera.problems import Held
    from kontera.shops.models import Import
    from kontera.sync.turn import Turn

AHEAD = 300
"""So many orders of an import are due at a time: a minute's work at Fortnox's limit, at the least."""
LOOK_EVERY = timedelta(seconds=10)


def go_on_with(turn: Turn, run: Import) -> None:
    """Make more orders due as those before are carried; the import is done when nothing is left."""
    handle, now = turn.handle, turn.now
    if not run.report.get("cleared") and not _clear(turn, run):
        return
    rows = imports.sendable(handle, run, trigger=turn.choices.text("trigger"))
    due = imports.under_way(handle, run)
    due += imports.mark_due(handle, rows, AHEAD - due, now)
    counts = imports.progress(handle, run)
    turn.tell(**counts)
    if due:
        ask_chore(handle, imports.CHORE, at=now + LOOK_EVERY)
        imports.keep(run, counts=counts)
        return
    imports.keep(run, counts=counts, ended_at=now)
    imports.move(handle, run, run.State.DONE, was=[run.State.RUNNING])


def _clear(turn: Turn, run: Import) -> bool:
    """Looked at anew at the moment a person says run: what was open at the dry run may be closed by now."""
    blockers = late_blockers(turn, run, from_json(run.report.get("forecast", {})))
    if blockers:
        refuse(turn, run, blockers)
        return False
    if run.started_at is None:
        imports.reopen_held(turn.handle, run)
        imports.keep(run, started_at=turn.now)
    imports.keep(
        run, report={**run.report, "cleared": True, "blockers": []}, problem_code="", problem_facts={}
    )
    return True


def refuse(turn: Turn, run: Import, blockers: list[Held]) -> None:
    """It cannot start; every reason is kept, the first one named."""
    told = [{"code": one.code, "facts": dict(one.facts)} for one in blockers]
    first = told[0]
    report = {**run.report, "blockers": told}
    imports.keep(run, report=report, problem_code=first["code"], problem_facts=first["facts"])
    imports.move(turn.handle, run, run.State.REFUSED, was=[run.State.READING, run.State.RUNNING])


def settle(turn: Turn, run: Import) -> None:
    """Paused or stopped: what had begun is finished, the rest waits."""
    handle = turn.handle
    imports.take_back(handle, run)
    if imports.finish_begun(handle, run, turn.now) or imports.under_way(handle, run):
        ask_chore(handle, imports.CHORE, at=turn.now + LOOK_EVERY)
    imports.keep(run, counts=imports.progress(handle, run))
