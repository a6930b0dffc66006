"""Where a measurement lives: a durable database of its own, a sandbox, and Kontera's own processes."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import httpx2

from kontera.config.environment import Environment
from kontera.config.variables import FORTNOX_LIMIT, Listen
from kontera.embedded import Embedded
from kontera.processes import Household, household, migrate, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.processes import Name


@dataclass(frozen=True, slots=True)
class House:
    """The surroundings of all measurements. ``postgres`` and ``sandbox`` are process ids."""

    env: Environment
    postgres: int
    sandbox: int
    control: httpx2.Client

    @contextmanager
    def running(
        self, *names: Name, limit: bool, database_url: str = "", log: Path | None = None
    ) -> Iterator[Household]:
        """Kontera's real processes while the block runs, with Fortnox's limit on or off."""
        env = replace(
            self.env,
            fortnox_limit=FORTNOX_LIMIT if limit else None,
            database_url=database_url or self.env.database_url,
        )
        with household(env, names=names, output=log or self.env.data_dir / "output.log") as house:
            yield house

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, **params: str) -> Any:
        """One call of the sandbox's control interface."""
        answer = self.control.request(method, f"/_sandbox{path}", json=body, params=params)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def built() -> Iterator[House]:
    """Everything that stays up for the whole run, in a folder that is deleted afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kontera-bench-")))
        folder.chmod(0o711)
        child, told = stack.enter_context(_sandbox())
        server = Embedded(folder)
        stack.callback(server.remove)
        env = _environment(told, folder, server.start())
        prepare(env)
        migrate(env)
        django.setup()
        postgres = server.place.found()
        if postgres is None:
            raise RuntimeError("the database has just been started")
        control = stack.enter_context(httpx2.Client(base_url=told["ready"], timeout=60))
        yield House(env, postgres.pid, child.pid, control)


@contextmanager
def _sandbox() -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    command = [sys.executable, "-m", "kontera.sandbox", "--port", "0"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        yield child, json.loads(child.stdout.readline() if child.stdout else b"")
    finally:
        child.terminate()
        child.wait(timeout=10)


def _environment(told: dict[str, Any], folder: Path, database_url: str) -> Environment:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return Environment(
        secret_keys=(secrets.token_urlsafe(40),),
        public_url=f"http://localhost:{port}",
        data_dir=folder,
        database_url=database_url,
        fortnox_client_id="sandbox-client",
        fortnox_client_secret="sandbox-secret",
        fortnox_api_url=told["KONTERA_FORTNOX_API_URL"],
        fortnox_auth_url=told["KONTERA_FORTNOX_AUTH_URL"],
        quickbutik_api_url=told["KONTERA_QUICKBUTIK_API_URL"],
        quickbutik_pace=0.0,
        listen=Listen("127.0.0.1", port),
    )
