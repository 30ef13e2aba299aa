"""How many statements an act sends: BEGIN and COMMIT counted, whatever the case holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import dropwhile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.platform import ids
from huying.platform.matters.models import Obligation
from tests.builders import CHECKED, MORNING, Town, dispatched, do, report

OPENING, CREATE, PLAIN = 10, 12, 8


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """In a test a savepoint and its release stand for BEGIN and COMMIT."""
    ids.reserve(MORNING, 200)
    with CaptureQueriesContext(connection) as seen:
        yield
    # What comes before is the test's own look for the promise.
    sent = list(dropwhile(lambda sql: "SAVEPOINT" not in sql, (q["sql"] for q in seen)))
    assert 0 < len(sent) <= limit, "\n".join(sql[:120] for sql in sent)


def test_taking_a_demand_in(town: Town) -> None:
    report(town)
    with at_most(CREATE):
        report(town, title="垃圾成堆", address="向阳小区北门")


@pytest.mark.req("S2-39")
def test_acts_from_dispatch_to_an_unsatisfied_visit(town: Town) -> None:
    report(town)  # the map is read once in a process
    matter = report(town, lon=None, lat=None)
    told: dict[str, Any] = {"address": "向阳小区北门", **town.point()}
    with at_most(OPENING):
        do(town, "place", town.desk, MORNING, matter=matter, on="file", **told)
    with at_most(OPENING):
        do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="01001")
    with at_most(OPENING):
        do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", note="请今天处理")
    clerk = _clerk_of(town, matter)
    with at_most(PLAIN):
        do(town, "sign", clerk, MORNING, matter=matter, on="sign")
    call = {"contact_how": "call", "contact_record": "已电话联系"}
    with at_most(OPENING):
        do(town, "contact", clerk, MORNING, matter=matter, on="contact", **call)
    result = {
        "result_code": "resolved",
        "result": "已清运",
        "answer": "垃圾已清运",
        "checked": CHECKED,
    }
    later = MORNING + timedelta(hours=3)
    _help_given(town, matter)
    with at_most(OPENING):
        do(town, "feed_back", clerk, later, matter=matter, on="resolve", **result)
    verifier = town.actor("verifier", "S01")
    with at_most(OPENING):
        do(town, "pass", verifier, later, matter=matter, on="verify", note="现场已看")
    opinion = {"solved": "unsolved", "satisfaction": "unsatisfied", "reason": "仍有垃圾"}
    opinion |= {"dissatisfaction": ["not_done"]}
    with at_most(OPENING):
        do(town, "visit_returns", town.visitor, later, matter=matter, on="visit", **opinion)


def test_an_order_is_returned(town: Town) -> None:
    matter = dispatched(town)
    reason = {"reason": "不属于本单位", "list_line": "01001"}
    with at_most(OPENING):
        do(
            town,
            "return_order",
            _clerk_of(town, matter),
            MORNING,
            matter=matter,
            on="resolve",
            **reason,
        )


def _clerk_of(town: Town, matter: int) -> Any:
    debtor = Obligation.objects.get(matter_id=matter, kind="sign").debtor_id
    return town.actor("clerk", town.chart.body(debtor).code)


def _help_given(town: Town, matter: int) -> None:
    for owed in Obligation.objects.filter(matter_id=matter, kind="help", outcome=""):
        helper = town.actor("clerk", town.chart.body(owed.debtor_id).code)
        do(town, "give_help", helper, MORNING, matter=matter, on="help", result="已协助")
