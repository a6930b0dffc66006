"""``kontera user add``: the panel has no sign-up; whoever runs the install lets people in."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

from kontera.commands.shops import find
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, say

if TYPE_CHECKING:
    from argparse import Namespace


def add(arguments: Namespace) -> int:
    """A person with an e-mail address and a password, and the shops they may see."""
    email = arguments.email.strip().lower()
    if "@" not in email:
        raise WrongUse(f"”{email}” är ingen e-postadress.", f"“{email}” is no e-mail address.")
    password = sys.stdin.readline().strip() if arguments.password_stdin else secrets.token_urlsafe(12)
    with standing(STORING):
        from kontera.shops.people import add_person  # noqa: PLC0415 - Django is set up by now

        handles = [find(key) for key in arguments.shop]
        add_person(email, password, handles, is_reader=arguments.reader)
    say(email if arguments.password_stdin else f"{email}  {password}")
    return DONE
