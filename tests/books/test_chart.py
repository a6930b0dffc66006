"""Which account a sale stands on, at home and abroad."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.books.making import D0, D6, D12, D25

from kontera.books.chart import Chart
from kontera.books.place import AT_HOME, Place, Treatment
from kontera.problems import Held, explain

CHART = Chart(
    services={D25: 3041},
    oss={("DE", Decimal(19)): 3110, ("DE", D25): 3119},
    freight_by_method={"dhl": 3525, "posten": 3526},
)
UNION, SHOP = Place(Treatment.EU_B2C_SE_VAT, "DE"), Place(Treatment.OSS, "DE")
COMPANY, ABROAD = Place(Treatment.EU_B2B, "DE"), Place(Treatment.EXPORT, "NO")


@pytest.mark.parametrize(
    ("place", "rate", "accounts"),
    [
        (AT_HOME, D25, (3001, 3041, 3520, 3540)),
        (AT_HOME, D12, (3002, 3002, 3002, 3002)),
        (UNION, D25, (3106, 3106, 3106, 3106)),
        (UNION, D6, (3003, 3003, 3003, 3003)),
        (SHOP, Decimal(19), (3110, 3110, 3110, 3110)),
        (SHOP, D25, (3119, 3119, 3119, 3119)),
        (COMPANY, D0, (3108, 3308, 3521, 3541)),
        (ABROAD, D0, (3105, 3305, 3522, 3542)),
    ],
)  # fmt: skip
def test_goods_services_freight_and_fees_stand_where_their_buyer_puts_them(place, rate, accounts):
    assert accounts == (
        CHART.sales_account(rate, place),
        CHART.service_account(rate, place),
        CHART.freight_account(rate, place=place),
        CHART.fee_account(rate, place),
    )


@pytest.mark.parametrize(
    ("rate", "key", "name", "account"),
    [
        (D25, "dhl", "", 3525),
        (D25, " DHL ", "Posten", 3525),
        (D25, "x", "Posten", 3526),
        (D25, "x", "y", 3520),
        (D12, "dhl", "", 3002),
    ],
)
def test_a_delivery_method_has_its_own_freight_account_at_25_percent(rate, key, name, account):
    assert CHART.freight_account(rate, key, name) == account


@pytest.mark.parametrize(
    ("ask", "code", "facts"),
    [
        (lambda: CHART.sales_account(Decimal(7), SHOP), "oss-account-missing", ("DE", "7")),
        (lambda: CHART.sales_account(Decimal("7.50")), "no-account-for-rate", ("försäljning", "7.5")),
        (lambda: CHART.output_vat_account(Decimal(8)), "no-account-for-rate", ("utgående moms", "8")),
    ],
)
def test_a_rate_without_an_account_is_held_and_the_reason_has_no_gap(ask, code, facts):
    with pytest.raises(Held) as refused:
        ask()
    assert (refused.value.code, tuple(refused.value.facts.values())) == (code, facts)
    assert "…" not in explain(refused.value.code, refused.value.facts, "sv").sentence


@pytest.mark.parametrize(
    ("account", "box"),
    [
        (3001, "05"), (3041, "05"), (3520, "05"), (3525, "05"), (3526, "05"), (3540, "05"), (2422, "05"),
        (3106, "05"), (3004, "42"), (2611, "10"), (2621, "11"), (2631, "12"), (2641, "48"), (2645, "48"),
        (2614, "30"), (6572, "21"), (6573, "22"), (3108, "35"), (3521, "35"), (3541, "35"), (3308, "39"),
        (3105, "36"), (3522, "36"), (3542, "36"), (3305, "40"), (3110, None), (1510, None), (2670, None),
        (2421, None), (3740, None),
    ],
)  # fmt: skip
def test_each_account_counts_in_its_box_of_the_vat_return(account, box):
    assert CHART.box_of(account) == box
