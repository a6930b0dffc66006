"""The threshold below which sales to consumers in the Union may carry Swedish VAT.

10,000 euro a calendar year, this year and the year before, over all countries together, without VAT; in
Swedish kronor 99,680 (ML 6 kap. 63–65 §§; Skatteverket, omsättningströskel).
"""

from __future__ import annotations

from dataclasses import dataclass

THRESHOLD_ORE = 99_680_00
NEAR_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Standing:
    """Sales to consumers in the Union, without VAT, in öre: this calendar year's and the one's before."""

    year: int
    total_ore: int
    before_ore: int = 0

    @property
    def percent(self) -> int:
        """How much of the threshold this year's sales are, whole percent, cut.

        >>> Standing(2026, 7_974_400).percent
        80
        """
        return max(0, self.total_ore * 100 // THRESHOLD_ORE)

    @property
    def code(self) -> str:
        """The warning, or nothing. Swedish VAT ends with the sale that passes the threshold.

        >>> Standing(2026, 7_974_399).code, Standing(2026, 7_974_400).code, Standing(2026, 9_968_001).code
        ('', 'eu-threshold-near', 'eu-threshold-passed')
        >>> Standing(2026, 0, 9_968_001).code
        'eu-threshold-passed-before'
        """
        if self.total_ore > THRESHOLD_ORE:
            return "eu-threshold-passed"
        if self.before_ore > THRESHOLD_ORE:
            return "eu-threshold-passed-before"
        return "eu-threshold-near" if self.percent >= NEAR_PERCENT else ""
