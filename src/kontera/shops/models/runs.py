"""What is done in rounds and runs: chores, imports, and the findings of the set-up check."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from kontera.shops.models.tenants import EPOCH, Company, Shop


class Chore(models.Model):
    """Something a shop needs done again and again, and when it is due next."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    name = models.CharField(max_length=30)
    due_at = models.DateTimeField(null=True)
    """``None``: not before something asks for it."""
    asked = models.BooleanField(default=False)
    """A person waits for it: it goes before the others."""
    attempts = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=EPOCH)
    done_at = models.DateTimeField(null=True)
    told: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What the last round has to tell: counts, and how far it came."""
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "name"], name="chore_once"),)


class Import(models.Model):
    """One transfer of order history: what it shall take, how far it goes, and how far it has come."""

    class State(models.TextChoices):
        READING = "reading"
        """The dry run: orders are read and thought through, nothing is sent."""
        READY = "ready"
        """The dry run is done and waits for a person."""
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"
        DONE = "done"
        REFUSED = "refused"
        """Cannot start: ``problem_code`` says why."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    by = models.CharField(max_length=254, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    from_day = models.DateField(null=True)
    from_number = models.CharField(max_length=60, blank=True)
    until_day = models.DateField(null=True)
    """The cut-over: the last day that belongs to the history."""
    end = models.CharField(max_length=20)
    """How far its orders go: an end of the flow, or ``customers`` for the cards alone."""
    offset = models.PositiveIntegerField(default=0)
    """How far the shop's list has been read."""
    report: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What the dry run found."""
    counts: models.JSONField[dict[str, int]] = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)


class Foreign(models.Model):
    """A document at Fortnox that somebody else made for an order of the shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    order_number = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    """``order`` or ``invoice``, as in ``Delivery.Kind``."""
    number = models.CharField(max_length=40)
    origin = models.CharField(max_length=20)
    """Whose reference shape it bears: own, quickbutik, bjorntech, wetail."""
    told: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """Reference, customer, day, total (öre), booked and paid, as Fortnox listed them."""
    confirmed = models.BooleanField(null=True)
    """``None``: nobody has said yet. True: it is the order's document. False: it is not."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["shop", "order_number", "kind", "number"], name="foreign_once"),
        )


class Sighting(models.Model):
    """One finding of the set-up check, as last seen."""

    class Mark(models.TextChoices):
        GREEN = "green"
        YELLOW = "yellow"
        RED = "red"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    check_name = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    """Which one: an account, a rate, a payment method; empty where the check has one answer."""
    mark = models.CharField(max_length=10, choices=Mark.choices)
    code = models.CharField(max_length=60)
    facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    stops: models.JSONField[list[str]] = models.JSONField(default=list)
    """What a red finding pauses, such as ``orders`` or ``payments:klarna``."""
    first_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "check_name", "key"], name="sighting_once"),)
