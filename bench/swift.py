"""The sandbox with a clock that runs faster: Fortnox's 25 requests in 5 seconds, in accelerated time."""

from __future__ import annotations

import json
import signal
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from threading import Event

from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World


class SwiftClock(Clock):
    """``speed`` seconds pass in it for each of the machine's."""

    def __init__(self, speed: float) -> None:
        super().__init__(datetime.now(UTC))
        self._speed, self._start, self._zero = speed, datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._zero) * self._speed)


def main() -> int:
    """Serve until SIGTERM; the first line says where."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with World(SwiftClock(float(sys.argv[1])), limit=True) as world, serve_thread(world) as places:
        sys.stdout.write(json.dumps(asdict(places)) + "\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
