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

        _check_password(password)
        handles = [find(key) for key in arguments.shop]
        add_person(email, password, handles, is_reader=arguments.reader)
    say(email if arguments.password_stdin else f"{email}  {password}")
    return DONE


def _check_password(password: str) -> None:
    """As strict as the panel is."""
    swedish, english = _complaint(password, "sv"), _complaint(password, "en")
    if swedish:
        raise WrongUse(swedish, english)


def _complaint(password: str, language: str) -> str:
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    with translation.override(language):
        try:
            validate_password(password)
        except ValidationError as error:
            return " ".join(map(str, error.messages))
    return ""
