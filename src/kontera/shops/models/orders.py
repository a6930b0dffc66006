"""Orders: what the shop says, what was sent, and what happened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from kontera.shops.models.runs import Import
from kontera.shops.models.tenants import Company, Shop


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
        SUMMED = "summed"
        """Waits for the voucher of its day (dagssumma)."""

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
    run = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="orders")
    """The import that asked for it; it decides how far the order goes."""
    proposal: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """Changed after booking, or paid back: the documents that would mend it, as a preview."""
    evidence: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What was asked for its sake: the answer on its VAT number, and the rate of its currency."""

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
        CREDIT = "credit"
        VOUCHER = "voucher"
        """A sale Fortnox cannot hold as an invoice, booked as a voucher with the order attached."""
        SUMMARY = "summary"
        """A sale or a refund that stands in the summary of a day."""

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
    told: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """Why it is as it is: rows, accounts, boxes and rules as they were shown when it was sent."""
    sent_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "reference"], name="delivery_once"),)


class Note(models.Model):
    """What happened to an order, in order; only added to, never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=60)
    facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
