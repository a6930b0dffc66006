"""``kontera oss`` and ``kontera periodic`` on the terminal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cli.house import BUYER


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


def quarter_before(day):
    """The last day of the quarter before."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


@pytest.fixture
def sold(added):
    """A consumer in Germany bought in a quarter that is well over."""
    added.last = quarter_before(quarter_before(date.today()))  # noqa: DTZ011 - the command's own clock
    added.quarter = f"{added.last.year}Q{added.last.month // 3}"
    added.company.add_account(3110, "Försäljning OSS DE 19", "DE19")
    added.company.add_vat_rate(Decimal(19), "DE19")
    words = ("eu_consumers=oss", "oss_accounts.de 19=3110", f"start_day={added.last.year}-01-01")
    assert added.house.kontera("shop", "set", added.id, *words).code == 0
    line = {"sku": "K1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    buyer = {**BUYER, "country": "DE", "zipcode": "10115", "shipping_details": {"country": "DE"}}
    at = f"{added.last.isoformat()} 12:00:00"
    number = added.buy(lines=[line], customer=buyer, created=at, paid=at)
    done = added.house.kontera("sync", "order", added.id, number)
    assert done.code == 0, done.err
    return added


def test_a_quarter_that_is_over_is_told_in_euro_with_its_rate_and_day(sold):
    registers = sold.house.world.registers
    registers.rates_down = True
    silent = sold.house.kontera("oss", sold.id, "--quarter", sold.quarter)
    registers.rates_down = False
    assert "[rates-silent]" in silent.err
    assert "beloppen i euro saknas" in silent.err
    assert "EUR" not in silent.out
    told = sold.house.kontera("oss", sold.id, "--quarter", sold.quarter, "--json")
    [line] = told.json["lines"]
    assert (line["sek_per_eur"], line["base_eur_cents"], line["vat_eur_cents"]) == ("10.9635", 912, 173)
    assert date.fromisoformat(line["rate_day"]) >= sold.last
    text = sold.house.kontera("oss", sold.id, "--quarter", sold.quarter)
    assert f"= 9.12 + 1.73 EUR (ECB {line['rate_day']} 10.9635)" in text.out
    assert "euro" not in text.err
