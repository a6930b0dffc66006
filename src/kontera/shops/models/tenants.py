"""Who is connected: companies, shops, and the people who may see them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from kontera.shops.secrets import SecretField

KEY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def new_key() -> str:
    """Eight letters that name a shop in references and on the command line; never changed."""
    return "".join(secrets.choice(KEY_LETTERS) for _ in range(8))


def new_hook_secret() -> str:
    return secrets.token_urlsafe(24)


class Company(models.Model):
    """A Fortnox company (tenant). Several shops may share one."""

    tenant = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, blank=True)
    token = SecretField(blank=True)
    token_expires_at = models.DateTimeField(default=EPOCH)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts = models.JSONField(default=dict)
    registers: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    hushed_until = models.DateTimeField(default=EPOCH)
    """Fortnox answered 429: no request before this time."""

    def __str__(self) -> str:
        return self.name or self.tenant


class Permit(models.Model):
    """The right to have one request under way at Fortnox; see ``permits``."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    free_at = models.DateTimeField(default=EPOCH)
    """Not indexed on purpose: it changes with every request, and a company has few permits."""


class Shop(models.Model):
    """A Quickbutik shop and the Fortnox company its books are kept in."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    name = models.CharField(max_length=120)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True)
    hook_secret = models.CharField(max_length=64, unique=True, default=new_hook_secret)
    quickbutik_key = SecretField(blank=True)
    choices: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    added_at = models.DateTimeField(default=timezone.now)
    highest_number = models.BigIntegerField(null=True)
    """Highest order number when the shop was first read; higher ones are new orders."""
    polled_until = models.DateTimeField(null=True)
    poll_at = models.DateTimeField(default=EPOCH)
    hooked_at = models.DateTimeField(null=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts = models.JSONField(default=dict)
    problem_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    """Orders are read, but nothing is sent."""
    careful = models.BooleanField(default=False)
    """Look for our reference before every first sending: set when an older backup was restored."""

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Who may see a shop (reader) or act for it (owner)."""

    class Role(models.TextChoices):
        OWNER = "owner"
        READER = "reader"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OWNER)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "shop"], name="member_once"),)
