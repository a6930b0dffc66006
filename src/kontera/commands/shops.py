"""``kontera shop add · set · show · list``: shops without the panel."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontera.choices import ChoiceError, Choices, merge_assignment, read_choices
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, problem_json, say, say_json

if TYPE_CHECKING:
    from argparse import Namespace

    from kontera.config.environment import Environment
    from kontera.shops.handle import Handle


def read_choices_file(path: str | None) -> dict[str, Any]:
    """A TOML file of choices, checked; ``{}`` without a file."""
    if path is None:
        return {}
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError:
        raise WrongUse(f"Filen {path} går inte att läsa.", f"The file {path} cannot be read.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} är inte giltig TOML: {error}", f"{path} is not valid TOML: {error}") from None
    return checked(raw)


def checked(raw: dict[str, Any]) -> dict[str, Any]:
    try:
        return read_choices(raw)
    except ChoiceError as error:
        raise WrongUse(f"{error.name}: {error.text.sv}", f"{error.name}: {error.text.en}") from None


def add(arguments: Namespace) -> int:
    choices = read_choices_file(arguments.choices)
    key = _read_key(arguments.quickbutik_key_file)
    if not arguments.name.strip():
        raise WrongUse("Butiken behöver ett namn.", "The shop needs a name.")
    with standing(STORING) as env:
        from kontera.shops import across  # noqa: PLC0415 - Django is set up by now

        handle = across.add_shop(arguments.name.strip(), key, arguments.fortnox_tenant.strip(), choices)
        from kontera.shops.work import wake  # noqa: PLC0415

        wake(handle.shop.pk, "orders")
        _show(handle, env, as_json=arguments.json)
    return DONE


def _read_key(path: str) -> str:
    try:
        key = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongUse(
            f"Nyckelfilen {path} går inte att läsa.", f"The key file {path} cannot be read."
        ) from None
    if not key or "\n" in key:
        raise WrongUse(
            "Nyckelfilen ska innehålla API-nyckeln och inget annat.",
            "The key file must hold the API key and nothing else.",
        )
    return key


def change(arguments: Namespace) -> int:
    """``name=…`` and the connections, or any choice: ``end=paid``, ``payment_accounts.klarna=1581``."""
    with standing(STORING) as env:
        handle = find(arguments.shop)
        values = dict(handle.shop.choices)
        for assignment in arguments.assignments:
            values = _assign(handle, values, assignment)
        handle.save_choices(values)
        handle.recheck()
        _show(handle, env, as_json=arguments.json)
    return DONE


def _assign(handle: Handle, values: dict[str, Any], assignment: str) -> dict[str, Any]:
    from kontera.shops import across  # noqa: PLC0415

    name, sign, raw = assignment.partition("=")
    if not sign:
        raise WrongUse(
            f"”{assignment}” ska skrivas namn=värde.", f"“{assignment}” must be written name=value."
        )
    if name == "name":
        handle.rename(raw.strip())
    elif name == "quickbutik_key_file":
        handle.replace_key(_read_key(raw))
    elif name == "fortnox_tenant":
        handle.move_to(across.company_for(raw.strip()))
    elif name == "paused":
        handle.pause(on=bool(checked({"automatic": raw})["automatic"]))
    else:
        return _merged(values, assignment)
    return values


def _merged(values: dict[str, Any], assignment: str) -> dict[str, Any]:
    try:
        return merge_assignment(values, assignment)
    except ChoiceError as error:
        raise WrongUse(f"{error.name}: {error.text.sv}", f"{error.name}: {error.text.en}") from None


def find(key: str) -> Handle:
    """The shop by its id or its exact name."""
    from kontera.shops import across  # noqa: PLC0415

    handle = across.handle_by_key(key)
    if handle is None:
        raise WrongUse(f"Det finns ingen butik ”{key}”.", f"There is no shop “{key}”.")
    return handle


def show(arguments: Namespace) -> int:
    with standing(STORING) as env:
        _show(find(arguments.shop), env, as_json=arguments.json)
    return DONE


def list_all(arguments: Namespace) -> int:
    with standing(STORING) as env:
        from kontera.shops import across  # noqa: PLC0415

        handles = across.every_shop()
        if arguments.json:
            say_json([describe(handle, env) for handle in handles])
        for handle in handles if not arguments.json else []:
            counts = ", ".join(f"{state} {count}" for state, count in handle.counts().items() if count)
            say(f"{handle.shop.key}  {handle.shop.name}  {counts}")
    return DONE


def describe(handle: Handle, env: Environment) -> dict[str, Any]:
    """A shop as data. Its keys and tokens are never part of it."""
    shop = handle.shop
    return {
        "id": shop.key,
        "name": shop.name,
        "webhook": webhook_of(handle, env),
        "fortnox_tenant": shop.company.tenant if shop.company else "",
        "quickbutik_key": "stored" if shop.quickbutik_key else "missing",
        "paused": shop.paused,
        "problem": problem_json(shop.problem_code, shop.problem_facts),
        "orders": handle.counts(),
        "choices": Choices(shop.choices).values,
    }


def webhook_of(handle: Handle, env: Environment) -> str:
    return f"{env.public_url.rstrip('/')}/hooks/quickbutik/{handle.shop.hook_secret}/"


def _show(handle: Handle, env: Environment, *, as_json: bool) -> None:
    told = describe(handle, env)
    if as_json:
        say_json(told)
        return
    say(f"id        {told['id']}")
    say(f"name      {told['name']}")
    say(f"webhook   {told['webhook']}")
    say(f"fortnox   {told['fortnox_tenant']}")
    if told["problem"]:
        say(f"problem   {told['problem']['sv']['what']} {told['problem']['sv']['cure']}")
    say("orders    " + ", ".join(f"{state} {count}" for state, count in told["orders"].items()))
    for name, value in told["choices"].items():
        say(f"  {name} = {value}")
