"""Keys for secrets at rest, derived from ``KONTERA_SECRET_KEY``."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Sets these keys apart from other uses of the same secret, such as signed cookies.
PURPOSE = b"kontera: secrets at rest"


def keys(secret_keys: Iterable[str]) -> list[str]:
    """One Fernet key (url-safe base64 of 32 bytes) per secret key, in the same order."""
    return [_derived(secret) for secret in secret_keys]


def seal(fernet_keys: Iterable[str]) -> MultiFernet:
    """What encrypts with the first key and decrypts with all; ValueError when there is none."""
    return MultiFernet([Fernet(key) for key in fernet_keys])


def _derived(secret: str) -> str:
    stretched = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(stretched).decode("ascii")
