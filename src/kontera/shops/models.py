"""The memory: what is known, due, sent and answered. No rules live here.

Amounts are whole öre, ``…_at`` is an aware UTC time, ``…_day`` a Stockholm date.
"""

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


class Event(models.Model):
    """Something the shop told us about; the drain reads it again over the API."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=60)
    event_type = models.CharField(max_length=40)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["shop", "kind", "key", "event_type"], name="event_once"),
        )


class Product(models.Model):
    """A product as last read, above all its VAT rate (percent as text; empty: not told)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    product_id = models.CharField(max_length=60)
    rate = models.CharField(max_length=10, blank=True)
    raw: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "product_id"], name="product_once"),)


class Order(models.Model):
    """An order of the shop: what it says, what we make of it, and how far it has come."""

    class State(models.TextChoices):
        SEEN = "seen"
        """Known; waits for payment, for the button, or lies before the first day."""
        DUE = "due"
        DONE = "done"
        HELD = "held"
        CANCELLED = "cancelled"
        SKIPPED = "skipped"
        """Nothing to book (an order of 0 kr)."""

    class Urgency(models.IntegerChoices):
        BUTTON = 0
        NEW = 1
        RETRY = 2
        IMPORT = 3

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    number = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.NEW)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    asked = models.BooleanField(default=False)
    """The button was pressed: goes on even where the shop sends nothing by itself."""

    raw: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    raw_digest = models.CharField(max_length=64, blank=True)
    rates: models.JSONField[dict[str, dict[str, Any]]] = models.JSONField(default=dict)
    """Of each product, as it was when the order was first seen: VAT rate, and whether it is a gift card."""
    seen_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(default=timezone.now)

    status = models.CharField(max_length=12, blank=True)
    ordered_day = models.DateField(null=True)
    total_ore = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    buyer = models.CharField(max_length=200, blank=True)
    payment_method = models.CharField(max_length=80, blank=True)
    preview: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What will be (or was) made of it: documents, vouchers, findings."""

    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """Of the content that was sent; another content later is a change."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "number"], name="order_once"),)
        indexes = (
            models.Index(
                fields=["shop", "urgency", "due_at"], name="order_due", condition=models.Q(state="due")
            ),
            models.Index(fields=["shop", "-ordered_day", "-id"], name="order_newest"),
        )

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """One document on its way to Fortnox: written down before the call, and after it."""

    class Kind(models.TextChoices):
        ORDER = "order"
        INVOICE = "invoice"
        PAYMENT = "payment"

    class State(models.TextChoices):
        SENDING = "sending"
        """About to be sent, or sent without a trustworthy answer: look before sending again."""
        SENT = "sent"
        """Fortnox has it, and gave ``number``."""
        BOOKED = "booked"
        CANCELLED = "cancelled"
        REFUSED = "refused"
        """Fortnox said no before writing anything; may be sent anew."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reference = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    number = models.CharField(max_length=40, blank=True)
    voucher = models.CharField(max_length=40, blank=True)
    """Series, number and financial year as Fortnox gave them: ``B 17 5``."""
    answer: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What Fortnox answered, in our words (öre)."""
    sent_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "reference"], name="delivery_once"),)


class Link(models.Model):
    """A customer or article that Fortnox has, with a hash of what was last written there."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer"
        ARTICLE = "article"

    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=254)
    """E-mail address (lower case), article number, or the order's reference for a nameless buyer."""
    number = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "kind", "key"], name="link_once"),)


class Note(models.Model):
    """What happened to an order, in order; only added to, never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=60)
    facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
