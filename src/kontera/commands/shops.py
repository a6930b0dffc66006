"""``kontera shop add · set · show · list``: shops without the panel."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontera.choices import ChoiceError, Choices, merge_assignment, read_choice, read_choices
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, problem_json, say, say_json

if TYPE_CHECKING:
    from argparse import Namespace

    from kontera.config.environment import Environment
    from kontera.shops.handle import Handle


HIDDEN = "•••"


def read_choices_file(path: str | None) -> dict[str, Any]:
    """A TOML file of choices, checked; ``{}`` without a file."""
    if path is None:
        return {}
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
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
    name, told = _read_name(arguments.name), arguments.fortnox_tenant
    tenant = _read_tenant(told) if told is not None else ""
    with standing(STORING) as env:
        from django.db import transaction  # noqa: PLC0415 - Django is set up by now

        from kontera.shops import across  # noqa: PLC0415
        from kontera.shops.work import wake  # noqa: PLC0415

        with transaction.atomic():
            handle = across.add_shop(name, key, tenant, choices)
            _check_alone(handle)
        wake(handle.shop.pk, "orders")
        _show(handle, env, as_json=arguments.json, is_new=True)
    return DONE


def _check_alone(handle: Handle) -> None:
    """One Quickbutik shop twice in the same company would book each of its orders twice."""
    from kontera.shops import across  # noqa: PLC0415

    shop = handle.shop
    for other in across.every_shop():
        same = (other.shop.company_id, other.shop.quickbutik_key) == (shop.company_id, shop.quickbutik_key)
        if same and other.shop.pk != shop.pk:
            raise WrongUse(
                f"Butiken finns redan som {other.shop.key} ({other.shop.name}).",
                f"The shop is here already, as {other.shop.key} ({other.shop.name}).",
            )


def _read_name(raw: str) -> str:
    name, longest = raw.strip(), 120
    if not 0 < len(name) <= longest:
        raise WrongUse(
            f"Butiken behöver ett namn på högst {longest} tecken.",
            f"The shop needs a name of {longest} characters at most.",
        )
    return name


def _read_tenant(raw: str) -> str:
    """The id of the company at Fortnox (its DatabaseNumber; the consent tells it too)."""
    tenant = raw.strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", tenant):
        raise WrongUse(
            f"”{tenant}” är inget TenantId från Fortnox.", f"“{tenant}” is no TenantId of Fortnox."
        )
    return tenant


def _read_key(path: str) -> str:
    try:
        key = Path(path).read_text(encoding="utf-8-sig").strip()
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
        from django.db import transaction  # noqa: PLC0415 - Django is set up by now

        handle = find(arguments.shop)
        values = dict(handle.shop.choices)
        # All or nothing: a refused assignment undoes those before it.
        with transaction.atomic():
            for assignment in arguments.assignments:
                values = _assign(handle, values, assignment)
            handle.save_choices(values)
            _check_alone(handle)
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
        handle.rename(_read_name(raw))
    elif name == "quickbutik_key_file":
        handle.replace_key(_read_key(raw))
    elif name == "fortnox_tenant":
        handle.move_to(across.company_for(_read_tenant(raw)))
    elif name == "paused":
        handle.pause(on=_read_flag(name, raw))
    elif name == "careful":
        handle.be_careful(on=_read_flag(name, raw))
    else:
        return _merged(values, assignment)
    return values


def _read_flag(name: str, raw: str) -> bool:
    try:
        return bool(read_choice("automatic", raw))
    except ChoiceError as error:
        raise WrongUse(f"{name}: {error.text.sv}", f"{name}: {error.text.en}") from None


def _merged(values: dict[str, Any], assignment: str) -> dict[str, Any]:
    try:
        return merge_assignment(values, assignment)
    except ChoiceError as error:
        raise WrongUse(f"{error.name}: {error.text.sv}", f"{error.name}: {error.text.en}") from None


def find(key: str) -> Handle:
    """The shop by its id or its exact name."""
    from kontera.shops import across  # noqa: PLC0415

    handle = across.handle_by_key(key)
    if handle is not None:
        return handle
    named = [one.shop.key for one in across.every_shop() if one.shop.name.casefold() == key.casefold()]
    if named:
        raise WrongUse(
            f"Flera butiker heter ”{key}”. Ange en av {', '.join(named)}.",
            f"Several shops are called “{key}”. Give one of {', '.join(named)}.",
        )
    raise WrongUse(f"Det finns ingen butik ”{key}”.", f"There is no shop “{key}”.")


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
    """A shop as data. Keys, tokens and the secret part of its webhook address are never part of it."""
    shop = handle.shop
    return {
        "id": shop.key,
        "name": shop.name,
        "webhook": webhook_of(handle, env).replace(shop.hook_secret, HIDDEN),
        "fortnox_tenant": shop.company.tenant if shop.company else "",
        "quickbutik_key": "stored" if shop.quickbutik_key else "missing",
        "paused": shop.paused,
        "careful": shop.careful,
        "problem": problem_json(shop.problem_code, shop.problem_facts),
        "orders": handle.counts(),
        "choices": Choices(shop.choices).values,
    }


def webhook_of(handle: Handle, env: Environment) -> str:
    return f"{env.public_url.rstrip('/')}/hooks/quickbutik/{handle.shop.hook_secret}/"


def _show(handle: Handle, env: Environment, *, as_json: bool, is_new: bool = False) -> None:
    """The shop in words or as data; only a new one is told with its whole webhook address."""
    told = describe(handle, env) | ({"webhook": webhook_of(handle, env)} if is_new else {})
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
