"""The page of sales abroad: the threshold, the quarters, the months, and their files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.panel.scene import put, signed_in

from kontera.books.order import Fx
from kontera.books.place import Treatment
from kontera.books.returns import Supplied
from kontera.shops import euro, registers, supplies


def sold(shop, order, name, day, base, *, vat=0, **more):
    told = {"treatment": Treatment.OSS, "country": "FI", "rate": Decimal("25.5"), "kind": "goods", **more}
    one = Supplied(
        **{"currency": "SEK", **told}, base_ore=base, vat_ore=vat, base_sek_ore=base, vat_sek_ore=vat
    )
    supplies.keep(shop, supplies.Paper(order, name, day, "DE129273398"), [one])


@pytest.fixture
def bought(shop):
    return put(shop, "1001", "done")


def page(client, shop):
    return client.get(reverse("panel:abroad", args=[shop.shop.key])).content.decode()


def file(client, shop, *words):
    return client.get(reverse("panel:abroad_file", args=[shop.shop.key, *words]))


def this_year():
    return supplies.stockholm_today().year


def test_a_shop_that_sold_nothing_abroad_is_told_so(owner, shop):
    assert "Inget sålt med OSS" in page(owner, shop)


def test_a_quarter_shows_its_sales_and_its_corrections(owner, shop, bought):
    sold(shop, bought, "a", date(2026, 9, 10), 10000, vat=2550)
    sold(shop, bought, "b", date(2026, 11, 10), -2000, vat=-510)
    shown = page(owner, shop)
    assert "OSS, kvartal 3 2026" in shown
    assert "Rättelser av tidigare kvartal" in shown
    assert "25,5" in shown


@pytest.mark.parametrize(
    ("ore", "says"),
    [(7_974_399, ""), (7_974_400, "80 % av gränsen"), (9_968_001, "har passerat gränsen")],
)
def test_the_threshold_is_warned_about(owner, shop, bought, ore, says):
    sold(shop, bought, "a", date(this_year(), 1, 10), ore, treatment=Treatment.EU_B2C_SE_VAT)
    shown = page(owner, shop)
    assert "<progress" in shown
    assert (says in shown) if says else ('class="problem held"' not in shown)


def test_last_year_counts_too(owner, shop, bought):
    sold(shop, bought, "a", date(this_year() - 1, 6, 10), 9_968_001, treatment=Treatment.EU_B2C_SE_VAT)
    assert "passerade gränsen året före" in page(owner, shop)


def test_who_uses_oss_is_not_warned(owner, shop, bought):
    sold(shop, bought, "a", date(this_year(), 1, 10), 9_968_001)
    shop.save_choices({**shop.shop.choices, "eu_consumers": "oss"})
    assert 'class="problem held"' not in page(owner, shop)


def test_the_quarter_comes_as_a_file(owner, shop, bought):
    sold(shop, bought, "a", date(2026, 11, 10), 10000, vat=2550)
    answer = file(owner, shop, "oss", "2026Q4")
    assert answer["Content-Disposition"] == 'attachment; filename="oss-2026Q4.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "2026Q4;FI;25,5;goods;SEK;100,00;25,50;100,00;25,50;;;;"


def test_a_quarter_that_is_not_over_has_no_euro_yet(owner, shop, bought):
    today = supplies.stockholm_today()
    sold(shop, bought, "a", today, 10000, vat=2550)
    shown = page(owner, shop)
    assert "räknas när kvartalet är slut" in shown
    assert "€" not in shown


def test_a_quarter_that_is_over_says_that_its_rate_is_missing(owner, shop, bought, people):
    sold(shop, bought, "a", date(2025, 11, 10), 10000, vat=2550)
    shown = page(owner, shop)
    assert "är inte hämtad än för alla valutor, så belopp i euro saknas" in shown
    assert "€" not in shown
    english = page(signed_in(people.owner, "en"), shop)
    assert "has not been fetched yet for all currencies, so amounts in euro are missing" in english


def test_a_quarter_is_told_in_euro_at_its_rate_and_its_day(owner, shop, bought):
    sold(shop, bought, "a", date(2025, 11, 10), 110_000, vat=27_550)
    sold(shop, bought, "b", date(2025, 11, 11), 5000, vat=950, country="DE", rate=Decimal(19), currency="EUR")
    euro.keep(Fx("EUR", Decimal("11.0215"), date(2025, 12, 31), "ecb"))
    shown = page(owner, shop)
    assert "I euro med ECB:s kurs 31 dec. 2025: 11,0215 kr." in shown
    assert "saknas" not in shown
    assert "25,00\u00a0€" in shown  # 275.50 / 11.0215 = 24.9966
    lines = file(owner, shop, "oss", "2025Q4").content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith("base_eur;vat_eur;sek_per_eur;rate_day")
    assert lines[1:] == [
        "2025Q4;DE;19;goods;EUR;50,00;9,50;50,00;9,50;50,00;9,50;11,0215;2025-12-31",
        "2025Q4;FI;25,5;goods;SEK;1100,00;275,50;1100,00;275,50;99,80;25,00;11,0215;2025-12-31",
    ]


def test_a_rate_of_another_day_than_the_quarters_end_is_not_taken(owner, shop, bought):
    sold(shop, bought, "a", date(2025, 11, 10), 10000, vat=2550)
    registers.keep_rate(Fx("EUR", Decimal(11), date(2026, 1, 2), "ecb"))
    euro.keep(Fx("EUR", Decimal(11), date(2025, 9, 30), "ecb"))
    assert "€" not in page(owner, shop)


def test_a_sale_in_a_currency_without_a_rate_has_no_euro_and_no_sum_is_made_up(owner, shop, bought):
    sold(shop, bought, "a", date(2025, 11, 10), 110_215, vat=27_554)
    sold(shop, bought, "b", date(2025, 11, 11), 5000, vat=950, country="DE", currency="USD")
    euro.keep(Fx("EUR", Decimal("11.0215"), date(2025, 12, 31), "ecb"))
    shown = page(owner, shop)
    assert "för alla valutor, så belopp i euro saknas" in shown
    assert "100,00\u00a0€" in shown
    assert "·" not in shown.split("OSS, kvartal 4 2025")[1].split("</h2>")[0]
    first, _ = file(owner, shop, "oss", "2025Q4").content.decode("utf-8-sig").splitlines()[1:]
    assert first == "2025Q4;DE;25,5;goods;USD;50,00;9,50;50,00;9,50;;;11,0215;2025-12-31"


def test_a_correction_goes_by_the_rate_of_the_quarter_of_the_sale(owner, shop, bought):
    sold(shop, bought, "a", date(2025, 9, 10), 10000, vat=2550)
    sold(shop, bought, "b", date(2025, 11, 10), -10000, vat=-2550)
    euro.keep(Fx("EUR", Decimal(10), date(2025, 9, 30), "ecb"))
    euro.keep(Fx("EUR", Decimal(12), date(2025, 12, 31), "ecb"))
    [line] = file(owner, shop, "oss", "2025Q4").content.decode("utf-8-sig").splitlines()[1:]
    assert line.endswith(";-10,00;-2,55;10;2025-09-30")


def test_the_month_comes_as_a_file(owner, shop, bought):
    sold(
        shop,
        bought,
        "a",
        date(2026, 11, 10),
        10000,
        treatment=Treatment.EU_B2B,
        country="DE",
        rate=Decimal(0),
    )
    assert "Periodisk sammanställning, november 2026" in page(owner, shop)
    lines = file(owner, shop, "periodic", "2026-11").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "2026-11;DE129273398;DE;goods;100,00"


@pytest.mark.parametrize("period", ["2026Q5", "never", "2026-13", "99999999999Q1", "2026Q99999999999"])
def test_a_period_that_is_none_is_not_found(owner, shop, period):
    assert file(owner, shop, "oss", period).status_code == 404
