"""Modes of payment (betalsätt), each with the account the money waits on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import Refusal
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call


def _has_account(call: Call, record: Record) -> None:
    if call.company.account(record["AccountNumber"]) is None:
        raise Refusal(2000423, record["AccountNumber"])


REGISTER = Register(
    "modesofpayments",
    "ModeOfPayment",
    "ModesOfPayments",
    tables.MODE_OF_PAYMENT,
    absent=2000729,
    rule=_has_account,
)
