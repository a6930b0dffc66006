"""What Fortnox told of a company is kept by several lanes and shops, and none loses another's."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_what_is_told_of_a_company_is_read_and_written_under_a_lock(stage):
    place = stage.open_shop()
    _ = place.handle.shop.company
    with CaptureQueriesContext(connection) as asked:
        place.handle.remember_register("ways", {"codes": ["A"]})
    read = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and "registers" in one["sql"]]
    assert read
    assert read[-1].rstrip().endswith("FOR UPDATE")
    place.handle.remember_register("other", 1)
    assert place.handle.shop.company.registers["ways"] == {"codes": ["A"]}
