"""The bundled PostgreSQL starts anywhere, survives its parent and is never started twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from kontera import embedded, postgres_place
from kontera.embedded import Embedded

HOLD = """
import sys
from pathlib import Path
from kontera.embedded import Embedded
print(Embedded(Path(sys.argv[1]), durable=False).start(), flush=True)
sys.stdin.read()
"""


def ask(url, question, *facts):
    with psycopg.connect(url) as connection:
        return connection.execute(question, facts).fetchone()[0]


def answers(url):
    try:
        return ask(url, "select 1") == 1
    except psycopg.OperationalError:
        return False


def test_it_starts_in_a_folder_with_a_space_and_keeps_what_was_written(folder):
    with Embedded(folder) as server:
        assert ask(server.url, "show fsync") == "on"
        with psycopg.connect(server.url) as connection:
            connection.execute("create table ord (text text)")
            connection.execute("insert into ord values ('åäö €')")
        first = server.url
    assert not answers(first)
    with Embedded(folder) as server:
        assert ask(server.url, "select text from ord") == "åäö €"


def test_it_starts_in_a_folder_that_only_its_owner_can_reach(own_folder):
    with Embedded(own_folder, durable=False) as server:
        assert answers(server.url)
        assert server.place.password.stat().st_mode & 0o077 == 0


def test_the_server_never_runs_as_root(folder):
    with Embedded(folder, durable=False) as server:
        found = server.place.found()
        status = postgres_place.Path(f"/proc/{found.pid}/status").read_text()
        uids = next(line.split()[1:] for line in status.splitlines() if line.startswith("Uid:"))
        assert "0" not in uids


def test_a_server_whose_parent_was_killed_is_taken_over(folder):
    parent = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    url = parent.stdout.readline().strip()
    pid = Embedded(folder).place.found().pid
    parent.kill()
    parent.communicate()
    assert answers(url)
    with Embedded(folder, durable=False) as server:
        assert server.url == url
        assert server.place.found().pid == pid
    assert Embedded(folder).place.found() is None
    assert not answers(url)


def test_the_last_one_out_stops_the_server(folder):
    first, second = Embedded(folder, durable=False), Embedded(folder, durable=False)
    url = first.start()
    assert second.start() == url
    first.stop()
    assert answers(url)
    second.stop()
    assert not answers(url)


def test_many_who_start_at_once_get_one_server(folder):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    urls = {starter.stdout.readline().strip() for starter in starters}
    for starter in starters:
        starter.kill()
        starter.communicate()
    assert len(urls) == 1
    assert urls != {""}


def test_a_server_that_died_is_revived_at_the_same_address(folder):
    with Embedded(folder, durable=False) as server:
        url = server.url
        assert not server.revive()
        os.kill(server.place.found().pid, signal.SIGKILL)
        server._child.wait()
        assert server.revive()
        assert server.url == url
        assert answers(url)


def test_the_pid_of_another_program_is_not_taken_for_a_server(folder):
    with Embedded(folder, durable=False) as server:
        place = server.place
    left = [str(os.getpid()), str(place.data), "1", "5432", "", "127.0.0.1", "1 2", "ready   "]
    place.keep(place.data / "postmaster.pid", "\n".join(left))
    assert place.found() is None
    with Embedded(folder, durable=False) as server:
        assert answers(server.url)


def test_an_interrupted_first_start_leaves_no_half_folder(folder):
    place = postgres_place.of(folder)
    place.prepare()
    (place.home / "data.new").mkdir()
    (place.home / "data.new" / "PG_VERSION").write_text("18\n")
    with Embedded(folder, durable=False) as server:
        assert answers(server.url)


def test_a_folder_of_another_major_version_is_refused_in_words(folder):
    place = postgres_place.of(folder)
    place.prepare()
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres_place.EmbeddedError) as caught:
        Embedded(folder).start()
    for text in (caught.value.text.sv, caught.value.text.en):
        assert "PostgreSQL 17" in text
        assert "18" in text
        assert str(folder) in text


def test_a_wrong_password_opens_nothing(folder):
    with Embedded(folder, durable=False) as server:
        password = server.place.read_password()
        assert not answers(server.url.replace(password, "gissning"))


def test_a_backup_can_be_restored(folder):
    with Embedded(folder, durable=False) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("create table ord (text text)")
            connection.execute("insert into ord values ('kvar')")
        target = server.backup(folder / "säkerhets kopia.dump")
        assert target.stat().st_mode & 0o077 == 0
        other = embedded.create_database(server.url, "annan")
        embedded.restore(other, target)
        assert ask(other, "select text from ord") == "kvar"


def test_a_failed_backup_keeps_the_old_one_and_hides_the_password(tmp_path):
    target = tmp_path / "kopia.dump"
    target.write_text("gammal")
    with pytest.raises(postgres_place.EmbeddedError) as caught:
        embedded.dump("postgresql://anna:hemligt@127.0.0.1:1/bok", target)
    assert target.read_text() == "gammal"
    assert "hemligt" not in str(caught.value)


def test_a_given_url_is_used_as_it_is(tmp_path):
    with embedded.database("postgresql://a:b@c/d", tmp_path) as url:
        assert url == "postgresql://a:b@c/d"
    assert not list(tmp_path.iterdir())


def test_databases_are_made_once_and_dropped(server_url):
    first = embedded.create_database(server_url, "en två")
    assert first == embedded.create_database(server_url, "en två")
    assert ask(first, "select current_database()") == "en två"
    embedded.drop_database(server_url, "en två")
    assert not answers(first)
