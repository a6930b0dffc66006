"""Money and tax beyond the single order: evidence, rates, supplies, payouts, summaries, comparisons."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from kontera.shops.models.orders import Delivery, Order
from kontera.shops.models.tenants import Shop


class VatAnswer(models.Model):
    """What VIES said of a buyer's VAT number. Only added to: each answer is evidence of its day."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)
    is_valid = models.BooleanField()
    asked_at = models.DateTimeField(default=timezone.now)
    consultation = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=["shop", "number", "-asked_at"], name="vat_answer_newest"),)


class Rate(models.Model):
    """SEK for one unit of a currency on a day, as a source published it. The same for every shop."""

    source = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "currency", "day"], name="rate_once"),)


class Supply(models.Model):
    """What one document sold under one treatment, country, rate and kind. Credits are negative.

    The One Stop Shop report, the periodic summary and the running total against the threshold are sums of it.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="supplies")
    reference = models.CharField(max_length=80)
    """Of the document."""
    day = models.DateField()
    treatment = models.CharField(max_length=14)
    country = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=6, decimal_places=3)
    kind = models.CharField(max_length=8, default="goods")
    vat_number = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, default="SEK")
    base_ore = models.BigIntegerField()
    """Without VAT, in 1/100 of the currency."""
    vat_ore = models.BigIntegerField()
    base_sek_ore = models.BigIntegerField()
    vat_sek_ore = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shop", "reference", "treatment", "country", "rate", "kind"], name="supply_once"
            ),
        )
        indexes = (models.Index(fields=["shop", "day", "treatment"], name="supply_day"),)


class Payout(models.Model):
    """A payout (utbetalning) of a provider, as its settlement report tells it."""

    class State(models.TextChoices):
        READ = "read"
        """Read and matched; waits for a person or its turn."""
        DUE = "due"
        HELD = "held"
        SENDING = "sending"
        BOOKED = "booked"
        SKIPPED = "skipped"
        """A person said that it is booked already."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    provider = models.CharField(max_length=40)
    marker = models.CharField(max_length=100)
    """The provider's own number of the payout, or what stands for it: never booked twice."""
    day = models.DateField()
    currency = models.CharField(max_length=3, default="SEK")
    gross_ore = models.BigIntegerField(default=0)
    fee_ore = models.BigIntegerField(default=0)
    fee_vat_ore = models.BigIntegerField(default=0)
    net_ore = models.BigIntegerField(default=0)
    bank_sek_ore = models.BigIntegerField(null=True)
    """What reached the bank in SEK, of a payout in another currency."""
    file_name = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file = models.BinaryField(default=bytes)
    """The report as it was read in."""
    file_key = models.CharField(max_length=80, blank=True)
    """The report, as Fortnox keeps it with the voucher."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    reference = models.CharField(max_length=80, blank=True)
    voucher = models.CharField(max_length=40, blank=True)
    preview: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answers: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    """What a person has said: ``another``, the voucher that is not this payout."""
    read_at = models.DateTimeField(default=timezone.now)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "provider", "marker"], name="payout_once"),)


class PayoutLine(models.Model):
    """One line of a settlement report. Öre, as the report signs them: sales positive, refunds negative."""

    payout = models.ForeignKey(Payout, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    """``sale``, ``refund``, ``fee`` or ``other``."""
    day = models.DateField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    """The order or transaction it names."""
    transaction = models.CharField(max_length=120, blank=True)
    """The transaction, where it names both."""
    claim = models.CharField(max_length=80, blank=True)
    """The payment or repayment that it settles, by its reference."""
    account = models.PositiveIntegerField(null=True)
    """Where that was booked."""
    sek_ore = models.BigIntegerField(null=True)
    """What that was booked at."""
    amount_ore = models.BigIntegerField()
    fee_ore = models.BigIntegerField(default=0)
    fee_vat_ore = models.BigIntegerField(default=0)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, related_name="payout_lines")
    is_confirmed = models.BooleanField(default=False)
    """A person said that the line is right though nothing matches it."""
    problem_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["payout", "place"], name="payout_line_once"),)


class Summary(models.Model):
    """A day's orders in one voucher (dagssumma). A day may get a later one, for what came late."""

    class State(models.TextChoices):
        OPEN = "open"
        DUE = "due"
        HELD = "held"
        SENDING = "sending"
        BOOKED = "booked"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    day = models.DateField()
    part = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    orders = models.ManyToManyField(Order, related_name="summaries")
    reference = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    voucher = models.CharField(max_length=40, blank=True)
    file_key = models.CharField(max_length=80, blank=True)
    """The order list, as Fortnox keeps it."""
    preview: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_facts: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shop", "day", "part"], name="summary_once"),)


class Posting(models.Model):
    """A voucher that should stand in Fortnox, row by row, and what was found there when it was compared."""

    class State(models.TextChoices):
        WAITING = "waiting"
        EQUAL = "equal"
        DIFFERS = "differs"
        MISSING = "missing"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, null=True, related_name="posting")
    payout = models.OneToOneField(Payout, on_delete=models.CASCADE, null=True, related_name="posting")
    summary = models.OneToOneField(Summary, on_delete=models.CASCADE, null=True, related_name="posting")
    voucher = models.CharField(max_length=40)
    """Series, number and financial year as Fortnox gave them: ``B 17 5``."""
    day = models.DateField()
    expected: models.JSONField[dict[str, int]] = models.JSONField(default=dict)
    """Account → öre, debit positive."""
    found: models.JSONField[dict[str, int]] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    compared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["shop", "state", "day"], name="posting_state"),)
