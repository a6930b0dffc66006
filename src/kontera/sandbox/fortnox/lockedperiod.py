"""The locked period: ``EndDate``, or nothing when no period is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, ok

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call


def read(call: Call) -> Answer:
    locked = call.company.switches.locked_until
    return ok({"LockedPeriod": {"EndDate": locked.isoformat() if locked else None}})
