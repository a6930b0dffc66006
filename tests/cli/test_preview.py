"""``kontera preview``: what would be booked, from a shop or from nothing but files."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.cli.house import bare_environment, run
from tests.golden import comparing, reading, stage
from tests.golden.test_golden import CASES
from tests.golden.test_golden_flow import COVERED as IN_FLOW

from kontera import cli
from kontera.sandbox.clock import Clock
from kontera.sandbox.world import World

SETTINGS = CASES["settings"]
ALONE = """\
import os
import sys


def refuse(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        os.write(2, b"reached out: " + repr(details).encode())
        os._exit(99)


sys.addaudithook(refuse)
"""


COVERED = [case for case in IN_FLOW if "refund" not in case["order"]]
"""The file of an order has no refund yet when it is placed."""


def in_scope(name):
    return next(case for case in COVERED if case["id"] == name)


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def write_case(case, folder):
    """The files of a case, as the shop's API would give them; returns the words of the command."""
    own = reading.merged(SETTINGS, case)
    paid, _delivered = reading.days_of(case, reading.policy_of(own))
    with World(Clock(stage.noon(case["order"]["tax_date"]), running=False)) as world:
        shop = world.add_shop("key")
        order = stage.add_order(shop, case, paid)
        products = list(shop.products.values())
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    (folder / "products.json").write_text(json.dumps({"product": products}), encoding="utf-8")
    choices = [f"{name} = {toml(value)}\n" for name, value in stage.choices_of([case], own).items()]
    (folder / "choices.toml").write_text("".join(choices), encoding="utf-8")
    files = {"--order": "order.json", "--product": "products.json", "--choices": "choices.toml"}
    return [word for option, name in files.items() for word in (option, str(folder / name))]


def expected_of(case, shown):
    """The case's vouchers, as far as an order can tell them before anything is sent.

    Not yet paid: no payment. Cancelled: nothing. Fortnox's own method and rounding are Fortnox's to tell,
    and a payout is the provider's.
    """
    vouchers = [voucher for voucher in case["expect"]["vouchers"] if voucher["kind"] != "payout"]
    paid = [voucher for voucher in shown["vouchers"] if voucher["kind"] == "payment"]
    return vouchers if paid else [voucher for voucher in vouchers if voucher["kind"] == "invoice"]


def asked_for(case):
    """The reason to wait of an order that needs a public register's word: files have none."""
    order = case["order"]
    if order["currency"] != "SEK":
        return "currency-without-rate"
    buyer = order["customer"]
    is_asked = buyer.get("vat_number_valid") and buyer["country"] != "SE"
    return "vat-number-unchecked" if is_asked else ""


TOLD_BY_FORTNOX = {"GC033": "öresutjämning", "GC079": "kontantmetoden"}
CANCELLED = {"GC075", "GC076"}


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_the_files_of_every_golden_order_give_its_vouchers(case, tmp_path, capsys):
    code = cli.main(["preview", *write_case(case, tmp_path), "--json"])
    shown = json.loads(capsys.readouterr().out)
    if lacking := asked_for(case):
        assert (code, shown["problem"]["code"]) == (3, lacking)
        return
    assert (code, shown["problem"]) == (0, {})
    if case["id"] in TOLD_BY_FORTNOX:
        (document,) = shown["documents"]
        assert document["totals"]["total"] == case["order"]["shop_total"]
        return
    if case["id"] in CANCELLED:
        assert shown["status"] == ("cancelled" if case["id"] == "GC075" else "book")
        return
    wanted, made = expected_of(case, shown), shown["vouchers"]
    assert [voucher["kind"] for voucher in made] == [voucher["kind"] for voucher in wanted]
    for one, other in zip(wanted, made, strict=True):
        assert comparing.per_account(other["rows"]) == comparing.per_account(one["rows"])
        assert other["date"] == one["date"]
    document = case["expect"]["documents"][0]
    assert comparing.differences_in("rows", document["rows"], shown["documents"][0]["rows"]) == []
    assert comparing.differences_in("totals", document["totals"], shown["documents"][0]["totals"]) == []


@pytest.fixture
def alone(tmp_path):
    """The surroundings of a machine without Kontera's variables, that ends with 99 if anything is reached."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(ALONE, encoding="utf-8")
    return bare_environment(PYTHONPATH=str(tmp_path / "guard"))


def test_the_guard_of_these_tests_sees_a_command_that_reaches_out(alone):
    done = run("shop", "list", env={**alone, "KONTERA_DATABASE_URL": "postgresql://x:y@127.0.0.1:1/z"} | KEY)
    assert done.code == 99


KEY = {"KONTERA_SECRET_KEY": "Xq3-9vTzLm0pWc7RkYb5NfHs2JdGa8Ue"}


def test_preview_from_files_needs_no_network_no_database_and_no_variables(alone, tmp_path):
    words = write_case(in_scope("GC007"), tmp_path)
    done = run("preview", *words, env=alone, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "Order 1007: bokförs"
    assert "Kundfordringar" in done.out
    assert "1 087,00" in done.out.replace("\u00a0", " ")
    done = run("preview", *words, "--json", env=alone, cwd=tmp_path)
    rows = done.json["vouchers"][0]["rows"]
    assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows) == 0
    done = run("preview", *words, "--language", "en", env=alone, cwd=tmp_path)
    assert done.out.splitlines()[0] == "Order 1007: will be booked"
    assert list(tmp_path.glob("*.db")) == []


def test_a_held_preview_ends_with_3_and_its_reason(alone, tmp_path):
    words = write_case(in_scope("GC001"), tmp_path)
    order = json.loads((tmp_path / "order.json").read_text(encoding="utf-8"))
    order["tax_amount"] = "24.00"
    (tmp_path / "order.json").write_text(json.dumps(order), encoding="utf-8")
    done = run("preview", *words, "--json", env=alone)
    assert done.code == 3
    assert (done.json["status"], done.json["vouchers"]) == ("held", [])
    assert done.json["problem"]["code"] == "vat-not-proven"
    assert done.json["problem"]["sv"]["what"]
    assert done.err.count("[vat-not-proven]") == 2


def shown_with(tmp_path, capsys, words):
    code = cli.main(["preview", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


PRODUCT = {"id": "101", "sku": "A01", "title": "Kruka", "tax_rate": "25"}


@pytest.mark.parametrize(
    "shape",
    [{"product": PRODUCT}, {"product": [PRODUCT]}, PRODUCT, [PRODUCT]],
    ids=["one in an envelope", "several in an envelope", "one bare", "several bare"],
)
def test_products_are_read_in_all_four_shapes_of_the_api(tmp_path, capsys, shape):
    words = write_case(in_scope("GC001"), tmp_path)
    (tmp_path / "products.json").write_text(json.dumps(shape), encoding="utf-8")
    code, shown = shown_with(tmp_path, capsys, words)
    assert (code, shown["hypothesis"]) == (0, "plain")


@pytest.mark.parametrize("wrap", [lambda order: order, lambda order: [order]], ids=["object", "array"])
def test_an_order_file_may_hold_the_order_or_the_api_s_array_of_one(tmp_path, capsys, wrap):
    words = write_case(in_scope("GC001"), tmp_path)
    order = json.loads((tmp_path / "order.json").read_text(encoding="utf-8"))
    # A byte order mark is what some editors put in front.
    (tmp_path / "order.json").write_text(json.dumps(wrap(order)), encoding="utf-8-sig")
    code, shown = shown_with(tmp_path, capsys, words)
    assert (code, shown["status"]) == (0, "book")


def test_several_product_files_are_taken_together(tmp_path, capsys):
    words = write_case(in_scope("GC006"), tmp_path)
    products = json.loads((tmp_path / "products.json").read_text(encoding="utf-8"))["product"]
    words = [*words[:2], *words[4:]]
    for place, product in enumerate(products):
        file = tmp_path / f"product {place}.json"
        file.write_text(json.dumps(product), encoding="utf-8")
        words += ["--product", str(file)]
    code, shown = shown_with(tmp_path, capsys, words)
    assert code == 0
    assert [row["vat_rate"] for row in shown["documents"][0]["rows"]] == ["25", "12", "6"]


@pytest.mark.parametrize(
    ("content", "swedish", "english"),
    [
        (b'{"order_id":', "är inte giltig JSON", "is not valid JSON"),
        (b"\xff\xfe\x00", "är inte giltig JSON", "is not valid JSON"),
        (b"[" * 100_000, "är inte giltig JSON", "is not valid JSON"),
        (b'"en text"', "ska innehålla precis en order", "must hold exactly one order"),
        (b"[]", "ska innehålla precis en order", "must hold exactly one order"),
        (b"[1, null]", "ska innehålla precis en order", "must hold exactly one order"),
        (b'[{"order_id": "1"}, {"order_id": "2"}]', "precis en order", "exactly one order"),
        (None, "går inte att läsa", "cannot be read"),
    ],
)
def test_a_file_that_is_no_order_is_refused_with_2(tmp_path, capsys, content, swedish, english):
    file = tmp_path / "skräp.json"
    if content is not None:
        file.write_bytes(content)
    assert cli.main(["preview", "--order", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert swedish in told.err
    assert english in told.err


def test_an_order_that_cannot_be_understood_is_held_and_says_which_field(tmp_path, capsys):
    file = tmp_path / "order.json"
    file.write_text(json.dumps({"order_id": "7", "total_amount": "12x"}), encoding="utf-8")
    code, shown = shown_with(tmp_path, capsys, ["--order", str(file)])
    assert code == 3
    assert shown["problem"]["code"] == "order-unreadable"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("butik",),
        ("butik", "1", "--order", "o.json"),
        ("butik", "--order", "o.json"),
        ("butik", "1", "--choices", "c.toml"),
        ("--product", "p.json"),
    ],
)
def test_a_shop_and_files_are_not_mixed_and_neither_is_half_given(words, capsys):
    assert cli.main(["preview", *words]) == 2
    told = capsys.readouterr()
    assert "Ange antingen en butik och ett ordernummer, eller --order FIL" in told.err
    assert "Give either a shop and an order number, or --order FILE" in told.err


def test_preview_of_a_shop_s_order_sends_nothing(added):
    number = added.buy()
    done = added.house.kontera("preview", added.id, number, "--json")
    assert done.code == 0, done.err
    assert done.json["order"] == number
    assert [voucher["kind"] for voucher in done.json["vouchers"]] == ["invoice", "payment"]
    done = added.house.kontera("preview", added.id, number, LANG="en_GB.UTF-8")
    assert done.out.startswith(f"Order {number}: will be booked")
    assert added.house.world.journal.counters().get(f"fortnox {added.company.tenant}", {}) == {}
    assert added.house.kontera("preview", added.id, "9999").code == 2
    assert added.house.kontera("preview", added.id, added.buy("bonuspoäng")).code == 3
