"""Every row has its reason, in both languages, and it names the choice that decided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import D0, D6, D12, D25, DAY, line, order
from tests.golden import runner
from tests.golden.reading import merged, order_of, policy_of

from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, Fx, LineKind, Refund, Status, VatCheck
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.reasons import reasons_of, told_of

OSS = replace(
    DEFAULT_POLICY,
    eu_consumers="oss",
    chart=replace(DEFAULT_POLICY.chart, oss={("DE", Decimal(19)): 3110, ("FI", Decimal("25.5")): 3112}),
)
SWEDISH = replace(DEFAULT_POLICY, eu_consumers="swedish")
COUNTRIES = {
    ("DE", "sv"): "Tyskland",
    ("DE", "en"): "Germany",
    ("FI", "sv"): "Finland",
    ("FI", "en"): "Finland",
}
CASES = yaml.load(
    (Path(runner.__file__).parent / "golden_cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def naming(code, language):
    return COUNTRIES.get((code, language), code)


def said(bought, policy=DEFAULT_POLICY, language="sv"):
    decision = decide(bought, policy, DAY)
    return [one.text.in_language(language) for one in reasons_of(decision, naming)]


def to(country, zip_code="", **more):
    return Buyer(email="a@example.com", delivery=Address(country=country, zip_code=zip_code), **more)


def test_aland_is_told_by_its_postcode():
    bought = order(line(100, D0), buyer=to("FI", "22100"), tax=0)
    assert "Leverans till FI-22100 är Åland: utanför EU:s momsområde, export utan moms." in said(bought)
    assert any(one.startswith("Delivery to FI-22100 is") for one in said(bought, language="en"))
    assert "Utanför EU:s momsområde (Finland), utan moms: kontot för varor på export, 3105." in said(bought)


def test_the_one_stop_shop_names_country_rate_and_account():
    bought = order(line(119, Decimal(19)), buyer=to("DE", "10115"))
    assert (
        said(bought, OSS)[0]
        == "Leverans till en konsument i Tyskland: det landets moms, som redovisas i OSS."
    )
    assert "OSS, Tyskland med 19 % moms: butikens konto för just det landet och den satsen, 3110." in said(
        bought, OSS
    )
    assert told_of(decide(bought, OSS, DAY), naming)["accounts"]["3110"] == {
        "sv": "Försäljning OSS Tyskland 19 %",
        "en": "One Stop Shop sales Germany 19 %",
        "box": "",
    }


def test_decimals_are_swedish_in_swedish():
    bought = order(line("125.50", Decimal("25.5")), buyer=to("FI", "00100"))
    assert any("25,5 % moms" in one for one in said(bought, OSS))
    assert any("25.5 %" in one for one in said(bought, OSS, "en"))


def test_swedish_vat_abroad_says_whether_it_has_an_account_of_its_own():
    def about(rate):
        return said(order(line(100, rate), buyer=to("DE", "10115")), SWEDISH)

    assert "Konsument i Tyskland med svensk moms, 25 %: kontot för sådan försäljning, 3106." in about(D25)
    assert "Konsument i Tyskland med svensk moms, 6 %: inget eget konto, så som i Sverige, 3003." in about(D6)


def test_a_company_in_the_union_is_told_with_its_number_and_day():
    check = VatCheck("DE123456789", is_valid=True, day=DAY)
    buyer = to("DE", "10115", is_company=True, vat_number="DE123456789", vat_check=check)
    bought = order(line(100, D0), line(50, D0, kind=LineKind.SERVICE), buyer=buyer, tax=0)
    found = said(bought)
    assert "DE123456789 var giltigt 2026-11-10" in found[0]
    assert "Företag i Tyskland, utan moms: kontot för varor till företag i EU, 3108." in found
    assert "Företag i Tyskland, utan moms: kontot för tjänster till företag i EU, 3308." in found


def test_freight_says_how_it_is_split_and_whose_account_it_has():
    bought = order(line(100, D25), line(100, D6), freight=5000, tax=3208)
    found = said(bought)
    assert "Frakten följer varorna: 25,00 av 50,00 kr på 25 %. Konto 3520 är fraktens vid 25 %." in found
    assert any("inget eget konto vid 6 %, så den bokförs som varorna: konto 3003." in one for one in found)
    chart = replace(DEFAULT_POLICY.chart, freight_by_method={"postnord": 3525})
    own = said(
        order(line(100), freight=5000, tax=3000, shipping_name="PostNord"),
        replace(DEFAULT_POLICY, chart=chart),
    )
    assert "Konto 3525 är leveranssättets eget." in own


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Fakturadag 2026-11-10: den dagen betalades ordern"),
        ({"paid_day": None, "delivered_day": None, "status": Status.UNPAID}, "varken betald eller levererad"),
        (
            {"paid_day": DAY.replace(day=12), "delivered_day": DAY.replace(day=11)},
            "levererades varorna, före",
        ),
    ],
)
def test_the_day_has_its_reason(changes, text):
    assert any(text in one for one in said(order(line(100), **changes)))


def test_a_chosen_day_is_said_with_the_day_of_the_vat():
    bought = order(line(100), ordered_day=DAY.replace(day=8))
    found = said(bought, replace(DEFAULT_POLICY, invoice_day="ordered"))
    assert "Fakturadag 2026-11-08, så som butiken har valt; momsen hör till 2026-11-10." in found


def test_the_method_is_said():
    assert "Kontantmetoden: försäljning och moms bokförs med betalningen." in said(
        order(line(100)), replace(DEFAULT_POLICY, cash_method=True)
    )


def test_a_discount_over_several_goods_a_rounding_and_a_rate_are_said():
    assert "Rabatten på 10,00 kr är fördelad över varorna efter vad de kostar." in said(
        order(line(100), line(100), discount=1000, tax=3800)
    )
    rounded = order(line("99.60"), total=10000, tax=1992)
    assert "Butikens summa och raderna skiljer 0,40 kr: öresavrundning på konto 3740, utan moms." in said(
        rounded
    )
    fx = Fx("EUR", Decimal("10.9635"), DAY, "Riksbanken")
    euro = order(line(100), currency="EUR", fx=fx)
    assert "Beloppen i EUR bokförs till kursen 10,9635 kr per EUR (Riksbanken, 2026-11-10)." in said(euro)


def test_gift_cards_are_debts_and_payments():
    sold = order(line(500, D0, kind=LineKind.GIFT_CARD), tax=0)
    assert "Ett presentkort är en skuld tills det används: ingen moms nu, konto 2421." in said(sold)
    single = order(line(500, kind=LineKind.GIFT_CARD_SPV))
    assert any(one.startswith("Ett presentkort för varor med en enda momssats") for one in said(single))
    used = order(line(847), gift_card_ore=50000)
    assert "Presentkortet används som betalning: skulden på konto 2421 minskar." in said(used)


def test_a_refund_says_what_it_credits():
    bought = order(line(299), refunds=(Refund("R1", DAY, is_full=True),), has_refunds=True)
    told = said(bought)
    assert "Allt är betalt tillbaka: hela fakturan krediteras, med samma konton och momssatser." in told
    assert told.count("Kunden är skyldig fakturans summa tills betalningen bokförs.") == 1
    assert "Kunden har kreditens summa till godo tills återbetalningen bokförs." in told
    assert "Återbetalningen gör upp det kunden har till godo." in told
    assert "Återbetalningen med Klarna går från konto 1581." in told
    part = order(line(299), refunds=(Refund("R1", DAY, amount_ore=10000),), has_refunds=True)
    assert "Återbetalningen krediteras med försäljningens egna konton och momssatser." in said(part)


def test_a_held_order_says_what_is_known_and_what_holds_it():
    found = said(order(line(100), tax=1))
    assert found[0] == "Varorna levereras i Sverige: svensk moms."
    assert any("momsen" in one.lower() and "Quickbutik" in one for one in found[1:]) or len(found) > 1
    asked = said(order(line(100), buyer=to("DE", "10115")))
    assert not any("Leverans till" in one and "OSS." in one for one in asked[:1])
    assert asked


def test_a_cancelled_and_a_worthless_order_say_so():
    assert said(order(line(100), status=Status.CANCELLED)) == ["Ordern är makulerad: inget bokförs."]
    assert "Ordern är utan värde: det finns inget att bokföra." in said(
        order(line(100), discount=10000, tax=0)
    )


def decisions():
    for case in CASES["cases"]:
        policy = policy_of(merged(CASES["settings"], case))
        for one in runner.orders_in(case):
            yield case["id"], decide(order_of(one, policy), policy, runner.TODAY)


@pytest.mark.parametrize(
    ("name", "decision"), list(decisions()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_row_of_every_document_and_voucher_is_explained(name, decision):
    told = told_of(decision, naming)
    reasons = {(one["about"], one["row"]) for one in told["reasons"]}
    papers = [decision.invoice, *(credit.invoice for credit in decision.credits)] if decision.invoice else []
    for place, paper in enumerate(papers):
        about = ("inv", "cred", "cred2", "cred3")[place]
        assert {(about, row) for row in range(len(paper.rows))} <= reasons
    sold = {row.account for paper in papers for row in paper.rows}
    vouchers = [(decision.vouchers, "inv"), *((one.vouchers, "cred") for one in decision.credits[:1])]
    for made, document in vouchers:
        for voucher in made:
            about = f"{document}:{voucher.kind}" + (f":{voucher.part}" if voucher.part else "")
            for place, row in enumerate(voucher.rows):
                assert row.account in sold or (about, place) in reasons, (name, about, row)
                assert told["accounts"][str(row.account)]["sv"], row
    assert all(one["sv"] and one["en"] and "{" not in one["sv"] + one["en"] for one in told["reasons"])


rates = st.sampled_from([D25, D12, D6])


@given(st.lists(st.tuples(st.integers(1, 5000), rates), min_size=1, max_size=5), st.integers(0, 9900))
def test_whatever_is_bought_has_a_reason_for_each_row(lines, freight):
    bought = order(*(line(kronor, rate) for kronor, rate in lines), freight=freight, tax=None)
    decision = decide(bought, DEFAULT_POLICY, DAY)
    rows = decision.invoice.rows if decision.invoice else ()
    found = [one for one in reasons_of(decision, naming) if one.about == "inv" and one.row >= 0]
    assert [one.row for one in found] == list(range(len(rows)))
    assert reasons_of(decision, naming)
