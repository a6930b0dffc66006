from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.fortnox.doubles import Desk, refusal

import kontera.fortnox
from kontera.fortnox import errors
from kontera.problems import Disconnected, Held, Problem, TryLater
from kontera.problems.fortnox_rows import FORTNOX_ROWS as PROBLEM_ROWS

DOCUMENTED = [
    (1000003, "", "fortnox-down"),
    (1000030, "", "fortnox-misunderstood"),
    (1000031, "", "fortnox-misunderstood"),
    (2000013, "Artikelnummer KRUKA-1 används redan", "fortnox-article-taken"),
    (2000106, "", "fortnox-value-invalid"),
    (2000107, "", "fortnox-text-too-long"),
    (2000108, "", "fortnox-value-invalid"),
    (2000134, "", "fortnox-value-invalid"),
    (2000166, "", "fortnox-article-number-invalid"),
    (2000204, "Kan inte hitta kunden.", "fortnox-customer-missing"),
    (2000204, "Ett obligatoriskt värde saknas", "fortnox-value-invalid"),
    (2000204, "Kunden är inaktiv.", "fortnox-customer-inactive"),
    (2000433, "", "fortnox-customer-missing"),
    (2000310, "Ogiltig inloggning", "fortnox-token-refused"),
    (2000310, "Posten används och kan inte ändras eller tas bort", "fortnox-record-in-use"),
    (2000311, "", "fortnox-token-refused"),
    (2000321, "", "fortnox-misunderstood"),
    (2000359, "", "fortnox-text-refused"),
    (2000397, "", "fortnox-document-cancelled"),
    (2000401, "Fortnox har låst perioden t.o.m. 2026-10-31", "fortnox-period-locked"),
    (2000423, "Kan inte hitta kontot.", "fortnox-account-missing"),
    (2001304, "Kunde inte hitta konto", "fortnox-account-missing"),
    (2000427, "", "fortnox-currency-missing"),
    (2000429, "", "fortnox-terms-missing"),
    (2000431, "", "fortnox-price-list-missing"),
    (2000432, "", "fortnox-unit-missing"),
    (2000435, "", "fortnox-delivery-missing"),
    (2000428, "", "fortnox-article-missing"),
    (2001302, "", "fortnox-article-missing"),
    (2000430, "", "fortnox-price-missing"),
    (2000434, "", "fortnox-invoice-missing"),
    (2000439, "", "fortnox-order-missing"),
    (2000496, "", "fortnox-order-invoiced"),
    (2001242, "", "fortnox-order-invoiced"),
    (2001350, "", "fortnox-order-invoiced"),
    (2001383, "", "fortnox-order-invoiced"),
    (2001279, "", "fortnox-document-cancelled"),
    (2000499, "", "fortnox-offer-used"),
    (2000513, "", "fortnox-article-missing"),
    (2000550, "", "fortnox-account-inactive"),
    (2000587, "", "fortnox-misunderstood"),
    (2000588, "", "fortnox-misunderstood"),
    (2000637, "", "fortnox-customer-number-taken"),
    (2000663, "", "fortnox-scope-missing"),
    (2000699, "", "fortnox-value-invalid"),
    (2000729, "", "fortnox-value-invalid"),
    (2000762, "", "fortnox-price-taken"),
    (2000764, "", "fortnox-misunderstood"),
    (2000861, "", "fortnox-order-taken"),
    (2001101, "", "fortnox-licence-missing"),
    (2001103, "", "fortnox-api-licence-missing"),
    (2001161, "", "fortnox-project-missing"),
    (2001265, "", "fortnox-predefined-account"),
    (2002462, "", "fortnox-predefined-account"),
    (2004052, "", "fortnox-predefined-account"),
    (2001303, "", "fortnox-account-missing"),
    (2001411, "", "fortnox-delivery-missing"),
    (2001412, "", "fortnox-delivery-missing"),
    (2001700, "", "fortnox-terms-missing"),
    (2001392, "", "fortnox-misunderstood"),
    (2002115, "", "fortnox-misunderstood"),
    (2001393, "", "fortnox-right-missing"),
    (2002455, "", "fortnox-right-missing"),
    (2001399, "", "fortnox-misunderstood"),
    (2001403, "", "fortnox-predefined-account"),
    (2001600, "", "fortnox-text-too-long"),
    (2001896, "", "fortnox-text-too-long"),
    (2001846, "", "fortnox-article-number-invalid"),
    (2003007, "", "fortnox-not-bookable"),
    (2003055, "", "fortnox-already-paid"),
    (2003124, "", "fortnox-warehouse"),
    (2003125, "", "fortnox-warehouse"),
    (2003126, "", "fortnox-warehouse"),
    (2003127, "", "fortnox-warehouse"),
    (2003277, "", "fortnox-warehouse"),
    (2003399, "", "fortnox-warehouse"),
    (2003241, "", "fortnox-migrating"),
    (2003275, "Saknar behörighet för fakturering", "fortnox-right-missing"),
    (2004021, "", "fortnox-housework"),
    (2002980, "", "fortnox-housework"),
    (2003157, "", "fortnox-housework"),
    (2004054, "", "fortnox-token-refused"),
    (2004167, "", "fortnox-vat-account"),
    (2004194, "", "fortnox-vat-number-invalid"),
    (2000015, "Betydelsen är okänd", "fortnox-refused"),
    (2000798, "Betydelsen är okänd", "fortnox-refused"),
    (2001322, "Betydelsen är okänd", "fortnox-refused"),
    (2002951, "Betydelsen är okänd", "fortnox-refused"),
    (2003977, "Betydelsen är okänd", "fortnox-refused"),
]
WITHOUT_CODE = [
    ("Kunde inte hämta moms", "fortnox-vat-missing"),
    ("Kunde inte hitta moms", "fortnox-vat-missing"),
    ("Kunde inte hämta leveranssätt", "fortnox-delivery-missing"),
    ("Kunde inte hitta leveranssätt", "fortnox-delivery-missing"),
    ("Kunde inte hitta betalningsvillkor", "fortnox-terms-missing"),
    ("Valutan är inte upplagd", "fortnox-currency-missing"),
    ("Räkenskapsår saknas", "fortnox-year-missing"),
    ("The payment date cannot precede invoice date", "fortnox-payment-date"),
    ("The currency of the payment and the invoice differ", "fortnox-currency-missing"),
    ("Faktura som bokförs måste vara klarmarkerad", "fortnox-warehouse"),
    ("Värdet tolkas som null", "fortnox-value-invalid"),
    ("Förvalt konto ROUNDOFF saknas", "fortnox-predefined-account"),
    ("Ogiltig rabatt. Får inte överstiga 100 %", "fortnox-discount-too-large"),
    ("Bankuppgifter saknas", "fortnox-bank-missing"),
    ("Kunde inte hitta artikel", "fortnox-article-missing"),
    ("Något helt annat", "fortnox-refused"),
]
DISCONNECTING = ("fortnox-token-refused", "fortnox-scope-missing", "fortnox-api-licence-missing")
WAITING = ("fortnox-down", "fortnox-migrating")


