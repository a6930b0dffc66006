"""How a program of several processes comes to its end: unwinding once, and undisturbed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal unwind like Ctrl-C; while unwinding, no second one disturbs.

    Inside another such block it does nothing: the outermost stays undisturbed to its end.
    """
    outside = threading.current_thread() is not threading.main_thread()
    if outside or signal.getsignal(signal.SIGTERM) is _interrupt:
        yield
        return
    before = {number: signal.signal(number, _interrupt) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def hear_terminal() -> None:
    """Stop when the terminal closes, also where the hangup reaches only the program that started us.

    Make hears it, tells nobody and waits for its children, which is for ever.
    """
    if not (sys.stdin and sys.stdin.isatty()):
        return
    terminal = select.poll()
    terminal.register(sys.stdin.fileno(), 0)

    def run() -> None:
        terminal.poll()
        os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=run, name="terminal", daemon=True).start()
