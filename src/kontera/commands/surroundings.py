"""What a command stands on: the environment, a database, Django, and both ends."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import django
from django.db import OperationalError, connection

from kontera.commands.words import TRY_LATER, WrongUse
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
        _check_database()
        yield env
        return
    with Embedded(env.data_dir) as server:
        env = replace(env, database_url=server.url)
        migrate(env)
        yield env


def _check_database() -> None:
    """A database that does not answer, or is not up to date, is said so before anything is done."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - needs Django set up

    try:
        loader = MigrationLoader(connection)
    except OperationalError:
        raise WrongUse(
            "Databasen i KONTERA_DATABASE_URL svarar inte eller släpper inte in Kontera.",
            "The database in KONTERA_DATABASE_URL does not answer, or does not let Kontera in.",
            TRY_LATER,
        ) from None
    if any(leaf not in loader.applied_migrations for leaf in loader.graph.leaf_nodes()):
        raise WrongUse(
            "Databasen i KONTERA_DATABASE_URL är inte uppdaterad. Kör kontera migrate.",
            "The database in KONTERA_DATABASE_URL is not up to date. Run kontera migrate.",
        )
