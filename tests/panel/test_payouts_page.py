"""The page of payouts: a report is read in, its lines are seen and confirmed, and booking is asked for."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.panel.scene import put_payout
from tests.payouts.making import write

from kontera.books.payouts import ReportLine, Settlement
from kontera.shops import payouts as kept
from kontera.shops.chores import chore_of

DAY = date(2026, 11, 13)
FACTS = {"provider": "klarna", "marker": "P1", "count": "1", "first": "1"}


def report(*markers):
    line = ReportLine("sale", 34780, 500, 125, "1001", DAY)
    return write(*(Settlement("klarna", marker, DAY, (line,)) for marker in markers or ("P1",)))


def read_in(client, shop, content, name="rapport.csv", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("panel:read_payouts", args=[shop.shop.key]), {"report": file, **fields}, follow=True
    ).content.decode()


def page(client, shop, *number):
    name = "payout" if number else "payouts"
    return client.get(reverse(f"panel:{name}", args=[shop.shop.key, *number])).content.decode()


def answer(client, shop, row, **fields):
    shown = client.post(
        reverse("panel:answer_payout", args=[shop.shop.key, row.pk]), fields, follow=True
    ).content.decode()
    row.refresh_from_db()
    return shown


@pytest.fixture
def held(shop):
    """A payout with a line that nothing matches."""
    row = put_payout(
        shop,
        state="held",
        problem_code="payout-lines-open",
        problem_facts=FACTS,
        lines=[("sale", "9", 34780)],
    )
    row.lines.update(problem_code="payout-line-unknown")
    return row


def test_a_report_is_read_in_and_its_lines_are_shown_and_nothing_is_booked(owner, shop, people):
    shown = read_in(owner, shop, report())
    row = kept.payouts_of(shop).get()
    assert (row.state, row.marker, bytes(row.file)) == ("read", "P1", report())
    for text in (
        "Utbetalningen är inläst. Inget är bokfört än.",
        "Klarna P1",
        "347,80",
        "1001",
        "rapport.csv",
    ):
        assert text in shown
    assert chore_of(shop, kept.CHORE).asked
    assert "Utbetalningen var redan inläst." in read_in(owner, shop, report())
    assert "Nya utbetalningar: 2. Redan inlästa: 0." in read_in(owner, shop, report("P2", "P3"))
    assert kept.payouts_of(shop).count() == 3
    assert "Klarna P3" in page(owner, shop)


def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(owner, shop, people):
    assert "är avklippt" in read_in(owner, shop, report()[:-40])
    assert "liknar ingen rapport" in read_in(owner, shop, b"{x};y\n1;2\n")
    assert "ingen textfil" in read_in(owner, shop, b"PK\x03\x04", "rapport.xlsx")
    assert not kept.payouts_of(shop).exists()


def test_a_payout_that_is_booked_otherwise_is_named_and_stops_no_other_of_the_file(owner, shop, people):
    put_payout(shop, marker="P2", state="booked", voucher="A 3 5")
    shown = read_in(owner, shop, report("P1", "P2", "P3"))
    assert "Utbetalning P2 från Klarna är redan hanterad (A 3)" in shown
    assert "Nya utbetalningar: 2. Redan inlästa: 0." in shown
    assert set(kept.payouts_of(shop).values_list("marker", flat=True)) == {"P1", "P2", "P3"}
    assert chore_of(shop, kept.CHORE).asked


def test_lines_without_a_transfer_yet_are_told_and_nothing_is_kept(owner, shop, people):
    head = "Date,Type,Gross,Fee,Net,Transaction ID\n"
    content = f"{head}2026-11-10,Express Checkout Payment,100.00,-3.00,97.00,A\n".encode()
    assert "Rader i filen som hör till en utbetalning som inte är gjord än: 1." in read_in(
        owner, shop, content
    )
    assert not kept.payouts_of(shop).exists()


def test_a_shop_can_bring_a_format_of_its_own(owner, shop, people):
    columns = 'amount = ["kr"]\nmarker = ["nr"]\npayout_day = ["dag"]\n'
    form = f'provider = "hub"\ngroup = "marker"\n[columns]\n{columns}'
    content = b"nr;dag;kr\nX1;2026-11-13;12,50\n"
    read_in(owner, shop, content, format=SimpleUploadedFile("hub.toml", form.encode()))
    assert kept.payouts_of(shop).get().gross_ore == 1250
    broken = read_in(owner, shop, content, format=SimpleUploadedFile("hub.toml", b"= ="))
    assert "Formatfilen hub.toml går inte att använda" in broken


def test_the_voucher_is_shown_and_booking_is_asked_for_once(owner, shop, people):
    row = put_payout(shop)
    row.preview["voucher"]["rows"][0]["why"] = {"sv": "Det som betalas ut till banken.", "en": "x"}
    row.save()
    assert "Så bokförs den" in page(owner, shop, row.pk)
    assert "Det som betalas ut till banken." in page(owner, shop, row.pk)
    assert "Utbetalningen bokförs." in answer(owner, shop, row, move="book")
    assert row.state == "due"
    assert "Det går inte längre." in answer(owner, shop, row, move="book")
    assert "Det går inte längre." in answer(owner, shop, row, move="nonsense")


def test_a_line_that_nothing_matches_is_confirmed_by_a_person(owner, shop, people, held):
    shown = page(owner, shop, held.pk)
    assert "har rader som inte hör till något bokfört: 1 st, den första är rad 1." in shown
    assert "Ingen bokförd betalning eller återbetalning har radens nummer." in shown
    assert "Det går inte längre." in answer(owner, shop, held, line="7")
    assert "Raden är bekräftad." in answer(owner, shop, held, line="1")
    assert kept.lines_of(held)[0].is_confirmed
    assert "Det går inte längre." in answer(owner, shop, held, move="confirm")


def test_a_payout_that_looks_booked_is_skipped_or_said_to_be_another(owner, shop, people):
    facts = {"voucher": "A 17 5", "day": "2026-11-13", "text": "Klarna"}
    row = put_payout(shop, state="held", problem_code="payout-maybe-booked", problem_facts=facts)
    assert "Verifikation A 17 från 2026-11-13 ser ut att vara samma utbetalning" in page(owner, shop, row.pk)
    answer(owner, shop, row, move="another")
    assert (row.state, row.answers) == ("read", {"another": ["A 17 5"]})
    answer(owner, shop, row, move="skip")
    assert row.state == "skipped"


def test_a_payout_that_was_skipped_by_mistake_is_taken_back(owner, shop, people):
    row = put_payout(shop)
    assert "Det går inte längre." in answer(owner, shop, row, move="reopen")
    shown = answer(owner, shop, row, move="skip")
    assert "Så bokförs den" not in shown
    assert "Rader att bekräfta" not in shown
    assert "Den var inte bokförd" in shown
    assert "Utbetalningen väntar på dig igen." in answer(owner, shop, row, move="reopen")
    assert (row.state, row.preview) == ("read", {})
    assert chore_of(shop, kept.CHORE).asked


def test_what_reached_the_bank_is_told_of_another_currency_only(owner, shop, people):
    euro, own = put_payout(shop, currency="EUR"), put_payout(shop, marker="P2")
    answer(owner, shop, euro, bank="5 400,50")
    assert euro.bank_sek_ore == 540050
    assert "Skriv beloppet i kronor" in answer(owner, shop, euro, bank="mycket")
    assert "Det går inte längre." in answer(owner, shop, own, bank="1")


def test_the_report_is_given_back_as_it_was(owner, shop, people, held):
    answered = owner.get(reverse("panel:payout_file", args=[shop.shop.key, held.pk]))
    assert (answered.content, answered["Content-Disposition"]) == (
        b"rapport",
        f'attachment; filename="klarna-{held.pk}.csv"',
    )


def test_a_payout_of_another_shop_is_not_there(owner, shop, far_shop, people):
    strange = put_payout(far_shop)
    assert owner.get(reverse("panel:payout", args=[shop.shop.key, strange.pk])).status_code == 404
