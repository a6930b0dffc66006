"""Projects (projekt). A number that is left out is given automatically."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call

SINGLE_ONLY = ("Comments", "ContactPerson")


class Projects(Register):
    """Lists leave out what only single answers carry."""

    def item(self, call: Call, record: Record) -> Record:
        return {name: value for name, value in self.show(call, record).items() if name not in SINGLE_ONLY}


REGISTER = Projects(
    "projects",
    "Project",
    "Projects",
    tables.PROJECT,
    absent=2001161,
    key="ProjectNumber",
    automatic=True,
    defaults={"StartDate": None, "EndDate": None, "Status": "NOTSTARTED"},  # Guess: the first status.
)
