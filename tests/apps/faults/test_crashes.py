"""The database fails at the n-th call, for every n: an act is done whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.perform import Command, perform
from huying.platform.matters.verify import verify
from tests.builders import CHECKED, MORNING, Town, dispatched, do, report

TABLES = ("matters.Matter", "cases.Case", "matters.Obligation", "matters.Event",
          "matters.EventText", "matters.Outbox")  # fmt: skip
#: More calls than any act makes: a loop that never comes through ends here.
MOST = 60


@contextmanager
def failing_at(nth: int) -> Iterator[list[str]]:
    """The nth call to the database fails, once; yields the calls that were made."""
    calls: list[str] = []

    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        calls.append(sql)
        if len(calls) == nth:
            raise OperationalError(f"planted at call {nth}")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        yield calls


def everything() -> list[list[tuple[Any, ...]]]:
    """All rows an act may touch."""
    return [list(apps.get_model(t).objects.order_by("pk").values_list()) for t in TABLES]


def to_report(town: Town) -> Command:
    fields = {
        "demand_kind": "complaint",
        "channel": "phone",
        "text": "垃圾没人清",
        "requester_name": "周小明",
        "requester_phone": "19900001234",
        **town.point(),
    }
    return Command(town.id, "report", town.desk, MORNING, "key", fields, None, "case")


def to_dispatch(town: Town) -> Command:
    matter = report(town)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="07001")
    return answering(town, matter, "dispatch", town.desk)


def to_feed_back(town: Town) -> Command:
    matter, lead = dispatched(town), town.actor("clerk", "SAN")
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    how = {"contact_how": "call", "contact_record": "问了"}
    do(town, "contact", lead, MORNING, matter=matter, on="contact", **how)
    told = {"result_code": "resolved", "result": "已清", "answer": "已清理", "checked": CHECKED}
    return answering(town, matter, "feed_back", lead, kind="resolve", **told)


def answering(
    town: Town, matter: int, act: str, by: Any, *, kind: str = "", **fields: Any
) -> Command:
    owed = Obligation.objects.get(matter_id=matter, kind=kind or act, outcome="")
    return Command(town.id, act, by, MORNING, "key", fields, matter, "case", owed.id, owed.version)


@pytest.mark.req("S1-41")
@pytest.mark.parametrize("prepared", [to_report, to_dispatch, to_feed_back])
def test_an_act_is_done_whole_or_not_at_all(
    town: Town, prepared: Callable[[Town], Command]
) -> None:
    command = prepared(town)
    before, events = everything(), Event.objects.count()
    for nth in range(1, MOST):
        with failing_at(nth) as calls:
            try:
                done = perform(command)
            except OperationalError:
                done = None
        if done is not None:
            break
        assert everything() == before, f"half done after call {nth}: {calls[-1][:120]}"
    assert done, "the act never came through"
    assert nth > 5, "the calls were not counted"
    assert Event.objects.count() == events + 1
    again = perform(command)
    assert again.is_repeat
    assert again.event_id == done.event_id
    assert Event.objects.count() == events + 1
    assert not verify(town.id).broken


def test_an_answer_that_got_lost_is_given_again(town: Town) -> None:
    """Died after the commit and before the reply: the repeat gets the first answer."""
    command = to_feed_back(town)
    first = perform(command)
    after = everything()
    for _ in range(3):
        again = perform(command)
        assert (again.event_id, again.matter_id, again.is_repeat) == (
            first.event_id,
            first.matter_id,
            True,
        )
    assert everything() == after
