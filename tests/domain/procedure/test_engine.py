"""What acts do to promises: parts, pauses, extensions, dates that are told, reopening."""

from __future__ import annotations

import pytest

from huying.domain.worktime import Limit, Unit
from tests.domain.procedure.small import begun
from tests.domain.worktime.shipped import at

#: Five working days; due times by W5 to W7.
MON, TUE, WED, THU, FRI = (f"2026-03-{day:02}" for day in range(9, 14))
D, H = Unit.WORK_DAY, Unit.WORK_HOUR


# -- parts -----------------------------------------------------------------------------------------


def test_a_kind_with_each_is_owed_once_for_every_part_by_its_own_limit() -> None:
    walk = begun()
    assert walk.dues() == {
        "job": at(f"{WED} 17:00"),
        "step stop": at(f"{MON} 15:00"),
        "step clear": at(f"{TUE} 11:00"),
    }
    assert walk.owed("step", "stop").limit == Limit(4, H)
    assert walk.owed("step", "clear").limit == Limit(8, H)


def test_without_parts_nothing_of_that_kind_is_owed() -> None:
    assert set(begun(steps=()).dues()) == {"job"}


def test_answering_one_part_leaves_the_others() -> None:
    walk = begun()
    assert walk.do("step_done", "clerk", f"{MON} 11:00", part="stop") == ""
    assert set(walk.dues()) == {"job", "step clear"}
    assert walk.owed("step", "stop").outcome == "kept"


def test_at_part_points_only_at_the_parts_the_act_is_about() -> None:
    walk = begun()
    assert walk.do("drop_step", "clerk", f"{MON} 11:00", only=("clear",)) == ""
    assert walk.owed("step", "clear").outcome == "excused"
    assert walk.owed("step", "stop").is_open


def test_without_who_a_target_means_every_part() -> None:
    walk = begun()
    assert walk.do("finish", "clerk", f"{MON} 16:00") == ""
    assert [o.outcome for o in walk.matter.obligations] == ["kept"] * 3
    assert walk.owed("step", "stop").late_at == at(f"{MON} 15:00")
    assert walk.owed("step", "clear").late_at is None


# -- a limit that is a date ------------------------------------------------------------------------


def test_a_limit_of_a_field_is_due_at_that_very_moment() -> None:
    walk = begun()
    assert walk.do("stop", "boss", f"{MON} 11:00", until=at(f"{THU} 10:20")) == ""
    assert walk.owed("hold").due_at == at(f"{THU} 10:20")
    assert walk.owed("hold").limit is None


def test_without_the_date_nothing_happens() -> None:
    walk = begun()
    assert walk.do("stop", "boss", f"{MON} 11:00") == "wrong_fields"
    assert len(walk.matter.obligations) == 3


# -- pauses ----------------------------------------------------------------------------------------


def test_a_pause_stops_the_answered_promise_and_those_it_names() -> None:
    walk = begun()
    walk.do("stop", "boss", f"{MON} 11:00", until=at(f"{THU} 10:20"))
    assert walk.dues() == {
        "job": None,
        "step stop": None,
        "step clear": None,
        "hold": at(f"{THU} 10:20"),
    }
    assert all(walk.owed(*key).is_paused for key in (("job",), ("step", "stop")))
    assert walk.do("finish", "clerk", f"{TUE} 10:00") == "paused"
    assert walk.do("step_done", "clerk", f"{TUE} 10:00", part="stop") == "paused"


def test_a_promise_that_was_late_before_the_pause_stays_late() -> None:
    walk = begun()
    walk.do("stop", "boss", f"{MON} 16:00", until=at(f"{THU} 10:20"))
    assert walk.owed("step", "stop").late_at == at(f"{MON} 15:00")
    assert walk.owed("step", "clear").late_at is None
    assert walk.owed("job").late_at is None


#: begun Mon 10:00 · limit of the job · pauses · due afterwards (W7)
PAUSES = [
    (Limit(2, D), [(f"{MON} 11:00", f"{MON} 16:00")], f"{WED} 17:00"),
    (Limit(2, D), [(f"{TUE} 10:00", f"{WED} 10:00")], f"{THU} 17:00"),
    (Limit(2, D), [(f"{MON} 11:00", f"{THU} 10:00")], f"{FRI} 17:00"),
    (Limit(2, D), [(f"{TUE} 10:00", f"{TUE} 18:00"), (f"{WED} 9:00", f"{WED} 18:00")],
     f"{FRI} 17:00"),
    (Limit(4, H), [(f"{MON} 11:00", f"{MON} 11:30")], f"{MON} 15:30"),
    (Limit(4, H), [(f"{MON} 11:00", f"{TUE} 11:00")], f"{TUE} 15:00"),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "pauses", "then"), PAUSES)
def test_on_resuming_the_due_time_follows_from_the_start_and_all_pauses(
    limit: Limit, pauses: list[tuple[str, str]], then: str
) -> None:
    walk = begun(job=limit)
    for start, end in pauses:
        assert walk.do("stop", "boss", full(start), until=at("2026-04-01 10:00")) == ""
        assert walk.do("go_on", "clerk", full(end)) == ""
    assert walk.owed("job").due_at == at(then)
    assert len(walk.owed("job").pauses) == len(pauses)


