"""A house for the command line: a database, a sandbox on real HTTP, and commands as real processes."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kontera.sandbox.world import CLIENT_SECRET, World

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.quickbutik.shop import Shop

Json = dict[str, Any]
NUMBERS = itertools.count(1)
SECRET_KEY = "Xq3-9vTzLm0pWc7RkYb5NfHs2JdGa8UeZ4"
BUYER = {"email": "kim@example.se", "full_name": "Kim Lind", "zipcode": "111 22", "city": "Stockholm"}


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def bare_environment(**more: str) -> dict[str, str]:
    """The machine's own variables without any of Kontera's, and without a language."""
    strange = ("KONTERA_", "DJANGO_", "LANG", "LC_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(strange)} | more


def run(*words: str, env: dict[str, str], stdin: str = "", cwd: Any = None) -> Done:
    """``kontera WORDS`` as a process of its own."""
    command = [sys.executable, "-m", "kontera.cli", *words]
    made = subprocess.run(command, env=env, input=stdin, cwd=cwd, capture_output=True, text=True, check=False)
    return Done(made.returncode, made.stdout, made.stderr)


@dataclass
class House:
    """Commands against one database and one sandbox; every output is searched for secrets."""

    world: World
    env: dict[str, str]
    database_password: str
    keys: list[str] = field(default_factory=list)

    def kontera(self, *words: str, stdin: str = "", **more: str) -> Done:
        done = run(*words, env={**self.env, **more}, stdin=stdin)
        assert "Traceback" not in done.err, done.err
        leaked = [secret for secret in self.secrets if secret in done.out + done.err]
        assert leaked == []
        return done

    @property
    def secrets(self) -> list[str]:
        own = [SECRET_KEY, CLIENT_SECRET, self.database_password]
        return [*own, *self.keys, *self.world.desk.tokens]

    def stand(self, folder: Any) -> Stand:
        """A shop with one product and a company, not yet known to Kontera."""
        number = next(NUMBERS)
        key, tenant = f"hemlig-nyckel(#{number:04})[x]", 300000 + number
        self.keys.append(key)
        shop, company = self.world.add_shop(key), self.world.add_company(tenant)
        shop.add_product("K1", "Kruka", "125.00", 25)
        file = folder / f"nyckel {number}.txt"
        file.write_text(f"{key}\n", encoding="utf-8")
        return Stand(self, shop, company, f"Butik {number}", str(file))


@dataclass
class Stand:
    """A shop and its company in the sandbox; ``id`` once it has been added."""

    house: House
    shop: Shop
    company: Company
    name: str
    key_file: str
    id: str = ""

    def add(self, *words: str) -> Done:
        return self.house.kontera(
            *("shop", "add", self.name, "--quickbutik-key-file", self.key_file),
            *("--fortnox-tenant", str(self.company.tenant), *words),
        )

    def known(self) -> Stand:
        done = self.add("--json")
        assert done.code == 0, done.err
        self.id = done.json["id"]
        return self

    def buy(self, method: str = "klarna", **more: Any) -> str:
        spec = {"lines": [{"sku": "K1", "qty": 2}], "method": method, "customer": BUYER, "webhook": False}
        return str(self.shop.place({**spec, **more})["order_id"])

    def fault(self, kind: str, **more: Any) -> None:
        """Something goes wrong from now on, for this shop and this company only."""
        service = more.pop("service")
        tenant = self.shop.key if service == "quickbutik" else str(self.company.tenant)
        self.house.world.faults.add(kind, service=service, tenant=tenant, count=-1, **more)
