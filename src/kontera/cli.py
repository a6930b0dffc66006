"""The command line.

Exit codes: 0 done, 1 our bug or a failed demo, 2 wrong use, 3 held, 4 try later, 5 disconnected.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kontera.commands.words import WrongUse, refuse, stop
from kontera.config import environment
from kontera.postgres_place import EmbeddedError
from kontera.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parsed = _parser().parse_args(arguments)
    as_json = bool(getattr(parsed, "json", False))
    try:
        return _run(parsed)
    except WrongUse as wrong:
        return refuse(wrong, as_json=as_json)
    except environment.ConfigurationError as error:
        return refuse(WrongUse(error.sentence("sv"), error.sentence("en")), as_json=as_json)
    except EmbeddedError as error:
        return refuse(WrongUse(error.text.sv, error.text.en), as_json=as_json)
    except Problem as problem:
        return stop(problem, as_json=as_json)
    except (BrokenPipeError, KeyboardInterrupt) as cut:
        return _cut_off(cut)


def _run(parsed: argparse.Namespace) -> int:
    status = int(parsed.run(parsed) or 0)
    sys.stdout.flush()
    return status


def _cut_off(cut: BaseException) -> int:
    """The status where nobody listens any more, as with ``| head``, or after Ctrl-C."""
    if isinstance(cut, KeyboardInterrupt):
        return 130
    # What is still unwritten would break the pipe again when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kontera", description="Quickbutik orders become Fortnox bookkeeping."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _serving(commands)
    _shops(commands)
    _orders(commands)
    return parser


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from kontera.commands import serving  # noqa: PLC0415

    demo = commands.add_parser("demo", help="three shops, a sandbox and the panel, in two minutes")
    demo.add_argument(
        "--once", action="store_true", help="stop after the table; status 0 only if all adds up"
    )
    demo.set_defaults(run=serving.demo)
    for name, text in serving.SERVERS.items():
        commands.add_parser(name, help=text).set_defaults(run=serving.serve, server=name)
    backup = commands.add_parser("backup", help="save the bundled database to a file")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=serving.backup)
    restore = commands.add_parser("restore", help="read a backup into an empty database")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=serving.restore)
    commands.add_parser(
        "docs", help="write docs/settings.md and docs/problems.md from their tables"
    ).set_defaults(run=serving.docs)


def _shops(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from kontera.commands import doctor, questions, shops, users  # noqa: PLC0415

    shop = commands.add_parser("shop", help="add, change and show shops").add_subparsers(
        required=True, metavar="WHAT"
    )
    add = shop.add_parser("add", help="connect a shop")
    add.add_argument("name")
    add.add_argument("--quickbutik-key-file", required=True, metavar="FILE")
    add.add_argument("--fortnox-tenant", metavar="ID", help="left out: connect in the panel")
    add.add_argument("--choices", metavar="FILE.toml")
    add.set_defaults(run=shops.add)
    change = shop.add_parser("set", help="change choices: key=value, or key.part=value")
    change.add_argument("shop")
    change.add_argument("assignments", nargs="+", metavar="key=value")
    change.set_defaults(run=shops.change)
    show = shop.add_parser("show", help="one shop, without its secrets")
    show.add_argument("shop")
    show.set_defaults(run=shops.show)
    every = shop.add_parser("list", help="all shops")
    every.set_defaults(run=shops.list_all)
    ask = shop.add_parser("ask", help="the five questions of a new shop; answers may be given: end=paid")
    ask.add_argument("shop")
    ask.add_argument("answers", nargs="*", metavar="name=value")
    ask.set_defaults(run=questions.ask)
    check = commands.add_parser("doctor", help="check a shop's set-up at both sides; 3 if something is red")
    check.add_argument("shop")
    check.add_argument("--create", action="store_true", help="make in Fortnox what the check offers to make")
    check.add_argument("--all", action="store_true", help="what is in order too")
    check.set_defaults(run=doctor.doctor)
    language = "en" if os.environ.get("LANG", "").startswith("en") else "sv"
    for one in (ask, check):
        one.add_argument("--language", choices=("sv", "en"), default=language)
    for one in (add, change, show, every, ask, check):
        one.add_argument("--json", action="store_true")
    user = commands.add_parser("user", help="let people in to the panel").add_subparsers(
        required=True, metavar="WHAT"
    )
    person = user.add_parser("add", help="a person, and the shops they may see")
    person.add_argument("email")
    person.add_argument("--shop", action="append", default=[], metavar="SHOP")
    person.add_argument("--reader", action="store_true", help="may look but not act")
    person.add_argument(
        "--password-stdin", action="store_true", help="read the password instead of making one"
    )
    person.set_defaults(run=users.add)


def _orders(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from kontera.commands import (  # noqa: PLC0415
        abroad,
        customers,
        history,
        orders,
        payouts,
        products,
        reconcile,
        stock,
        summaries,
    )

    sync = commands.add_parser("sync", help="send something now").add_subparsers(
        required=True, metavar="WHAT"
    )
    stock.add_parser(sync)
    order = sync.add_parser("order", help="the Fortnox button: one order as far as the shop chose")
    order.add_argument("shop")
    order.add_argument("number")
    order.add_argument("--json", action="store_true")
    order.set_defaults(run=orders.sync_order)
    products.add_parsers(sync)
    customer = sync.add_parser("customer", help="one buyer's card, as their newest order has it")
    customer.add_argument("shop")
    customer.add_argument("email")
    customer.set_defaults(run=customers.sync_customer)
    every = sync.add_parser("customers", help="every customer card that waits for the button")
    every.add_argument("shop")
    every.set_defaults(run=customers.sync_customers)
    for one in (customer, every):
        one.add_argument("--json", action="store_true")
    preview = commands.add_parser(
        "preview", help="documents and vouchers of an order, before anything is sent"
    )
    preview.add_argument("shop", nargs="?")
    preview.add_argument("number", nargs="?")
    preview.add_argument(
        "--order", metavar="FILE.json", help="a Quickbutik order; no network and no database"
    )
    preview.add_argument(
        "--product", action="append", metavar="FILE.json", help="its products, for their VAT rates"
    )
    preview.add_argument("--choices", metavar="FILE.toml")
    preview.add_argument("--json", action="store_true")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "sv"
    preview.add_argument("--language", choices=("sv", "en"), default=language)
    preview.set_defaults(run=orders.preview)
    history.add_parser(commands)
    abroad.add_parsers(commands)
    reconcile.add_parser(commands)
    payouts.add_parser(commands)
    summaries.add_parser(commands)


if __name__ == "__main__":
    sys.exit(main())
