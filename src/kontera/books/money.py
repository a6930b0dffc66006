"""Whole öre: reading, writing, rounding and splitting with nothing lost.

An amount is an ``int`` of öre (1/100 of the currency). Nothing here is ever a binary fraction.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse_ore(value: str | int | Decimal, *, exact: bool = True) -> int:
    """Kronor as text or number → whole öre.

    More than two decimals is a ``ValueError`` unless ``exact=False``, which rounds half up.
    Source: the shop writes its amounts as text with two decimals ("148.95").

    >>> parse_ore("148.95"), parse_ore(3), parse_ore(Decimal("-0.1"))
    (14895, 300, -10)
    >>> parse_ore("79.925", exact=False)
    7993
    """
    try:
        ore = Decimal(value) * 100
        whole = int(ore) if exact and ore == ore.to_integral_value() else round_half_up(ore)
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise ValueError(f"not an amount: {value!r}") from error
    if exact and whole != ore:
        raise ValueError(f"more than two decimals: {value!r}")
    return whole


def kronor(ore: int) -> str:
    """Whole öre → kronor with a decimal point, as ledgers and APIs want it.

    >>> kronor(123450), kronor(-10), kronor(0)
    ('1234.50', '-0.10', '0.00')
    """
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole}.{part:02d}"


def divide_half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to a whole number, halves away from zero (denominator > 0).

    Source: Skatteverket, third decimal 5 or more is rounded up.

    >>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(4, 3)
    (3, -3, 1)
    """
    half = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -half if numerator < 0 else half


def round_half_up(value: Decimal) -> int:
    """A decimal number of öre → whole öre, halves away from zero.

    >>> round_half_up(Decimal("0.5")), round_half_up(Decimal("-0.5")), round_half_up(Decimal("1.49"))
    (1, -1, 1)
    """
    return divide_half_up(*value.as_integer_ratio())


def vat_of(gross_ore: int, rate: Decimal) -> int:
    """The VAT inside an amount incl. VAT: half up of ``gross × rate / (100 + rate)``.

    A negative amount has the VAT of its absolute amount, with the sign restored, so that a credit
    mirrors its invoice. Source: Skatteverket on rounding of VAT (kronor and öre, half up).

    >>> vat_of(12500, Decimal(25)), vat_of(-10001, Decimal(12)), vat_of(1, Decimal(25))
    (2500, -1072, 0)
    """
    part, scale = rate.as_integer_ratio()
    return divide_half_up(gross_ore * part, 100 * scale + part)


def line_ore(quantity: Decimal, unit_ore: int) -> int:
    """Price × quantity in whole öre; only a fractional quantity can need rounding (half up).

    >>> line_ore(Decimal(3), 9990), line_ore(Decimal("0.5"), 1001)
    (29970, 501)
    """
    pieces, scale = quantity.as_integer_ratio()
    return pieces * unit_ore if scale == 1 else divide_half_up(pieces * unit_ore, scale)


def allocate(amount: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Split ``amount`` öre in proportion to ``weights``; the parts sum to it exactly.

    Largest remainder; a tie goes to the larger weight, then to the earlier position. A negative
    amount mirrors the positive one. Weights are never negative; all zero is a ``ValueError``.
    Source: the distribution of freight and discounts on the base of each good (Swedish VAT practice).

    >>> allocate(5900, [34900, 45000, 22900])
    [2003, 2583, 1314]
    >>> allocate(-10, [1, 1, 1])
    [-4, -3, -3]
    """
    exact = [weight if isinstance(weight, int) else Fraction(weight) for weight in weights]
    total = sum(exact)
    if total <= 0 or min(exact) < 0:
        raise ValueError("weights must be positive or zero, and not all zero")
    if len(exact) == 1:
        return [amount]
    if amount < 0:
        return [-part for part in allocate(-amount, weights)]
    shares = [divmod(amount * weight, total) for weight in exact]
    parts = [int(whole) for whole, _ in shares]
    left = amount - sum(parts)
    if left:
        by_claim = sorted(range(len(exact)), key=lambda place: (-shares[place][1], -exact[place], place))
        for place in by_claim[:left]:
            parts[place] += 1
    return parts
