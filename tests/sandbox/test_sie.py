"""The SIE 4 export tells the same story as the vouchers."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.sandbox.calls import row


def test_the_export_holds_every_voucher_in_code_page_437(fortnox, company):
    company.name = "Räksmörgås & Co AB"
    fortnox.booked(row("125"), YourOrderNumber="1")
    fortnox.booked(row("112", account=3002, rate=12))
    answer = fortnox.raw("GET", "sie/4", params={"financialyear": "2"})
    text = answer.content.decode("cp437")
    assert "#FORMAT PC8" in text
    assert '#FNAMN "Räksmörgås & Co AB"' in text
    blocks = re.findall(r'#VER "B" (\d+) (\d+) [^{]*\{(.*?)\}', text.replace("{}", ""), re.DOTALL)
    assert [number for number, _day, _rows in blocks] == ["1", "2"]
    for _number, _day, rows in blocks:
        amounts = [Decimal(found) for found in re.findall(r"#TRANS \d+\s+(-?[\d.]+)", rows)]
        assert len(amounts) == 3
        assert sum(amounts) == 0
    assert "#UB 0 1510 237.00" in text
    assert "#RES 0 3002 -100.00" in text


def test_another_year_is_empty_and_an_unknown_one_refused(fortnox):
    fortnox.booked()
    old = fortnox.raw("GET", "sie/4", params={"financialyear": "1"})
    assert b"#VER" not in old.content
    assert fortnox.refusal("GET", "sie/4", financialyear="99")[1] == 2000588
    assert fortnox.refusal("GET", "vouchers/B/1", financialyear="1")[0] == 404
