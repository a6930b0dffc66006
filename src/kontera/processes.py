"""Web server and worker as processes: each alone, or both as children of ``kontera up``.

Children are started as ``python -m kontera.processes web|worker|migrate`` in sessions
of their own, so a Ctrl-C in the terminal reaches only the parent, which stops them in
order. Their standard input is a pipe from the parent: when the parent dies, however
suddenly, it ends, and they stop by themselves.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import logging.config
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import wait as wait_for_any
from typing import IO, TYPE_CHECKING, Any, Literal

import psycopg
import structlog

from kontera.config import environment, logs
from kontera.embedded import Embedded
from kontera.endings import interruptible
from kontera.postgres_place import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kontera.config.environment import Environment

    Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]

Name = Literal["web", "worker"]
CHILDREN: tuple[Name, ...] = ("web", "worker")
WEB_PROCESSES = 2
WEB_THREADS = 8
WEB_THREAD_IDLE = 600
STOP_SECONDS = 20.0
#: How much the worker steps back for the web server (as ``nice`` counts).
POLITENESS = 5
TEND_SECONDS = 0.2
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
#: Any number, as long as everybody who migrates asks for the same.
MIGRATION_LOCK = 7_204_118_823
WRONG_USE = 2

log = structlog.get_logger("kontera.processes")


def prepare(env: Environment) -> None:
    """Make ``env`` the surroundings of this process, and send its logs where they belong."""
    os.environ.update(env.exported())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontera.config.settings")
    logging.config.dictConfig(dict(logs.settings(env.log, env.secrets)))
    logs.configure()
    for warning in env.warnings:
        log.warning(warning.en)


def serve_web(env: Environment) -> None:
    """Serve panel and hooks until SIGTERM or Ctrl-C. ConfigurationError when the address is taken."""
    from granian import Granian  # noqa: PLC0415 - only who serves pays for the import
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    prepare(env)
    _check_listen(env)
    log.info("web listens", address=f"http://{env.listen.host}:{env.listen.port}", public=env.public_url)
    Granian(
        "kontera.processes:web_application",
        factory=True,
        address=env.listen.host,
        port=env.listen.port,
        interface=Interfaces.WSGI,
        workers=min(WEB_PROCESSES, os.cpu_count() or 1),
        blocking_threads=WEB_THREADS,
        blocking_threads_idle_timeout=WEB_THREAD_IDLE,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=dict(logs.settings(env.log, env.secrets)),
    ).serve()


def web_application() -> Wsgi:
    """What each of the web server's own processes runs; it ends with the process that started it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _stop_when(lambda: wait_for_any([parent.sentinel]))
    from kontera.config.wsgi import application  # noqa: PLC0415 - reads the environment
    from kontera.wiring import install  # noqa: PLC0415 - reaches the tables, set up by the line above

    install(environment.read(os.environ))
    return without_surroundings(application)


def without_surroundings(application: Wsgi) -> Wsgi:
    """Granian puts the whole process environment into each request; our secrets do not belong there."""
    names = [name for name in os.environ if name.startswith(environment.PREFIX)]

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> object:
        for name in names:
            environ.pop(name, None)
        return application(environ, start_response)

    return serve


def _check_listen(env: Environment) -> None:
    """The web server shares its port with whoever asks; another one there must be seen before."""
    family = socket.AF_INET6 if ":" in env.listen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(env.listen)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise environment.ConfigurationError(
                [
                    environment.Fault(
                        "KONTERA_LISTEN",
                        "adressen är upptagen av ett annat program."
                        if taken
                        else "adressen finns inte på den här datorn eller får inte användas.",
                        "the address is taken by another program."
                        if taken
                        else "the address is not on this machine, or may not be used.",
                    )
                ]
            ) from None


def serve_worker(env: Environment) -> None:
    """Work off the queue until SIGTERM or Ctrl-C; a lost database is waited for."""
    prepare(env)
    # A webhook is answered at once, also where worker and web share a machine that is full.
    os.nice(POLITENESS)
    from kontera import queue_worker  # noqa: PLC0415 - sets Django up

    queue_worker.serve(env)


def migrate(env: Environment) -> None:
    """Bring the database up to date; of several who try at once, one does it and the others wait."""
    prepare(env)
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    with _connected(env.database_url) as connection:
        connection.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        call_command("migrate", interactive=False, verbosity=0)


def _connected(url: str) -> psycopg.Connection:
    """A connection; a database that does not answer is a ConfigurationError, without what it said."""
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError:
        fault = environment.Fault(
            "KONTERA_DATABASE_URL",
            "databasen svarar inte eller släpper inte in Kontera.",
            "the database does not answer, or does not let Kontera in.",
        )
        raise environment.ConfigurationError([fault]) from None


def up(env: Environment) -> None:
    """Everything on one machine, until SIGTERM or Ctrl-C: database, web and worker."""
    prepare(env)
    with household(env) as house:
        log.info("kontera is up", address=env.public_url)
        house.wait()
    log.info("kontera is down")


