"""The SIE file as it may come: quotes, objects, struck rows, other encodings, and torn ones."""

from __future__ import annotations

from datetime import date

import pytest

from kontera.fortnox import sie
from kontera.problems import Held

HEAD = "#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#RAR 0 20260101 20261231\n#RAR -1 20250101 20251231\n"


def read(*lines, encoding="cp437", head=HEAD, end="\n"):
    return sie.read((head + "\n".join(lines) + "\n").replace("\n", end).encode(encoding))


def voucher(*rows, head='#VER B 17 20261110 "Faktura 9" 20261111'):
    [one] = read(head, "{", *rows, "}").vouchers
    return one


def test_a_voucher_has_its_series_number_day_text_and_rows():
    one = voucher("   #TRANS 1510 {} 125.00", "   #TRANS 2611 {} -25.00", "   #TRANS 3001 {} -100.00")
    assert (one.series, one.number, one.day, one.text) == ("B", 17, date(2026, 11, 10), "Faktura 9")
    assert one.rows == ((1510, 12500), (2611, -2500), (3001, -10000))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig"])
def test_swedish_letters_survive_their_encoding(encoding, end):
    found = read(
        '#KONTO 3001 "Försäljning"',
        '#VER "B" 1 20261110 "Räksmörgås åt Ö"',
        "{",
        "}",
        encoding=encoding,
        end=end,
    )
    assert (found.names[3001], found.vouchers[0].text) == ("Försäljning", "Räksmörgås åt Ö")


ROWS = {
    "objects": ('#TRANS 1510 {1 "Nord" 6 "P 7"} 10.00', '#TRANS 3001 {"1" "}"} -10.00'),
    "an empty object without a space": ("#TRANS 1510 {} 10.00 20261110", "#TRANS 3001 {} -10.00"),
    "texts with quotes and spaces": (
        r'#TRANS 1510 {} 10.00 20261110 "Fat \"12\" tum" 1',
        r'#TRANS 3001 {} -10.00 "" "a \\ b"',
    ),
    "whole kronor and commas": ("#TRANS 1510 {} 10", "#TRANS 3001 {} -10,00"),
    "quoted amounts and accounts": ('#TRANS "1510" {} "10.00"', "#TRANS 3001 {} -10.0"),
    "tabs and capitals": ("\t#trans\t1510\t{}\t10.00", "  #Trans  3001  {}  -10.00  "),
    "a row that was added": ("#RTRANS 1510 {} 10.00", "#TRANS 1510 {} 10.00", "#TRANS 3001 {} -10.00"),
    "a row that was added and stands alone": ("#RTRANS 1510 {} 10.00", "#TRANS 3001 {} -10.00"),
    "the last row added": ("#TRANS 1510 {} 10.00", "#RTRANS 3001 {} -10.00"),
    "two added": (
        "#RTRANS 1510 {} 10.00",
        "#RTRANS 3001 {} -10.00",
        "#TRANS 3001 {} -10.00",
    ),
    "a row that was struck": ("#BTRANS 1930 {} 99.00", "#TRANS 1510 {} 10.00", "#TRANS 3001 {} -10.00"),
    "records nobody knows": ("#NY sak", "#TRANS 1510 {} 10.00", "", "#TRANS 3001 {} -10.00"),
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_rows_are_read_however_they_are_written(rows):
    assert voucher(*rows).amounts == {1510: 1000, 3001: -1000}


def test_an_account_twice_in_a_voucher_is_one_amount():
    assert (
        voucher("#TRANS 1510 {} 5.00", "#TRANS 1510 {} 5.00", "#TRANS 3001 {} -10.00").amounts[1510] == 1000
    )


def test_a_voucher_without_series_or_number_is_kept_without():
    one = voucher(head='#VER "" "" 20261110')
    assert (one.series, one.number, one.text, one.rows) == ("", 0, "", ())


def test_balances_begin_with_this_years_opening_and_follow_the_vouchers():
    found = read(
        "#IB 0 1581 100.00", "#IB -1 1581 999.00", "#UB 0 1581 150.00",
        '#VER C 1 20260102 "x"', "{", "#TRANS 1581 {} 50.00", "#TRANS 1510 {} -50.00", "}",
    )  # fmt: skip
    assert found.balances() == {1581: 15000, 1510: -5000}
    assert (found.first_day, found.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


TORN = {
    "no file at all": "",
    "words instead": "<html>Fel</html>\n",
    "cut off in a voucher": HEAD + '#VER B 1 20261110 "x"\n{\n#TRANS 1510 {} 10.00\n',
    "cut off in a line": HEAD + '#KONTO 3001 "Förs',
    "a voucher without its rows": HEAD + '#VER B 1 20261110 "x"\n#VER B 2 20261110 "y"\n',
    "an amount that is none": HEAD + '#VER B 1 20261110 "x"\n{\n#TRANS 1510 {} tio\n}\n',
    "an amount without end": HEAD + '#VER B 1 20261110 "x"\n{\n#TRANS 1510 {} Infinity\n}\n',
    "an account that is none": HEAD + '#VER B 1 20261110 "x"\n{\n#TRANS kassa {} 1.00\n}\n',
}


@pytest.mark.parametrize("text", TORN.values(), ids=TORN)
def test_a_file_that_cannot_be_trusted_is_no_file(text):
    with pytest.raises(Held) as held:
        sie.read(text.encode("cp437"))
    assert held.value.code == "sie-unreadable"
