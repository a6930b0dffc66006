"""Faults strike the request they were ordered for, and say truly whether the write was done."""

from __future__ import annotations

import pytest
from tests.sandbox.calls import Fortnox, invoice_body

from kontera.sandbox.answers import AnswerLost

BODY = {"Invoice": invoice_body()}


def written(company):
    return len(company.invoices)


@pytest.mark.parametrize(
    ("kind", "status", "count"),
    [("error_before", 503, 0), ("error_after", 500, 1), ("unauthorized", 401, 0), ("too_many", 429, 0)],
)
def test_a_fault_answers_its_status_and_writes_or_not(world, fortnox, kind, status, count):
    company = world.companies[100001]
    world.faults.add(
        kind, service="fortnox", method="POST", path=r"^/3/invoices$", status=status, retry_after=2
    )
    answer = fortnox.raw("POST", "invoices", json={"Invoice": {"CustomerNumber": "1"}})
    assert (answer.status_code, written(company)) == (status, count)
    assert fortnox.post("invoices", BODY)[0] == 201


def test_a_lost_answer_has_written(world, fortnox, company):
    world.faults.add("lost", method="POST", path="invoices")
    with pytest.raises(AnswerLost):
        fortnox.post("invoices", BODY)
    assert written(company) == 1
    assert world.journal.requests(method="POST")[-1].status == 0


def test_a_late_write_happens_when_it_settles(world, fortnox, company):
    world.faults.add("late", method="POST", path="invoices")
    with pytest.raises(AnswerLost):
        fortnox.post("invoices", BODY)
    assert written(company) == 0
    assert (world.settle(), written(company), world.settle()) == (1, 1, 0)


def test_broken_json_is_cut_in_half(world, fortnox, company):
    world.faults.add("broken_json", path="invoices")
    answer = fortnox.raw("POST", "invoices", json={"Invoice": {"CustomerNumber": "1"}})
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert written(company) == 1


def test_the_nth_request_is_hit_so_many_times(world, fortnox):
    world.faults.add("error_before", path="customers", nth=2, count=2)
    assert [fortnox.raw("GET", "customers").status_code for _ in range(5)] == [200, 500, 500, 200, 200]


def test_a_fault_can_be_meant_for_one_company(world, fortnox):
    world.add_company(100002)
    world.faults.add("error_before", tenant="100002", count=-1)
    assert fortnox.get("customers")[0] == 200
    assert Fortnox(world, 100002).raw("GET", "customers").status_code == 500


def test_a_refused_request_writes_nothing_under_a_late_fault(world, fortnox, company):
    world.faults.add("late", method="POST")
    with pytest.raises(AnswerLost):
        fortnox.post("invoices", {"Invoice": {"Nonsense": 1}})
    world.settle()
    assert written(company) == 0
