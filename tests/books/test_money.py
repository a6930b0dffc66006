from __future__ import annotations

from decimal import Decimal

import pytest

from kontera.books.money import allocate, kronor, line_ore, parse_ore, round_half_up, vat_of


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("0", 0),
        ("1", 100),
        ("1234.5", 123450),
        ("-0.10", -10),
        ("1e2", 10000),
        (7, 700),
        (Decimal("0.01"), 1),
    ],
)
def test_kronor_are_read_as_whole_ore(written, ore):
    assert parse_ore(written) == ore


@pytest.mark.parametrize("written", ["", "abc", "1,50", "1.005", "NaN", "Infinity"])
def test_what_is_no_amount_in_ore_is_refused(written):
    with pytest.raises(ValueError, match=r"amount|decimals"):
        parse_ore(written)


def test_more_decimals_are_rounded_half_up_only_when_asked():
    assert parse_ore("1.005", exact=False) == 101
    assert parse_ore("-1.005", exact=False) == -101
    assert parse_ore("1.0049", exact=False) == 100


@pytest.mark.parametrize(
    ("ore", "written"), [(0, "0.00"), (-1, "-0.01"), (100, "1.00"), (-123456, "-1234.56")]
)
def test_ore_are_written_as_kronor_and_read_back(ore, written):
    assert kronor(ore) == written
    assert parse_ore(written) == ore


@pytest.mark.parametrize(
    ("value", "whole"), [("0.5", 1), ("-0.5", -1), ("2.4999", 2), ("-2.5", -3), ("1e-30", 0)]
)
def test_halves_are_rounded_away_from_zero(value, whole):
    assert round_half_up(Decimal(value)) == whole


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [
        (12500, "25", 2500),
        (1, "25", 0),
        (3, "25", 1),
        (29970, "12", 3211),
        (-12500, "25", -2500),
        (10000, "25.5", 2032),
    ],
)
def test_the_vat_inside_a_price_is_half_up_and_mirrors_for_credits(gross, rate, vat):
    assert vat_of(gross, Decimal(rate)) == vat


def test_a_tie_goes_to_the_larger_weight_and_then_to_the_earlier_position():
    assert allocate(1, [1, 1]) == [1, 0]
    assert allocate(2, [1, 3]) == [0, 2]
    assert allocate(1, [1, 3, 4]) == [0, 0, 1]
    assert allocate(-1, [1, 1]) == [-1, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [-1, 3]])
def test_nothing_can_be_split_over_no_weight_or_a_negative_one(weights):
    with pytest.raises(ValueError, match=r"weights|empty"):
        allocate(100, weights)


def test_decimal_weights_are_exact():
    assert allocate(100, [Decimal("0.1"), Decimal("0.2")]) == [33, 67]


def test_only_a_fractional_quantity_is_rounded():
    assert line_ore(Decimal("1.5"), 333) == 500
    assert line_ore(Decimal("3.00"), 333) == 999
    assert line_ore(Decimal("-1.5"), 333) == -500
