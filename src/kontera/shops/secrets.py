"""API keys and tokens at rest: encrypted with a key made from ``KONTERA_SECRET_KEY``.

Several secret keys may be given: the first encrypts, all decrypt, so keys can rotate.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current_box() -> MultiFernet:
    return _box(tuple(settings.KONTERA_SEAL_KEYS))


class UnreadableSecretError(ValueError):
    """What is stored was encrypted with a key that is no longer given."""


def encrypt(plain: str) -> str:
    return _current_box().encrypt(plain.encode()).decode()


def decrypt(stored: str) -> str:
    try:
        return _current_box().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise UnreadableSecretError("KONTERA_SECRET_KEY does not open what is stored") from None


class SecretField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """A text that lies encrypted in the database and is plain in memory. Empty stays empty."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else value