def full(moment: str) -> str:
    day, clock = moment.split()
    return f"{day} {clock:0>5}"


# -- more time -------------------------------------------------------------------------------------

#: asked · granted · by how much · due afterwards · was it late, by the date that held then
EXTENSIONS = [
    (f"{TUE} 10:00", f"{TUE} 16:00", 1, f"{THU} 17:00", None),
    (f"{WED} 17:00", f"{WED} 17:00", 2, f"{FRI} 17:00", None),
    # Asked in time and granted after the limit: only the new limit counts.
    (f"{WED} 16:00", f"{THU} 10:00", 1, f"{THU} 17:00", None),
    # Granted so late that the new limit is over too: it stays late by the old one.
    (f"{WED} 16:00", f"{FRI} 10:00", 1, f"{THU} 17:00", f"{WED} 17:00"),
]


@pytest.mark.parametrize(("asked", "granted", "extra", "then", "late"), EXTENSIONS)
def test_an_extension_makes_the_limit_longer_in_its_own_unit(
    asked: str, granted: str, extra: int, then: str, late: str | None
) -> None:
    walk = begun()
    assert walk.do("more", "clerk", asked) == ""
    if at(granted) > at(f"{WED} 17:00"):
        walk.late("job", granted)
    assert walk.do("grant", "boss", granted, extra=extra) == ""
    job = walk.owed("job")
    assert job.limit == Limit(2 + extra, D)
    assert job.due_at == at(then)
    assert job.late_at == (at(late) if late else None)
    # The steps were promised apart; nobody asked for more time for them.
    assert walk.owed("step", "clear").due_at == at(f"{TUE} 11:00")


@pytest.mark.parametrize(
    ("asked", "code"),
    [(f"{WED} 16:59", ""), (f"{WED} 17:00", ""), (f"{WED} 17:01", "too_late")],
)
def test_who_asks_after_the_limit_asks_too_late(asked: str, code: str) -> None:
    assert begun().do("more", "clerk", asked) == code


def test_a_pause_before_and_one_after_an_extension_both_count() -> None:
    walk = begun()
    day = "2026-04-01 10:00"
    walk.do("stop", "boss", f"{TUE} 10:00", until=at(day))
    walk.do("go_on", "clerk", f"{WED} 10:00")
    assert walk.owed("job").due_at == at(f"{THU} 17:00")
    walk.do("more", "clerk", f"{WED} 11:00")
    walk.do("grant", "boss", f"{WED} 12:00", extra=1)
    assert walk.owed("job").due_at == at(f"{FRI} 17:00")
    walk.do("stop", "boss", f"{THU} 10:00", until=at(day))
    walk.do("go_on", "clerk", f"{FRI} 10:00")
    assert walk.owed("job").due_at == at("2026-03-16 17:00")


def test_granted_while_it_stands_the_date_comes_with_the_resumption() -> None:
    walk = begun()
    walk.do("more", "clerk", f"{TUE} 10:00")
    walk.do("stop", "boss", f"{TUE} 11:00", until=at("2026-04-01 10:00"))
    assert walk.do("grant", "boss", f"{TUE} 12:00", extra=1) == ""
    assert walk.owed("job").due_at is None
    walk.do("go_on", "clerk", f"{TUE} 14:00")
    assert walk.owed("job").due_at == at(f"{THU} 17:00")


# -- the end, and after it -------------------------------------------------------------------------


def test_an_end_is_left_only_by_the_act_that_names_it() -> None:
    walk = begun()
    walk.do("finish", "clerk", f"{MON} 14:00")
    ended = walk.matter.ended_at
    assert ended == at(f"{MON} 14:00")
    assert walk.do("finish", "clerk", f"{MON} 15:00") == "ended"
    # A record added to what ended ends it no second time.
    assert walk.do("remark", "desk", f"{TUE} 10:00", note="补记") == ""
    assert walk.matter.ended_at == ended
    assert walk.do("again", "desk", f"{TUE} 10:30") == ""
    assert walk.matter.state == "working"
    assert walk.matter.ended_at is None
    assert walk.dues() == {"job": at(f"{THU} 17:00")}
    assert walk.do("again", "desk", f"{TUE} 11:00") == "wrong_state"
    walk.do("finish", "clerk", f"{WED} 10:00")
    assert walk.matter.ended_at == at(f"{WED} 10:00")


def test_texts_stand_beside_the_event_and_never_in_it() -> None:
    walk = begun()
    walk.do("remark", "desk", f"{MON} 11:00", note="电话 19900001234")
    event = walk.events[-1]
    assert event.texts == {"note": "电话 19900001234"}
    assert "19900001234" not in repr({**vars_of(event), "texts": None})


def vars_of(event) -> dict[str, object]:
    return {name: getattr(event, name) for name in event.__slots__}
