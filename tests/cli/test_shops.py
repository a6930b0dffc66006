"""``kontera shop``: shops for people who like files, and for programs."""

from __future__ import annotations

import pytest

CHOICES = """\
end = "paid"
own_invoice_methods = ["Faktura 30"]
start_day = 2026-01-01

[payment_accounts]
klarna = 1589

[payment_fees]
svea = "29,00"
"""


def test_shop_add_prints_the_id_and_the_webhook_address(stand):
    done = stand.add()
    assert done.code == 0, done.err
    told = dict(line.split(maxsplit=1) for line in done.out.splitlines()[:4])
    assert told["name"] == stand.name
    assert told["webhook"].startswith("https://kontera.example.se/hooks/quickbutik/")
    secret = told["webhook"].rstrip("/").rpartition("/")[2]
    assert len(secret) > 20
    shown = stand.house.kontera("shop", "show", told["id"], "--json").json
    assert shown["webhook"] == told["webhook"].replace(secret, "•••")
    for words in (("show", told["id"]), ("list", "--json"), ("set", told["id"], "end=booked")):
        assert secret not in stand.house.kontera("shop", *words).out
    assert shown["fortnox_tenant"] == str(stand.company.tenant)


def test_shop_add_with_json_gives_the_same_shape_as_show_and_list(stand, tmp_path):
    file = tmp_path / "val åäö.toml"
    file.write_text(CHOICES, encoding="utf-8")
    added = stand.add("--choices", str(file), "--json")
    assert added.code == 0, added.err
    told = added.json
    assert told["quickbutik_key"] == "stored"
    chosen = told["choices"]
    assert (chosen["end"], chosen["start_day"]) == ("paid", "2026-01-01")
    assert chosen["payment_accounts"] == {"klarna": 1589}
    assert chosen["payment_fees"] == {"svea": "29.00"}
    shown = stand.house.kontera("shop", "show", told["id"], "--json").json
    assert shown | {"webhook": told["webhook"]} == told
    assert shown in stand.house.kontera("shop", "list", "--json").json


def test_shop_list_names_every_shop_on_a_line(shared):
    lines = shared.house.kontera("shop", "list").out.splitlines()
    assert any(line.startswith(f"{shared.id}  {shared.name}") for line in lines)


def test_shop_set_changes_choices_and_parts_of_them(added):
    words = ("end=invoice", "payment_accounts.klarna=1589", "payment_accounts.swish=1930", "name=Nytt namn")
    done = added.house.kontera("shop", "set", added.id, *words, "--json")
    assert done.code == 0, done.err
    assert done.json["name"] == "Nytt namn"
    assert done.json["choices"]["end"] == "invoice"
    assert done.json["choices"]["payment_accounts"] == {"klarna": 1589, "swish": 1930}
    done = added.house.kontera(
        "shop", "set", added.id, "payment_accounts.klarna=", "sales_accounts.25=3041", "paused=ja", "--json"
    )
    assert done.json["choices"]["payment_accounts"] == {"swish": 1930}
    assert done.json["choices"]["sales_accounts"] == {"25": 3041, "12": 3002, "6": 3003, "0": 3004}
    assert done.json["paused"] is True


REFUSALS = [
    ("huvudmål=paid", "huvudmål: Inställningen ”huvudmål” finns inte.", "There is no choice “huvudmål”."),
    ("end=everything", "end: Välj ett av: order,", "end: Choose one of: order,"),
    ("account_rounding=37", "”37” är inget konto", "“37” is no account"),
    ("payment_fees.svea=mycket", "Beloppen ska vara kronor", "Amounts are kronor"),
    ("end.part=paid", "Den inställningen har inga delar.", "That choice has no parts."),
    ("paused=kanske", "paused: Svara ja eller nej.", "paused: Answer yes or no."),
    ("bara-ett-ord", "ska skrivas namn=värde", "must be written name=value"),
    ("name= ", "Butiken behöver ett namn", "The shop needs a name"),
    ("fortnox_tenant=", "är inget TenantId", "is no TenantId"),
    ("quickbutik_key_file=/finns/inte", "Nyckelfilen /finns/inte går inte att läsa.", "cannot be read."),
]


def test_shop_set_refuses_in_both_languages_and_then_changes_nothing(shared):
    before = shared.house.kontera("shop", "show", shared.id, "--json").json
    for assignment, swedish, english in REFUSALS:
        done = shared.house.kontera("shop", "set", shared.id, "name=Annat", assignment)
        assert done.code == 2, assignment
        assert swedish in done.err
        assert english in done.err
        assert done.out == ""
    assert shared.house.kontera("shop", "show", shared.id, "--json").json == before


@pytest.mark.parametrize(
    ("content", "swedish", "english"),
    [
        ("end = ", "är inte giltig TOML", "is not valid TOML"),
        ('end = "allt"', "end: Välj ett av", "end: Choose one of"),
        ("sluta = 1", "Inställningen ”sluta” finns inte.", "There is no choice “sluta”."),
        (None, "går inte att läsa", "cannot be read"),
    ],
)
def test_shop_add_refuses_a_choices_file_that_makes_no_sense(stand, tmp_path, content, swedish, english):
    file = tmp_path / "choices.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = stand.add("--choices", str(file), "--json")
    assert done.code == 2
    assert swedish in done.err
    assert english in done.err
    problem = done.json["problem"]
    assert problem["code"] == "wrong-use"
    assert swedish in problem["sv"]["what"]
    assert english in problem["en"]["what"]


@pytest.mark.parametrize("content", [None, "", "nyckel\nen rad till\n"])
def test_shop_add_refuses_a_key_file_that_is_missing_empty_or_more_than_a_key(stand, tmp_path, content):
    stand.key_file = str(tmp_path / "annan nyckel.txt")
    if content is not None:
        (tmp_path / "annan nyckel.txt").write_text(content, encoding="utf-8")
    done = stand.add()
    assert (done.code, done.out) == (2, "")
    assert "yckelfilen" in done.err
    assert "key file" in done.err
    assert "en rad till" not in done.err


def test_one_shop_cannot_be_added_twice_to_the_same_company(shared):
    done = shared.add()
    assert (done.code, done.out) == (2, "")
    assert f"Butiken finns redan som {shared.id}" in done.err
    assert f"The shop is here already, as {shared.id}" in done.err


def test_a_shop_that_is_not_there_is_said_so(house):
    for words in (("shop", "show", "ingen"), ("shop", "set", "ingen", "end=paid"), ("preview", "ingen", "1")):
        done = house.kontera(*words)
        assert (done.code, done.out) == (2, "")
        assert "Det finns ingen butik ”ingen”." in done.err
        assert "There is no shop “ingen”." in done.err


def test_a_name_that_several_shops_have_is_answered_with_their_ids(house, tmp_path):
    first, second = house.stand(tmp_path), house.stand(tmp_path)
    first.name = second.name = f"Två {first.name}"
    ids = {first.add("--json").json["id"], second.add("--json").json["id"]}
    done = house.kontera("shop", "show", first.name.upper())
    assert done.code == 2
    assert all(one in done.err for one in ids)
    assert "Several shops are called" in done.err
