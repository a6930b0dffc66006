"""What a command stands on: the environment, a database, Django, and both ends."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import django

from kontera.config import environment
from kontera.embedded import Embedded
from kontera.processes import migrate, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kontera.config.environment import Environment

STORING = frozenset({"KONTERA_SECRET_KEY"})
"""What a command that keeps or reads secrets cannot do without."""
SPEAKING = STORING | {"KONTERA_FORTNOX_CLIENT_ID", "KONTERA_FORTNOX_CLIENT_SECRET"}
"""What a command that talks to Fortnox cannot do without."""


@contextmanager
def standing(needs: Collection[str]) -> Iterator[Environment]:
    """A database that is up to date, the bundled one unless ``KONTERA_DATABASE_URL`` names another."""
    env = environment.read(os.environ, needs=needs)
    if env.database_url:
        prepare(env)
        django.setup()
        yield env
        return
    with Embedded(env.data_dir) as server:
        env = replace(env, database_url=server.url)
        migrate(env)
        yield env
