"""Customers, articles and products, and what was last written of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from kontera.shops.models.tenants import Company, Shop


class Product(models.Model):
    """A product as last read, above all its VAT rate (percent as text; empty: not told)."""

    class State(models.TextChoices):
        SEEN = "seen"
        """Known; differs from what Fortnox has, and waits for the button."""
        DUE = "due"
        DONE = "done"
        """Fortnox has what the shop says."""
        HELD = "held"
        GONE = "gone"
        """Deleted in the shop; its articles are inactive."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    product_id = models.CharField(max_length=60)
    rate = models.CharField(max_length=10, blank=True)
    raw: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    read_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    asked = models.BooleanField(default=False)
    """The button was pressed."""
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    is_visible = models.BooleanField(default=True)
    raw_digest = models.CharField(max_length=64, blank=True)
    """Of what the shop said last; the same again is no work."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """Of the articles that were last written; empty: none were."""
    skus: models.JSONField[list[str]] = models.JSONField(default=list)
    """Article numbers of the product and its variants as they are compared: case folded."""
    articles: models.JSONField[list[str]] = models.JSONField(default=list)
    """Article numbers that were last written for it, as they are spelled at Fortnox."""
    preview: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """The articles as they should be, for the panel."""
    inward: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """Article number → what Fortnox last told of it (``told``), and what the shop was given (``done``)."""
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "product_id"], name="product_once"),)
        indexes = (
            models.Index(fields=["shop", "due_at"], name="product_due", condition=models.Q(state="due")),
            GinIndex(fields=["skus"], name="product_skus"),
        )

    def __str__(self) -> str:
        return self.title or self.product_id


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
    written: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """Field by field, what was last written: what differs at Fortnox was changed there by somebody else."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "kind", "key"], name="link_once"),)


class Level(models.Model):
    """The stock of one article, as both sides last told it and as it was last agreed.

    Quantities are whole pieces. ``agreed`` is the level at which both sides were last known to be
    at one; ``None`` until then.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    number = models.CharField(max_length=60)
    """The article number."""
    product_id = models.CharField(max_length=60, blank=True)
    variant_id = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    agreed = models.IntegerField(null=True)
    in_shop = models.IntegerField(null=True)
    in_fortnox = models.IntegerField(null=True)
    shop_read_at = models.DateTimeField(null=True)
    fortnox_read_at = models.DateTimeField(null=True)
    pending: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """A write that was begun, with what it wanted; empty when its outcome is known."""
    seen: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What the rule needs to remember between passes, such as sales already counted on a side."""
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    confirmed = models.BooleanField(default=False)
    """A person has said that the held change is right."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "number"], name="level_once"),)


class Sold(models.Model):
    """What one order sold of one article, and how many of it each side's level has counted so far.

    The row with an empty ``number`` says which reading of the order (``digest``) the others were made from.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    order = models.ForeignKey("shops.Order", on_delete=models.CASCADE, related_name="sold")
    number = models.CharField(max_length=60, blank=True)
    """The article number."""
    quantity = models.IntegerField(default=0)
    in_shop = models.IntegerField(default=0)
    in_fortnox = models.IntegerField(default=0)
    counted = models.BooleanField(default=False)
    """A look at the article's level has taken it in."""
    sent = models.BooleanField(default=False)
    """A document of its order was known at that look."""
    is_part = models.BooleanField(default=False)
    """Sold as a part of a bundle: Fortnox's document names the bundle only."""
    refunded = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    sold_at = models.DateTimeField(null=True)
    """When the shop says that it was ordered, to the second."""
    closed_at = models.DateTimeField(null=True)
    """Since then both sides have counted it, and nothing is left to follow."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["order", "number"], name="sold_once"),)
        indexes = (models.Index(fields=["shop"], name="sold_open", condition=models.Q(closed_at=None)),)


class Topic(models.Model):
    """How far the events of one topic (WebSocket) have been followed for a company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    offset = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "name"], name="topic_once"),)
