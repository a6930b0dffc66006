"""``kontera oss`` and ``kontera periodic`` on the terminal."""

from __future__ import annotations

import pytest


def test_a_shop_without_sales_abroad_has_an_empty_quarter_and_month(added):
    told = added.house.kontera("oss", added.id, "--quarter", "2026Q4", "--json").json
    assert (told["quarter"], told["lines"], told["corrections"]) == ("2026Q4", [], [])
    assert told["threshold"]["percent"] == 0
    assert added.house.kontera("oss", added.id).out.endswith("0.00 SEK, 0 % of 99680.00\n")
    told = added.house.kontera("periodic", added.id, "--month", "2026-11", "--json").json
    assert told == {"month": "2026-11", "lines": []}


@pytest.mark.parametrize(
    ("command", "flag", "period"), [("oss", "--quarter", "2026-11"), ("periodic", "--month", "2026Q4")]
)
def test_a_wrong_period_is_wrong_use(added, command, flag, period):
    assert added.house.kontera(command, added.id, flag, period).code == 2
