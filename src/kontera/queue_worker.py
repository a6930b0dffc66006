"""The process that works off the queue: Procrastinate's worker with Django's connections.

Procrastinate runs synchronous tasks in the event loop's default thread pool, which
is far too small, so it gets one of ``KONTERA_WORKER_THREADS``. Its Django app wraps
each task in the closing of stale connections. In this process ``defer`` goes through
Procrastinate's own connections, not Django's: a deferred job does not wait for the
surrounding transaction, so rows are committed first.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import django
import structlog
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procrastinate.app import WorkerOptions

    from kontera.config.environment import Environment
    from kontera.sync.listener import Listener

HEARTBEAT_SECONDS = 5.0
#: A worker whose last heartbeat is older than this is taken for dead, and its jobs for lost.
STALLED_SECONDS = 20.0
#: Heartbeats end when the worker is asked to stop. It has to be gone, with its jobs, before
#: somebody else takes it for dead: 5 + 13 < 20.
GRACE_SECONDS = 10.0
HARD_STOP_SECONDS = 13.0
LONGEST_PAUSE = 15.0
#: A shop's next turn is deferred while the one before it still holds the lock, and nothing
#: tells when the lock is let go: so it is looked for this often, where nobody else has work.
LOOK_SECONDS = 1.0

log = structlog.get_logger("kontera.worker")


def options(env: Environment) -> WorkerOptions:
    """How Procrastinate's worker is run."""
    return {
        "concurrency": env.worker_threads,
        "listen_notify": True,
        "fetch_job_polling_interval": LOOK_SECONDS,
        "delete_jobs": "successful",
        "install_signal_handlers": False,
        "update_heartbeat_interval": HEARTBEAT_SECONDS,
        "stalled_worker_timeout": STALLED_SECONDS,
        "shutdown_graceful_timeout": GRACE_SECONDS,
    }


def serve(env: Environment) -> None:
    """Work until SIGTERM or SIGINT."""
    django.setup()
    from kontera import wiring  # noqa: PLC0415 - reaches the tables, which Django must know first

    wiring.install(env)
    with _listening(wiring.listener(env)):
        asyncio.run(_serve(env))
    log.info("worker stopped")


@contextlib.contextmanager
def _listening(listener: Listener | None) -> Iterator[None]:
    """Hear Fortnox's events beside the jobs. The thread is not waited for: what it has begun comes again."""
    stop = threading.Event()
    if listener is not None:
        threading.Thread(target=listener.run, args=(stop,), name="topics", daemon=True).start()
    try:
        yield
    finally:
        stop.set()


async def _serve(env: Environment) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(env.worker_threads, thread_name_prefix="job"))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, stop)
    log.info("worker starts", threads=env.worker_threads)
    pause = 1.0
    while not stop.is_set():
        error = await _work_until(stop, env)
        if error is None:
            return
        log.error("worker lost its footing and tries again", error=repr(error), after=pause)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _ask_to_stop(stop: asyncio.Event) -> None:
    """Let running jobs finish; a thread that does not listen is left behind, its job is resumed later."""
    stop.set()
    hard_stop = threading.Timer(HARD_STOP_SECONDS, os._exit, args=(1,))
    hard_stop.daemon = True
    hard_stop.start()


async def _work_until(stop: asyncio.Event, env: Environment) -> BaseException | None:
    """Work until ``stop`` (None) or until the worker fails (its error)."""
    work = asyncio.create_task(_work(env))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        work.cancel()
    stopping.cancel()
    await asyncio.wait({work})
    return None if stop.is_set() or work.cancelled() else work.exception()


async def _work(env: Environment) -> None:
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(**options(env))
