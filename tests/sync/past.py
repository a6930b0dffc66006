"""A shop with a past: orders from before it was connected, and the import that brings them."""

from __future__ import annotations

from datetime import date

from kontera.shops import imports

CONNECTED = {"start_day": "2026-11-01"}
SUMMER = "2026-07-03 12:00:00"


def open_past(stage, **choices):
    """A shop whose automatic flow begins on 1 November."""
    return stage.open_shop(**{**CONNECTED, "end": "paid", **choices})


def bought(place, count, *, month=7, **spec):
    """Orders of one month, one a day at the most."""
    return [place.buys(created=f"2026-{month:02}-{1 + n % 28:02} 12:00:00", **spec) for n in range(count)]


def dry_run(place, *, end="paid", first="2026-01-01", until=None, number=""):
    """Ask for an import and let the worker read."""
    run = imports.open_import(
        place.handle,
        end=end,
        from_day=date.fromisoformat(first) if first else None,
        from_number=number,
        until_day=date.fromisoformat(until) if until else None,
        by="Anna",
    )
    place.work()
    run.refresh_from_db()
    return run


def say_run(place, run):
    """The person says run, and the worker makes the first orders due."""
    assert imports.run_it(place.handle, run)
    place.work()
    run.refresh_from_db()


def to_the_end(place, run):
    """Both lanes, until the import has come to rest."""
    for _ in range(40):
        place.rest()
        place.stage.advance(11)
        place.work()
        run.refresh_from_db()
        if run.state != "running":
            return
    raise AssertionError(f"never at its end: {imports.progress(place.handle, run)}")


def carry_out(place, run):
    say_run(place, run)
    to_the_end(place, run)
