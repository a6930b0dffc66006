"""The sandbox as a real HTTP server: a program, and a context manager for tests."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.seeds import seed_demo
from kontera.sandbox.topics import serve_topics
from kontera.sandbox.wire import Server
from kontera.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running sandbox listens; all but ``root`` and ``control`` go into KONTERA_…_URL.

    ``fortnox_events`` is a WebSocket on a port of its own.
    """

    root: str
    fortnox_api: str
    fortnox_auth: str
    quickbutik_api: str
    control: str
    fortnox_events: str
    public: str
    """VIES, Riksbanken and the ECB, under ``/vies``, ``/riksbank`` and ``/ecb``."""


def addresses(port: int, events: str, host: str = "127.0.0.1") -> Addresses:
    root = f"http://{host}:{port}"
    return Addresses(
        root,
        fortnox_api=f"{root}/fortnox",
        fortnox_auth=f"{root}/oauth-v1",
        quickbutik_api=f"{root}/quickbutik/v1",
        control=f"{root}/_sandbox",
        fortnox_events=events,
        public=f"{root}/public",
    )


@contextmanager
def serve_thread(world: World, port: int = 0) -> Iterator[Addresses]:
    """Serve ``world`` on real HTTP (port 0: a free one) while the block runs."""
    server = Server(application(world), port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        with serve_topics(world) as events:
            yield addresses(server.port, events)
    finally:
        server.stop()
        thread.join(PATIENCE)


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kontera.sandbox", description="Fortnox and Quickbutik, pretended."
    )
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one")
    parser.add_argument("--events-port", type=int, default=0, help="of the WebSocket; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--seed", choices=["demo", "none"], default="none")
    parser.add_argument("--limit", choices=["on", "off"], default="on", help="25 requests per 5 seconds")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds every answer waits")
    parser.add_argument("--now", type=datetime.fromisoformat, default=None, help="start the clock here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. The first line on stdout is JSON and means ready."""
    chosen = read_arguments(arguments)
    world = World(Clock(chosen.now), limit=chosen.limit == "on", latency=chosen.latency)
    seeded = seed_demo(world, world.clock.now()) if chosen.seed == "demo" else None
    server = Server(application(world), chosen.port, chosen.host)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    with serve_topics(world, chosen.events_port, chosen.host) as events:
        _announce(addresses(server.port, events, chosen.host), seeded)
        stop.wait()
    server.stop()
    world.close()
    return 0


def _announce(places: Addresses, seeded: dict[str, object] | None) -> None:
    line = {
        "ready": places.root,
        "KONTERA_FORTNOX_API_URL": places.fortnox_api,
        "KONTERA_FORTNOX_AUTH_URL": places.fortnox_auth,
        "KONTERA_FORTNOX_EVENTS_URL": places.fortnox_events,
        "KONTERA_QUICKBUTIK_API_URL": places.quickbutik_api,
        "KONTERA_VIES_URL": f"{places.public}/vies",
        "KONTERA_RIKSBANK_URL": f"{places.public}/riksbank",
        "KONTERA_ECB_URL": f"{places.public}/ecb",
        "seed": seeded,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
