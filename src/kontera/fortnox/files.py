"""Files that are attached to vouchers: put in the inbox first, then connected.

Guess: the inbox's folder ``inbox_v`` (vouchers), the scopes ``inbox`` and ``connectfile``, and the name of
the file's id in the answer. Where any of it is wrong, the call is refused and nothing is attached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.fortnox import wire
from kontera.problems import UnknownOutcome

if TYPE_CHECKING:
    from kontera.fortnox.client import Client

INBOX = "/3/inbox"
CONNECTIONS = "/3/voucherfileconnections"


def upload(client: Client, name: str, content: bytes) -> str:
    """Put a file in the inbox's folder for vouchers; gives its id."""
    answer = client.upload(INBOX, name, content, {"path": "inbox_v"})
    key = wire.text_at(wire.inside(answer, "File"), "Id")
    if not key:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return key


def attach(client: Client, key: str, voucher: str) -> None:
    """Connect a file to a voucher (``A 17 5``: series, number, financial year)."""
    series, number, year = voucher.split()
    body = {"FileId": key, "VoucherSeries": series, "VoucherNumber": number, "VoucherYear": int(year)}
    client.post(CONNECTIONS, {"VoucherFileConnection": body})


def is_attached(client: Client, key: str) -> bool:
    """Whether a file is connected to a voucher."""
    connections = client.items(CONNECTIONS, "VoucherFileConnections")
    return any(wire.text_at(one, "FileId") == key for one in connections)
