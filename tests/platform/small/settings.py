"""The real settings around a house with two pages and three tasks, for tests of the processes alone."""

from kontera.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.platform.small.urls"
PROCRASTINATE_IMPORT_PATHS = ["tests.platform.small.tasks"]
