"""Whose tax a sale carries: the treatment, and the country whose rates apply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Treatment(StrEnum):
    """Who taxes the sale."""

    SE = "SE"
    """Delivered in Sweden: Swedish VAT, whoever buys."""
    EU_B2C_SE_VAT = "EU_B2C_SE_VAT"
    """A consumer in the Union, below the threshold and without One Stop Shop: Swedish VAT."""
    OSS = "OSS"
    """A consumer in the Union: the VAT of the country the goods go to, declared in the One Stop Shop."""
    EU_B2B = "EU_B2B"
    """A company in the Union whose VAT number was confirmed: no VAT (unionsintern försäljning)."""
    EXPORT = "EXPORT"
    """Outside the Union's VAT area: no VAT."""


@dataclass(frozen=True, slots=True)
class Place:
    """The treatment of a sale and the country (or XI) whose VAT it carries, or where it goes untaxed."""

    treatment: Treatment = Treatment.SE
    country: str = "SE"

    @property
    def is_taxed(self) -> bool:
        """Whether the sale carries VAT at all."""
        return self.treatment not in (Treatment.EU_B2B, Treatment.EXPORT)

    @property
    def is_swedish(self) -> bool:
        """Whether it is Swedish VAT."""
        return self.treatment in (Treatment.SE, Treatment.EU_B2C_SE_VAT)


AT_HOME = Place()
"""Swedish VAT on a delivery in Sweden."""