def kind_of(problem):
    if problem in DISCONNECTING:
        return Disconnected
    return TryLater if problem in WAITING else Held


def codes_in(text):
    """Problem codes that a module names in a string: a word that is a row, or should be one."""
    return set(re.findall(r'"(fortnox-[a-z-]+)"', text))


@pytest.mark.parametrize("pascal", [False, True])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize(("code", "message", "problem"), DOCUMENTED)
def test_every_known_code_has_its_problem_in_both_spellings(code, message, problem, as_text, pascal):
    refused = refusal(str(code) if as_text else code, message, pascal=pascal)
    found = errors.read(400, refused.json(), refused.text)
    assert found.problem == problem
    with pytest.raises(kind_of(problem)) as raised:
        errors.raise_for(found)
    assert raised.value.facts["code"] == str(code)
    assert raised.value.facts["fortnox"] == message


@pytest.mark.parametrize("code", [None, 2000015])
@pytest.mark.parametrize(("message", "problem"), WITHOUT_CODE)
def test_a_message_without_a_known_code_is_sorted_by_its_words(message, problem, code):
    assert errors.Refusal(400, code, message).problem == problem


def test_every_code_of_the_table_is_tested():
    assert set(errors.CODES) <= {code for code, _, _ in DOCUMENTED}


def test_every_problem_of_this_room_has_words_in_both_languages():
    folder = Path(kontera.fortnox.__file__).parent
    sources = list(folder.glob("*.py"))
    raised = set().union(*(codes_in(path.read_text()) for path in sources))
    assert raised == set(PROBLEM_ROWS)
    for entry in PROBLEM_ROWS.values():
        assert all((entry.what.sv, entry.what.en, entry.cure.sv, entry.cure.en))
        assert entry.what.sv != entry.what.en
        assert entry.button in ("retry", "choices", "connect", "none")


def test_the_account_and_the_day_are_read_out_of_the_message():
    facts = errors.Refusal(400, 2000401, "Du har låst perioden t.o.m. 2026-10-31").facts
    assert facts["day"] == "2026-10-31"
    assert "account" not in facts
    assert errors.Refusal(400, 2000550, "Konto 3001 är inte aktivt").facts["account"] == "3001"


def test_the_article_is_read_out_of_the_message():
    text = "Artikelnummer KRUKA-1 används redan"
    assert errors.Refusal(400, 2000013, text).facts["article"] == "KRUKA-1"


def test_a_missing_page_without_an_envelope_is_not_found():
    assert errors.read(404, None, "<html>").problem == "fortnox-not-found"


def test_the_warehouse_has_its_own_envelope():
    body = {"error": "bad request", "id": "period_locked", "message": "x"}
    assert errors.read(400, body, "").problem == "fortnox-period-locked"


def test_the_full_swedish_text_reaches_the_one_who_must_act():
    desk = Desk(refusal(2000015, "Ett helt nytt fel."))
    with pytest.raises(Problem) as raised:
        desk.client.post("/3/invoices", {"Invoice": {}})
    assert raised.value.facts["fortnox"] == "Ett helt nytt fel."
