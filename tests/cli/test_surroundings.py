"""What commands stand on: variables, a database of one's own or the bundled one, and people."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from tests.cli.house import SECRET_KEY, bare_environment, run

from kontera.embedded import Embedded

SPEAKING = {"KONTERA_SECRET_KEY", "KONTERA_FORTNOX_CLIENT_ID", "KONTERA_FORTNOX_CLIENT_SECRET"}
SERVING = SPEAKING | {"KONTERA_DATABASE_URL", "KONTERA_PUBLIC_URL"}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("web",), SERVING),
        (("worker",), SERVING),
        (("up",), SERVING - {"KONTERA_DATABASE_URL"}),
        (("migrate",), {"KONTERA_DATABASE_URL"}),
        (("shop", "list"), {"KONTERA_SECRET_KEY"}),
        (("sync", "order", "butik", "1"), SPEAKING),
        (("preview", "butik", "1"), {"KONTERA_SECRET_KEY"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_missing_variables_name_themselves_and_end_with_2(words, names):
    done = run(*words, env=bare_environment())
    assert (done.code, done.out) == (2, "")
    assert {name for name in SERVING if f"{name}: saknas." in done.err} == names
    assert {name for name in SERVING if f"{name}: is missing." in done.err} == names


def test_migrate_makes_an_empty_database_ready_and_may_be_run_again(fresh_database):
    env = bare_environment(KONTERA_DATABASE_URL=fresh_database, KONTERA_SECRET_KEY=SECRET_KEY)
    before = run("shop", "list", env=env)
    assert before.code == 2
    assert "Kör kontera migrate." in before.err
    assert "Run kontera migrate." in before.err
    for _ in range(2):
        done = run("migrate", env=env)
        assert (done.code, done.out) == (0, ""), done.err
    assert run("shop", "list", "--json", env=env).json == []
    for server in ("web", "worker"):
        done = run(server, env=env)
        assert done.code == 2
        assert "KONTERA_PUBLIC_URL: saknas." in done.err


def test_a_database_that_does_not_answer_ends_with_4_and_keeps_its_password():
    url = "postgresql://kontera:databasens-hemlighet@127.0.0.1:1/kontera"
    env = bare_environment(KONTERA_DATABASE_URL=url, KONTERA_SECRET_KEY=SECRET_KEY)
    done = run("shop", "list", "--json", env=env)
    assert done.code == 4
    assert "Databasen i KONTERA_DATABASE_URL svarar inte" in done.err
    assert done.json["problem"]["en"]["what"].startswith("The database in KONTERA_DATABASE_URL")
    assert "databasens-hemlighet" not in done.out + done.err


@pytest.fixture
def new_folder():
    """Makes data folders with a space in their names, which everybody may pass through."""
    outer = Path(tempfile.mkdtemp(prefix="kontera cli "))
    outer.chmod(0o711)
    made = []

    def make(name):
        made.append(outer / name)
        return made[-1]

    yield make
    for path in made:
        Embedded(path).remove()
    shutil.rmtree(outer)


@pytest.fixture
def folder(new_folder):
    return new_folder("data mapp")


def test_a_restored_backup_makes_every_shop_careful(new_folder, tmp_path):
    key, saved = tmp_path / "nyckel", tmp_path / "spar fil"
    key.write_text("hemlig-nyckel-i-butiken", encoding="utf-8")
    old, new = (
        bare_environment(KONTERA_DATA_DIR=str(new_folder(name)), KONTERA_SECRET_KEY=SECRET_KEY)
        for name in ("gammal mapp", "ny mapp")
    )
    added = run("shop", "add", "Garn", "--quickbutik-key-file", str(key), "--json", env=old)
    assert (added.json["careful"], added.json["fortnox_tenant"]) == (False, "")
    assert run("backup", str(saved), env=old).code == 0
    restored = run("restore", str(saved), env=new)
    assert restored.code == 0, restored.err
    shown = run("shop", "show", "Garn", "--json", env=new).json
    assert (shown["id"], shown["careful"]) == (added.json["id"], True)
    assert run("shop", "set", "Garn", "careful=no", "--json", env=new).json["careful"] is False
    missing = run("restore", "/finns/inte", env=new)
    assert missing.code == 2
    assert "Filen /finns/inte finns inte." in missing.err


def test_without_a_database_url_the_bundled_server_keeps_the_shops(folder, tmp_path):
    key = tmp_path / "nyckel"
    key.write_text("hemlig-nyckel-i-butiken", encoding="utf-8")
    env = bare_environment(KONTERA_DATA_DIR=str(folder), KONTERA_SECRET_KEY=SECRET_KEY)
    words = ("--quickbutik-key-file", str(key), "--fortnox-tenant", "300000")
    added = run("shop", "add", "Garn & Nål", *words, "--json", env=env)
    assert added.code == 0, added.err
    assert added.json["webhook"].startswith("http://localhost:8000/hooks/quickbutik/")
    shown = run("shop", "list", env=env)
    assert shown.out.split()[:3] == [added.json["id"], "Garn", "&"]
    assert "hemlig-nyckel-i-butiken" not in added.out + added.err + shown.out + shown.err
    assert not (folder / "postgres" / "data" / "postmaster.pid").exists()


def test_user_add_prints_a_password_once_and_takes_one_on_stdin(added):
    house, email = added.house, f"Anna.{added.id}@Example.se"
    made = house.kontera("user", "add", email, "--shop", added.id)
    assert made.code == 0, made.err
    address, password = made.out.split()
    assert address == email.lower()
    assert len(password) >= 12
    words = ("user", "add", email, "--shop", added.id, "--reader", "--password-stdin")
    given = house.kontera(*words, stdin="blommor-och-bier-17\n")
    assert (given.code, given.out.strip()) == (0, email.lower()), given.err
    short = house.kontera(*words, stdin="kort\n")
    assert (short.code, short.out) == (2, "")
    assert "lösenord" in short.err
    assert "too short" in short.err


@pytest.mark.parametrize(
    ("words", "swedish", "english"),
    [
        (("anna",), "”anna” är ingen e-postadress.", "“anna” is no e-mail address."),
        (("a@b.se", "--shop", "ingen"), "Det finns ingen butik ”ingen”.", "There is no shop “ingen”."),
    ],
)
def test_user_add_refuses_what_it_cannot_use(house, words, swedish, english):
    done = house.kontera("user", "add", *words)
    assert (done.code, done.out) == (2, "")
    assert swedish in done.err
    assert english in done.err
