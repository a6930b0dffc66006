"""What a process has used, read from Linux's /proc, and a relay that counts database round trips."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM, DEAD_USER, DEAD_SYSTEM = 11, 12, 13, 14
"""Places in /proc/PID/stat behind the name: CPU of the process, and of its children that have ended."""
BLOCK = 65536


def cpu_of(pid: int) -> float:
    """CPU seconds of all threads of one process."""
    fields = _stat(pid)
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS


def cpu_of_family(pid: int) -> float:
    """CPU seconds of a process and its children, those that have ended included."""
    fields = _stat(pid)
    own = sum(int(fields[place]) for place in (USER, SYSTEM, DEAD_USER, DEAD_SYSTEM)) / TICKS
    return own + sum(cpu_of(child) for child in _children(pid))


def peak_memory_of(pid: int | str) -> float:
    """The most memory (MB) that the process has held at any time (VmHWM)."""
    return _memory(pid, "VmHWM")


def memory_of(pid: int | str) -> float:
    """The memory (MB) that the process holds now (VmRSS)."""
    return _memory(pid, "VmRSS")


def _memory(pid: int | str, name: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and int(_stat(int(folder.name))[1]) == pid:
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def machine() -> str:
    """The processor and how many cores this process may use."""
    text = Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.+)", text)
    return f"{name[1] if name else 'unknown processor'}, {len(os.sched_getaffinity(0))} cores"


class Relay:
    """Stands between a process and PostgreSQL and counts how often something is asked and answered.

    A round trip begins when the client speaks after the server has spoken. Everything is in
    it: statements, BEGIN and COMMIT, the queue's own, and signing in.
    """

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.round_trips = 0
        self.statements: Counter[str] = Counter()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        sign_in = self._to.netloc.rpartition("@")[0]
        port = self._listener.getsockname()[1]
        return urlunsplit(self._to._replace(netloc=f"{sign_in}@127.0.0.1:{port}", query="sslmode=disable"))

    def clear(self) -> None:
        with self._lock:
            self.round_trips = 0
            self.statements.clear()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((self._to.hostname or "", self._to.port or 5432))
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            turn = _Turn()
            for source, target, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, target, turn, asks), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, turn: _Turn, asks: bool) -> None:  # noqa: FBT001
        try:
            while block := source.recv(BLOCK):
                if asks and turn.answered:
                    self._count(block)
                turn.answered = not asks
                target.sendall(block)
        except OSError:
            pass
        finally:
            for side in (source, target):
                side.close()

    def _count(self, block: bytes) -> None:
        with self._lock:
            self.round_trips += 1
            self.statements[_statement(block)] += 1


class _Turn:
    """Who spoke last on one connection."""

    answered = True


def _statement(block: bytes) -> str:
    """The beginning of a statement, without its values: enough to see what is asked most."""
    text = block[5:400].replace(b"\0", b" ").decode("utf-8", "replace")
    words = re.sub(r"'[^']*'|\b\d+\b|\"", "", text).split()
    verb = " ".join(words[:1])
    table = re.search(r"(?:FROM|INTO|UPDATE)\s+([a-z_.]+)", " ".join(words))
    return f"{verb} {table[1] if table else ''}".strip()[:60] or "?"


@contextmanager
def counted(url: str) -> Iterator[Relay]:
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.close()
