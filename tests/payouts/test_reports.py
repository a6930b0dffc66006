"""Settlement reports are read as they come, and what cannot be read with certainty is named."""

from __future__ import annotations

import contextlib
import doctest
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.payouts.making import write

from kontera.books.payouts import ReportLine, Settlement
from kontera.payouts import forms, table, values
from kontera.payouts.forms import known_formats, read_format
from kontera.payouts.reports import read_report
from kontera.problems import Held

DAY = date(2026, 11, 13)
PROVIDERS = sorted(known_formats())


def settlement(provider, marker="P1", day=DAY, vat=0, **more):
    fee, taken = (0, 0) if provider == "swish" else (2070, 300)
    lines = (
        ReportLine("sale", 123450, fee, vat, "1001", day, "T-1"),
        ReportLine("refund", -34800, taken, 0, "1002", day, "T-2"),
    )
    marker = day.isoformat() if provider == "swish" else marker
    return Settlement(provider, marker, day, lines, **more)


def plain(report):
    """Without the net, which only some reports tell."""
    return replace(report, net_ore=None)


def refused(content, **more):
    with pytest.raises(Held) as held:
        read_report(content.encode() if isinstance(content, str) else content, **more)
    return held.value


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("decimal", "delimiter", "encoding"),
    [
        (".", ",", "utf-8"),
        (",", ";", "utf-8-sig"),
        (",", "\t", "utf-16"),
        (",", ";", "cp1252"),
        (".", "|", "utf-16-le"),
    ],
)
def test_every_provider_s_report_is_known_by_its_columns_in_any_encoding(
    provider, decimal, delimiter, encoding
):
    wanted = settlement(provider)
    content = write(wanted, decimal=decimal, delimiter=delimiter, encoding=encoding)
    assert [plain(one) for one in read_report(content).settlements] == [wanted]


@pytest.mark.parametrize("provider", ["klarna", "qliro", "svea"])
def test_the_vat_of_a_fee_is_the_report_s_own(provider):
    wanted = settlement(provider, vat=518)
    assert read_report(write(wanted)).settlements[0].fee_vat_ore == 518


def test_a_fee_that_a_closer_word_calls_vat_is_the_vat_of_a_fee():
    content = (
        "type,detailed_type,amount,merchant_reference1,payment_reference,payout_date\n"
        "SALE,PURCHASE,100.00,1001,P1,2026-11-13\n"
        "FEE,PURCHASE_FEE_PERCENTAGE,-2.99,1001,P1,2026-11-13\n"
        "FEE,VAT,-0.75,1001,P1,2026-11-13\n"
    )
    read = read_report(content.encode()).settlements[0]
    assert (read.fee_ore, read.fee_vat_ore, read.due_ore) == (299, 75, 9626)


def test_a_bank_s_swish_report_is_read_with_the_line_above_its_headings():
    content = (
        "* Swish-rapport;Avser 2026-11-13;;;;\n"
        "Radnr;Valuta;Bokfdag;Avsändarnr;Meddelande;Belopp;Orderreferens\n"
        "1;SEK;2026-11-13;46701234567;1001;104,00;T-1\n"
    )
    lines = read_report(content.encode("cp1252")).settlements[0].lines
    assert lines == (ReportLine("sale", 10400, 0, 0, "1001", DAY, "T-1"),)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_several_payouts_in_one_file_are_told_apart(provider):
    both = settlement(provider, "P1"), settlement(provider, "P2", date(2026, 11, 14))
    assert [plain(one) for one in read_report(write(*both)).settlements] == list(both)


def test_rows_above_the_table_tell_what_the_lines_do_not_and_totals_are_left_out():
    content = (
        "Klarna settlement report;;\n"
        "Payment reference: K-77;;\n"
        "Settlement date;2026-11-13;\n"
        "Settlement amount;1 190,50;\n\n"
        'type;amount;"merchant_reference1"\n'
        'SALE;"1 234,50";1001\n'
        "FEE;-35,20;1001\n"
        "TAX;-8,80;1001\n"
        "Total;1 190,50;\n"
    )
    report = read_report(content.encode()).settlements[0]
    assert (report.marker, report.day, report.net_ore, report.due_ore) == ("K-77", DAY, 119050, 119050)
    assert [(line.kind, line.amount_ore, line.fee_ore, line.fee_vat_ore) for line in report.lines] == [
        ("sale", 123450, 0, 0),
        ("fee", 0, 3520, 0),
        ("fee", 0, 0, 880),
    ]


