"""Predefined accounts (förvalda konton): what Fortnox books on when nobody says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import Refusal
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call


def _is_active(call: Call, record: Record) -> None:
    card = call.company.account(record["Account"])
    if card is None or not card["Active"]:
        raise Refusal(2001265, message="Kontot saknas eller är inaktivt")


REGISTER = Register(
    "predefinedaccounts",
    "PreDefinedAccount",
    "PreDefinedAccounts",
    tables.PREDEFINED_ACCOUNT,
    absent=2001403,
    key="Name",
    rule=_is_active,
)
