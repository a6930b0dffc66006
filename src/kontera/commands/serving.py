"""``kontera up · web · worker · migrate``, the demo, and what keeps an install healthy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kontera import processes
from kontera.commands.surroundings import standing
from kontera.commands.words import DONE, WrongUse, say
from kontera.config import environment

if TYPE_CHECKING:
    from argparse import Namespace

DOCS = Path("docs")

SERVERS = {
    "up": "database, web and worker on one machine",
    "web": "the panel and the webhook address",
    "worker": "work off the queue",
    "migrate": "bring the database up to date",
}
_NEEDS = {
    "up": environment.UP,
    "web": environment.SERVING,
    "worker": environment.SERVING,
    "migrate": frozenset({"KONTERA_DATABASE_URL"}),
}
_RUN = {
    "up": processes.up,
    "web": processes.serve_web,
    "worker": processes.serve_worker,
    "migrate": processes.migrate,
}


def serve(arguments: Namespace) -> int:
    _RUN[arguments.server](environment.read(os.environ, needs=_NEEDS[arguments.server]))
    return DONE


def demo(arguments: Namespace) -> int:
    from kontera import demo as show  # noqa: PLC0415 - pulls in the sandbox

    return show.run(once=arguments.once)


def backup(arguments: Namespace) -> int:
    from kontera import embedded  # noqa: PLC0415

    env = environment.read(os.environ)
    with embedded.database(env.database_url, env.data_dir) as url:
        embedded.dump(url, arguments.file)
    say(str(arguments.file))
    return DONE


def restore(arguments: Namespace) -> int:
    """Read a backup back. What was sent after it was made is looked for before anything is sent again."""
    from kontera import embedded  # noqa: PLC0415

    env = environment.read(os.environ, needs={"KONTERA_SECRET_KEY"})
    if not arguments.file.is_file():
        raise WrongUse(f"Filen {arguments.file} finns inte.", f"There is no file {arguments.file}.")
    with embedded.database(env.database_url, env.data_dir) as url:
        embedded.restore(url, arguments.file)
    with standing({"KONTERA_SECRET_KEY"}):
        from kontera.shops import across  # noqa: PLC0415 - Django is set up by now

        for handle in across.every_shop():
            handle.be_careful(on=True)
            say(f"{handle.shop.key}  {handle.shop.name}  careful = yes")
    return DONE


def docs(_arguments: Namespace) -> int:
    """Write the pages that are made from tables into ``docs/`` of the folder one stands in."""
    if not DOCS.is_dir():
        raise WrongUse("Här finns ingen mapp docs.", "There is no folder docs here.")
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        say(str(DOCS / name))
    return DONE


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    from kontera.choices import settings_page  # noqa: PLC0415
    from kontera.problems.page import problems_page  # noqa: PLC0415

    made = {"settings.md": settings_page(), "problems.md": problems_page()}
    return {name: f"{text.rstrip()}\n" for name, text in made.items()}