def test_a_transfer_to_the_bank_ends_a_payout_whichever_way_the_report_is_sorted():
    head = "Date,Type,Gross,Fee,Net,Transaction ID,Invoice Number,Currency\n"
    lines = [
        "2026-11-10,Express Checkout Payment,100.00,-3.00,97.00,A,1001,SEK",
        "2026-11-11,General Withdrawal,-97.00,0.00,-97.00,W1,,SEK",
        "2026-11-12,Express Checkout Payment,50.00,-2.00,48.00,B,1002,SEK",
    ]
    for order in (lines, lines[::-1]):
        report = read_report((head + "\n".join(order)).encode())
        assert [(one.marker, one.day.day, one.net_ore, one.due_ore) for one in report.settlements] == [
            ("W1", 11, 9700, 9700)
        ]
        assert report.left == 1


def test_an_unknown_word_for_a_line_is_other_and_waits_for_a_person():
    content = write(settlement("stripe")).replace(b"charge,", b"mystery,")
    assert read_report(content).settlements[0].lines[0].kind == "other"


OWN = """
provider = "betalhub"
group = "marker"
needs = ["amount"]
[columns]
amount = ["summa i öre"]
marker = ["klump"]
payout_day = ["dag"]
"""


@pytest.mark.parametrize(("heading", "cell"), [("", ""), ("Transaktionstyp;", ";")])
def test_lines_without_a_word_are_sales_and_refunds_by_their_sign(heading, cell):
    head = f"{heading}Ordernummer;Belopp;Avgift;Utbetalningsreferens;Utbetalningsdatum\n"
    rows = ("1001;199,00;5,00", "1002;-50,00;0,00", ";0,00;9,00")
    content = head + "".join(f"{cell}{row};U1;2026-11-13\n" for row in rows)
    (found,) = read_report(content.encode(), provider="qliro").settlements
    assert [(one.kind, one.amount_ore, one.fee_ore) for one in found.lines] == [
        ("sale", 19900, 500),
        ("refund", -5000, 0),
        ("fee", 0, 900),
    ]


def test_a_shop_s_own_format_file_reads_its_own_provider():
    form = read_format(OWN + "[signs]\nfee = 'positive'\n")
    report = read_report("Klump;Dag;Summa i öre\nX;2026-11-13;12,50\n".encode(), form=form).settlements[0]
    assert (report.provider, report.marker, report.gross_ore) == ("betalhub", "X", 1250)
    minor = read_format('unit = "minor"\n' + OWN)
    assert read_report("Klump;Dag;Summa i öre\nX;2026-11-13;1250\n".encode(), form=minor).settlements[
        0
    ].gross_ore == (1250)


@pytest.mark.parametrize(
    "text",
    [
        "= =",
        'colour = "red"',
        'provider = "x"',
        OWN.replace("klump", "").replace('[""]', "[]"),
        "provider = 1\ncolumns = 2",
        OWN.replace("betalhub", "betal;hub"),
        OWN.replace("betalhub", "b" * 41),
    ],
)
def test_a_format_file_that_is_wrong_is_named(text):
    with pytest.raises(Held) as held:
        read_format(text, "eget.toml")
    assert (held.value.code, held.value.facts["file"]) == ("payout-format-wrong", "eget.toml")


# -- bad input ------------------------------------------------------------------------------------


def test_wrong_columns_say_what_was_found_and_what_is_wanted():
    held = refused("Name;Price;When\nTea;12;now\n", provider="stripe")
    assert held.code == "payout-columns-missing"
    assert held.facts["found"] == "Name, Price, When"
    assert "reportingcategory" in held.facts["wanted"]
    assert "gross" in held.facts["wanted"]


def test_a_file_that_no_format_fits_is_named_with_its_headings():
    held = refused("Name;Price;When\nTea;12;now\n")
    assert (held.code, held.facts["found"]) == ("payout-format-unknown", "Name;Price;When")
    assert refused("a", provider="betalsamma").facts["provider"] == "betalsamma"


def test_a_file_that_fits_two_formats_asks_for_the_provider():
    heads = "utbetalningsreferens;utbetalningsnummer;belopp;avgift;utbetalningsdatum\n"
    content = f"{heads}U1;U1;100,00;3,00;2026-11-13\n"
    assert refused(content).code == "payout-format-unclear"
    assert read_report(content.encode(), provider="svea").settlements[0].provider == "svea"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"%PDF-1.7", b"", b"\xff\xfe\x00", b"\x81\x8d\x8f\x90\x9d" * 9, b"x" * 10_000_001],
)
def test_what_is_no_text_is_named(content):
    assert refused(content, name="fil.xlsx").code == "payout-file-unreadable"


@pytest.mark.parametrize("cut", [1, 12, 30])
def test_a_torn_line_is_named_with_its_number(cut):
    content = write(settlement("stripe"))
    torn = content.rstrip()[: -len(b"2026-11-13,SEK") - cut]
    held = refused(torn)
    assert (held.code, held.facts["line"]) == ("payout-line-torn", "3")


def test_an_open_quotation_mark_is_named_with_the_line_where_it_opens():
    content = write(settlement("stripe")).replace(b"charge,", b'"charge,')
    held = refused(content)
    assert (held.code, held.facts["line"]) == ("payout-line-torn", "2")