@contextlib.contextmanager
def household(
    env: Environment, *, names: tuple[Name, ...] = CHILDREN, output: Path | None = None
) -> Iterator[Household]:
    """Database (the bundled one unless ``env`` names one), migrated, and the children ``names``.

    What the children write goes to the file ``output``, or where the parent writes.
    Whatever ends the block, SIGTERM and Ctrl-C included (both arrive as KeyboardInterrupt),
    everything that was started is stopped.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(interruptible())
        server = None
        if not env.database_url:
            server = stack.enter_context(Embedded(env.data_dir))
            env = replace(env, database_url=server.url)
        target = stack.enter_context(output.open("ab")) if output else None
        _run_migrations(env, target)
        house = Household(env, server, target)
        stack.callback(house.stop)
        house.start(names)
        yield house


@dataclass(slots=True)
class Child:
    """A child process, and since when it runs (monotonic seconds)."""

    process: subprocess.Popen[bytes]
    since: float
    pause: float = 1.0


class Household:
    """The children of one parent: a thread watches them and starts again the one that dies."""

    def __init__(
        self, env: Environment, server: Embedded | None = None, output: IO[bytes] | None = None
    ) -> None:
        self.env = env
        self._server = server
        self._output = output
        self._children: dict[Name, Child] = {}
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._tend_on, name="household", daemon=True)

    def start(self, names: tuple[Name, ...] = CHILDREN) -> None:
        for name in names:
            self._children[name] = Child(self._spawn(name), time.monotonic())
        self._watch.start()

    def pid(self, name: Name) -> int:
        return self._children[name].process.pid

    def wait(self) -> None:
        """Block until SIGTERM or Ctrl-C."""
        with contextlib.suppress(KeyboardInterrupt):
            while not self._ending.wait(timeout=60):
                pass

    def wait_for_web(self, seconds: float = 30.0) -> bool:
        """Whether ``/health`` answers 200 within ``seconds``."""
        end = time.monotonic() + seconds
        while not _is_healthy(self.env):
            if time.monotonic() > end:
                return False
            time.sleep(TEND_SECONDS)
        return True

    def stop(self) -> None:
        """Ask all children to stop, wait, and kill the one that does not."""
        self._ending.set()
        if self._watch.is_alive():
            self._watch.join()
        for child in self._children.values():
            child.process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for name, child in self._children.items():
            try:
                child.process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("child is killed, it did not stop", child=name)
                child.process.kill()
                child.process.wait()
        self._children.clear()

    def _tend_on(self) -> None:
        while not self._ending.wait(TEND_SECONDS):
            self._revive()
            for name, child in self._children.items():
                if child.process.poll() is not None:
                    self._again(name, child)

    def _revive(self) -> None:
        try:
            if self._server is not None and self._server.revive():
                log.error("database died and was started again")
        except EmbeddedError as error:
            log.exception("database died and does not start", reason=error.text.en)
            self._ending.wait(LONGEST_PAUSE)

    def _spawn(self, name: Name) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            _command(name),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=self._output,
            env={**os.environ, **self.env.exported()},
            start_new_session=True,
        )

    def _again(self, name: Name, child: Child) -> None:
        """Start a dead child again, after a pause that grows while it keeps dying."""
        if time.monotonic() - child.since > STEADY_SECONDS:
            child.pause = 1.0
        log.error("child died and is started again", child=name, status=child.process.returncode)
        if self._ending.wait(child.pause):
            return
        child.process = self._spawn(name)
        child.since = time.monotonic()
        child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _command(name: str) -> list[str]:
    return [sys.executable, "-m", "kontera.processes", name]


def _run_migrations(env: Environment, output: IO[bytes] | None) -> None:
    """In a process of its own: the parent stays small, and free of Django.

    What is wrong with the configuration the child has said already: SystemExit with its status.
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        _command("migrate"),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env={**os.environ, **env.exported()},
    )
    if done.returncode == WRONG_USE:
        raise SystemExit(WRONG_USE)
    done.check_returncode()


def _is_healthy(env: Environment) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(env.listen.host, env.listen.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, env.listen.port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop_when(wait: Callable[[], object]) -> None:
    """Stop this process when ``wait`` returns: kindly first, and surely after a while."""

    def run() -> None:
        wait()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=run, name="lifeline", daemon=True).start()


def _read_to_the_end() -> None:
    """Return when the parent's end of our standard input is closed."""
    while os.read(0, 1024):
        pass


def main(arguments: list[str]) -> int:
    """A child's life: ``web``, ``worker`` or ``migrate``, in the environment it was given."""
    serve = {"web": serve_web, "worker": serve_worker, "migrate": migrate}
    try:
        env = environment.read(os.environ, needs=environment.SERVING)
        if arguments != ["migrate"]:
            _stop_when(_read_to_the_end)
        serve[arguments[0]](env)
    except environment.ConfigurationError as error:
        sys.stderr.write(f"{error.sentence('sv')}\n{error.sentence('en')}\n")
        return WRONG_USE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
