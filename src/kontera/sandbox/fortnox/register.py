"""A plain register: records with a code, the same five calls each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok
from kontera.sandbox.fortnox import lists
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import Table, check
from kontera.sandbox.fortnox.tables import without

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.sandbox.fortnox.call import Call


def _nothing(_call: Call, _record: Record) -> None:
    """No rule beyond the table."""


@dataclass(frozen=True, slots=True)
class Register:
    """``path`` names the shelf and the URL, ``single``/``plural`` the envelopes."""

    path: str
    single: str
    plural: str
    table: Table
    absent: int
    """Code when the addressed record does not exist."""
    key: str = "Code"
    rule: Callable[[Call, Record], None] = _nothing
    filters: dict[str, tuple[str, lists.How]] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()
    defaults: Record = field(default_factory=dict)
    automatic: bool = False
    """A key that is left out is numbered."""

    def show(self, call: Call, record: Record) -> Record:
        return {
            "@url": call.url(f"{self.path}/{record[self.key]}"),
            **self.blank(),
            **self.defaults,
            **record,
        }

    def item(self, call: Call, record: Record) -> Record:
        return self.show(call, record)

    def blank(self) -> Record:
        return {name: "" for name, kind in self.table.items() if kind.kind == "text" and not kind.read_only}

    def find(self, call: Call, key: str) -> Record:
        record = call.company.shelf(self.path).get(key)
        if record is None:
            raise missing(self.absent)
        return record

    def list(self, call: Call) -> Answer:
        listing = lists.Listing(self.plural, self.item, self.filters, extra=self.extra)
        return lists.answer(call, call.company.shelf(self.path), listing)

    def read(self, call: Call, key: str) -> Answer:
        call.no_params(*self.extra)
        return ok({self.single: self.show(call, self.find(call, key))})

    def create(self, call: Call) -> Answer:
        call.no_params(*self.extra)
        clean = check(self.single, self.table, call.body(self.single))
        if self.automatic and not clean.get(self.key):
            number = call.company.shelf(self.path).next_number()
            clean[self.key] = int(number) if self.table[self.key].kind == "integer" else number
        key = str(clean[self.key])
        if key in call.company.shelf(self.path):
            raise without_code(f"{self.single} {key} finns redan")
        record = {**self.blank(), **self.defaults, **clean}
        self.rule(call, record)
        call.company.keep(self.path, key, record)
        return created({self.single: self.show(call, record)})

    def update(self, call: Call, key: str) -> Answer:
        call.no_params(*self.extra)
        old = self.find(call, key)
        body = call.body(self.single)
        if self.key in body and str(body[self.key]) != key:
            raise Refusal(2000321, f"{self.single}.{self.key}")
        body = {name: value for name, value in body.items() if name != self.key}
        table = without(self.table, self.key)
        record = {**old, **check(self.single, table, body, partial=True)}
        self.rule(call, record)
        call.company.keep(self.path, key, record)
        return ok({self.single: self.show(call, record)})

    def delete(self, call: Call, key: str) -> Answer:
        self.find(call, key)
        del call.company.shelf(self.path)[key]
        return gone()
