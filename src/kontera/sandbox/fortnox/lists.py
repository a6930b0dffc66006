"""Lists: paging, global parameters and filters (Fortnox developer docs, parameters).

Text filters are "contains", ignoring case; ``externalinvoicereference1/2`` match by prefix
(measured by an integrator, 2026-09). Several filters are all applied (seen in recordings).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from kontera.sandbox.answers import Answer, Record, ok
from kontera.sandbox.fortnox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company, Shelf

How = Literal["contains", "prefix", "exact", "from", "to", "boolean"]
Choice = "Callable[[Company, Record], bool]"

MOST = 500
USUAL = 100
GLOBAL = frozenset({"page", "limit", "offset", "sortby", "sortorder", "lastmodified"})


@dataclass(frozen=True, slots=True)
class Listing:
    """How one resource is listed."""

    envelope: str
    item: Callable[[Call, Record], Record]
    filters: Mapping[str, tuple[str, How]] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Company, Record], bool]] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()
    """Parameters the resource reads itself."""
    sorts: frozenset[str] = frozenset()
    """What ``sortby`` may name; empty: any field of the records."""


def answer(call: Call, shelf: Shelf, listing: Listing) -> Answer:
    """One page of ``shelf``. Raises ``Refusal`` 2000587 or 2000588."""
    _known(call, listing)
    tests = _tests(call, shelf, listing)
    found = [(key, record) for key, record in shelf.items() if all(test(key, record) for test in tests)]
    records = _sorted(call, listing, [record for _key, record in found])
    start, limit = _window(call)
    page = records[start : start + limit]
    meta = {
        "@TotalResources": len(records),
        "@TotalPages": -(-len(records) // limit),
        "@CurrentPage": start // limit + 1,
    }
    return ok({"MetaInformation": meta, listing.envelope: [listing.item(call, record) for record in page]})


def _known(call: Call, listing: Listing) -> None:
    for name in call.params:
        choice = name == "filter" and listing.choices
        if not (name in GLOBAL or name in listing.filters or name in listing.extra or choice):
            raise Refusal(2000588, name)


def _tests(call: Call, shelf: Shelf, listing: Listing) -> list[Callable[[str, Record], bool]]:
    tests: list[Callable[[str, Record], bool]] = []
    for name, (field_name, how) in listing.filters.items():
        if name in call.params:
            tests.append(_test(field_name, how, call.params[name]))
    if "filter" in call.params:
        choice = listing.choices.get(call.params["filter"])
        if choice is None:
            raise Refusal(2000587, call.params["filter"])
        tests.append(lambda _key, record: choice(call.company, record))
    if call.company.switches.search_lag:
        old = call.moment.timestamp() - call.company.switches.search_lag
        tests.append(lambda key, _record: shelf.born[key] <= old)
    if "lastmodified" in call.params:
        since = _moment(call.params["lastmodified"])
        tests.append(lambda key, _record: shelf.changed[key] >= since)
    return tests


def _test(name: str, how: How, wanted: str) -> Callable[[str, Record], bool]:
    low = wanted.lower()

    def text(record: Record) -> str:
        value = record.get(name)
        return "" if value is None else str(value).lower()

    tests: dict[How, Callable[[str, Record], bool]] = {
        "contains": lambda _key, record: low in text(record),
        "prefix": lambda _key, record: text(record).startswith(low),
        "exact": lambda _key, record: text(record) == low,
        "from": lambda _key, record: text(record) >= low,
        "to": lambda _key, record: "" < text(record) <= low,
        "boolean": lambda _key, record: text(record) == low,
    }
    return tests[how]


def _moment(text: str) -> datetime:
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - wall clock, as the API has it
        except ValueError:
            continue
    raise Refusal(2000588, "lastmodified")


def _sorted(call: Call, listing: Listing, records: list[Record]) -> list[Record]:
    by = call.params.get("sortby")
    order = call.params.get("sortorder", "ascending")
    if order not in ("ascending", "descending"):
        raise Refusal(2000588, "sortorder")
    if by is not None:
        names = {name.lower(): name for name in (records[0] if records else {})}
        if (records and by not in names) or (listing.sorts and by not in listing.sorts):
            raise Refusal(2000588, "sortby")
        records = sorted(records, key=lambda record: _sort_key(record.get(names[by])))
    return records[::-1] if order == "descending" else records


def _sort_key(value: Any) -> tuple[int, Any]:
    if isinstance(value, int | Decimal):
        return (0, Decimal(value))
    text = str(value or "")
    return (0, Decimal(text)) if text.isdecimal() else (1, text)


def _window(call: Call) -> tuple[int, int]:
    limit = _whole(call, "limit", USUAL, 1, MOST)
    page = _whole(call, "page", 1, 1, None)
    start = _whole(call, "offset", (page - 1) * limit, 0, None)
    return start, limit


def _whole(call: Call, name: str, usual: int, low: int, high: int | None) -> int:
    text = call.params.get(name)
    if text is None:
        return usual
    if not text.isdecimal() or int(text) < low or (high is not None and int(text) > high):
        raise Refusal(2000588, name)
    return int(text)
