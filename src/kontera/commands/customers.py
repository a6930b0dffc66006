"""``kontera sync customer`` and ``kontera sync customers``: cards written now, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, WrongUse, complain_of, problem_json, say, say_json
from kontera.problems import Held

if TYPE_CHECKING:
    from argparse import Namespace

    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends


def sync_customer(arguments: Namespace) -> int:
    """One buyer's card, by e-mail, as their newest order has it."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now

        handle, ends = find(arguments.shop), wiring.install(env)
        email = arguments.email.strip().lower()
        try:
            number = _write_one(handle, ends, email)
        except Held as held:
            told = {"customer": email, "number": "", "problem": problem_json(held.code, held.facts)}
            say_json(told) if arguments.json else say(f"{email}: held")
            complain_of(held.code, held.facts)
            return HELD
        _say(
            {"customer": email, "number": number, "problem": {}}, f"{email}: {number}", as_json=arguments.json
        )
        return DONE


def _write_one(handle: Handle, ends: Ends, email: str) -> str:
    from kontera.sync.cardwishes import write_buyer  # noqa: PLC0415

    number = write_buyer(handle, ends, email)
    if not number:
        raise WrongUse(f"Butiken har ingen order från {email}.", f"The shop has no order from {email}.")
    return number


def sync_customers(arguments: Namespace) -> int:
    """Every card that waits for the button."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415
        from kontera.shops import customers as kept  # noqa: PLC0415
        from kontera.sync.cardwishes import write_all  # noqa: PLC0415

        handle, ends = find(arguments.shop), wiring.install(env)
        written = write_all(handle, ends)
        held = {
            link.key: problem
            for link in kept.wishes(handle)
            if (problem := link.written[kept.WANTED].get("problem"))
        }
        shown = [{"customer": key, "problem": problem_json(**problem)} for key, problem in held.items()]
        _say(
            {"written": written, "held": shown},
            f"{written} written, {len(held)} held",
            as_json=arguments.json,
        )
        for problem in held.values():
            complain_of(**problem)
        return HELD if held else DONE


def _say(told: dict[str, Any], line: str, *, as_json: bool) -> None:
    say_json(told) if as_json else say(line)