def test_a_line_whose_net_does_not_agree_is_named():
    content = "reporting_category,gross,fee,net,automatic_payout_id,automatic_payout_effective_at\n"
    held = refused(content + "charge,100.00,3.00,96.99,po_1,2026-11-13\n")
    assert (held.code, held.facts) == ("payout-line-sum", {"line": "2", "sum": "97.00", "net": "96.99"})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"1234.50", b"12 tusen", "payout-amount-unreadable"),
        (b"1234.50", b"1234.505", "payout-amount-unreadable"),
        (b"1234.50", b"20261113000000123450", "payout-amount-unreadable"),
        (b"2026-11-13", b"igaar", "payout-day-unreadable"),
        (b"2026-11-13", b"0001-01-01", "payout-day-unreadable"),
        (b"2026-11-13", b"9999-12-31T23:30:00Z", "payout-day-unreadable"),
        (b"2026-11-13", b"", "payout-day-missing"),
        (b"P1", b"", "payout-marker-missing"),
        (b"SEK", b"kr", "payout-currency-unreadable"),
        (b"SEK", b"Svenska kronor", "payout-currency-unreadable"),
    ],
)
def test_what_cannot_be_read_with_certainty_is_named(old, new, code):
    assert refused(write(settlement("stripe")).replace(old, new)).code == code


def test_amounts_of_both_kinds_in_one_file_are_not_guessed():
    content = write(settlement("stripe"), delimiter=";").replace(b"-348.00", b"-348,00")
    assert refused(content).code == "payout-amount-unreadable"


def test_two_currencies_in_one_payout_are_refused():
    content = write(settlement("stripe")).replace(b"SEK", b"EUR", 1)
    assert refused(content).code == "payout-currencies-mixed"


def test_a_report_without_lines_is_empty():
    assert refused(write(settlement("stripe")).splitlines()[0]).code == "payout-empty"


@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet='typeamounfg,;\t\n"01.-', max_size=300).map(str.encode),
        st.integers(0, 400).map(lambda cut: write(settlement("klarna"))[:cut]),
    )
)
def test_whatever_comes_is_read_or_named(content):
    read = []
    with contextlib.suppress(Held):
        read = read_report(content, provider="klarna").settlements
    assert all(one.lines for one in read)


@pytest.mark.parametrize("module", [forms, table, values], ids=lambda one: one.__name__)
def test_the_examples_of_the_room_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_a_long_report_is_read_line_by_line_and_loses_none():
    lines = tuple(ReportLine("sale", 100 + at, 3, 0, str(at), DAY, f"T-{at}") for at in range(20_000))
    (report,) = read_report(write(Settlement("stripe", "P1", DAY, lines))).settlements
    assert report.lines == lines


GENERIC = (
    "Type,Amount,Fee,Fee VAT,Merchant Reference,Payment Reference,Payout Date,Currency\n"
    "sale,100.00,3.00,0.75,1001,U1,2026-11-13,SEK\n"
)
"""Headings that Klarna's format knows, and each of them another one too."""


def test_headings_that_several_providers_use_alone_do_not_make_a_report_klarna_s():
    assert refused(GENERIC).code == "payout-format-unclear"
    assert read_report(GENERIC.encode(), provider="klarna").settlements[0].marker == "U1"


def test_the_orders_of_the_lines_tell_which_provider_s_report_it_is():
    heads = "utbetalningsreferens;utbetalningsnummer;ordernummer;belopp;avgift;utbetalningsdatum\n"
    content = f"{heads}U1;U1;1001;100,00;3,00;2026-11-13\n".encode()
    for provider in ("qliro", "svea"):
        found = read_report(content, paid_with=lambda _payouts, paid=provider: {paid: 1})
        assert found.settlements[0].provider == provider
    assert read_report(GENERIC.encode(), paid_with=lambda _payouts: {"klarna": 1}).settlements


def test_orders_that_were_paid_with_another_provider_than_the_format_s_are_asked_about():
    for content in (GENERIC.encode(), write(settlement("klarna"))):
        held = refused(content, paid_with=lambda _payouts: {"qliro": 2})
        assert held.code == "payout-provider-other"
        assert held.facts["paid"] == "qliro"


@pytest.mark.parametrize("fee", ["3.00", "-3.00"], ids=["fees as costs", "fees taken off"])
def test_the_net_of_a_line_says_which_sign_its_fee_has(fee):
    content = "reporting_category,gross,fee,net,automatic_payout_id,automatic_payout_effective_at\n"
    [made] = read_report((content + f"charge,100.00,{fee},97.00,po_1,2026-11-13\n").encode()).settlements
    assert [(one.amount_ore, one.fee_ore) for one in made.lines] == [(10000, 300)]
