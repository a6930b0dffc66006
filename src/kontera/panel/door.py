"""The door to Fortnox's sign-in, hung in its place by whoever starts the process.

The panel itself calls nobody outside; signing a shop in to Fortnox is the exception,
and all it needs for that is here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

CALLBACK = "/fortnox/callback/"


@dataclass(frozen=True, slots=True)
class Door:
    """Addresses, the app's own credentials, and the client to ask with.

    ``callback_url`` must equal the redirect address registered at Fortnox to the letter:
    the public address followed by ``CALLBACK``.
    """

    auth_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    callback_url: str
    scopes: tuple[str, ...]
    http: httpx2.Client = field(repr=False)


class _Place:
    door: Door | None = None


def install(door: Door | None) -> None:
    """Called once when a process starts; ``None`` takes the door away."""
    _Place.door = door


def current() -> Door | None:
    """The door, or ``None`` where this installation has no Fortnox credentials."""
    door = _Place.door
    return door if door and door.client_id else None
