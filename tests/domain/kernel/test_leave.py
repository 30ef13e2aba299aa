"""Who takes whose place, and which leaves are refused: literal rows and properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.kernel.bodies import Body, BodyKind, Chart
from huying.domain.kernel.leave import (
    Held,
    Known,
    Leave,
    away_on,
    in_place,
    leave_faults,
    stand_in_of,
)

TODAY = date(2026, 11, 20)
#: district 1 > department 2, street 4 > office 5
CHART = Chart(
    [
        Body(1, "D", BodyKind.DISTRICT, "区"),
        Body(2, "UMB", BodyKind.DEPARTMENT, "城管局", parent=1),
        Body(4, "S01", BodyKind.STREET, "街道", parent=1),
        Body(5, "S01-OFF04", BodyKind.OFFICE, "执法办", parent=4),
    ]
)


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def leave(person: int, first: int, back: int, stand_in: int | None = None) -> Leave:
    return Leave(person, day(first), day(back), stand_in)


@pytest.mark.parametrize(
    ("first", "back", "on", "is_away"),
    [(0, 1, 0, True), (0, 1, 1, False), (1, 3, 0, False), (1, 3, 2, True), (1, 3, 3, False)],
)
def test_the_first_day_back_is_no_day_of_leave(
    first: int, back: int, on: int, is_away: bool
) -> None:
    assert (11 in away_on([leave(11, first, back)], day(on))) is is_away


@pytest.mark.parametrize(
    ("away", "in_place_of_11"),
    [
        ({}, 11),
        ({12: 11}, 11),
        ({11: None}, None),
        ({11: 12}, 12),
        ({11: 12, 12: 13}, 13),
        ({11: 12, 12: 13, 13: 14}, 14),
        ({11: 12, 12: None}, None),
        ({11: 12, 12: 11}, None),
        ({11: 12, 12: 13, 13: 12}, None),
    ],
)
def test_the_chain_of_stand_ins(away: dict[int, int | None], in_place_of_11: int | None) -> None:
    assert stand_in_of(11, away) == in_place_of_11


HEAD, CLERK, OFFICE_HEAD = Held(11, "head", 4), Held(12, "clerk", 4), Held(13, "head", 5)
AWAY_OFFICER = Held(14, "clerk", 2)


@pytest.mark.parametrize(
    ("away", "filled"),
    [
        ({}, [HEAD, CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        ({11: 12}, [Held(12, "head", 4), CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        ({11: None}, [CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        # The street is above its office, not the other way round; a department is neither.
        ({13: 12}, [HEAD, CLERK, Held(12, "head", 5), AWAY_OFFICER]),
        ({11: 13}, [CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        ({11: 14}, [CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        # Somebody who holds no post any more.
        ({11: 99}, [CLERK, OFFICE_HEAD, AWAY_OFFICER]),
        # Over two stand-ins, and into a circle.
        ({13: 11, 11: 12}, [Held(12, "head", 4), CLERK, Held(12, "head", 5), AWAY_OFFICER]),
        ({11: 12, 12: 11}, [OFFICE_HEAD, AWAY_OFFICER]),
    ],
)
def test_posts_as_they_are_filled(away: dict[int, int | None], filled: list[Held]) -> None:
    assert in_place([HEAD, CLERK, OFFICE_HEAD, AWAY_OFFICER], away, CHART) == filled


def known(
    *,
    others: tuple[Leave, ...] = (),
    own: tuple[Held, ...] = (HEAD,),
    stand_ins: tuple[Held, ...] = (CLERK,),
) -> Known:
    return Known(TODAY, others, own, stand_ins, {"auditor"}, CHART)


def codes(asked: Leave, facts: Known) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in leave_faults(asked, facts)]


@pytest.mark.parametrize(
    ("asked", "facts", "wrong"),
    [
        (leave(11, 0, 1), known(), []),
        (leave(11, 0, 1, 12), known(), []),
        (leave(11, 0, 366, 12), known(), []),
        (leave(11, -1, 1), known(), [("from_on", "leave.in_the_past")]),
        (leave(11, 2, 2), known(), [("until_on", "leave.back_before_away")]),
        (leave(11, 2, 1), known(), [("until_on", "leave.back_before_away")]),
        (leave(11, 0, 367), known(), [("until_on", "leave.too_long")]),
        (leave(11, 0, 3), known(others=(leave(11, 2, 4),)), [("from_on", "leave.overlaps")]),
        # Back on the third, away again from the third: no overlap.
        (leave(11, 0, 3), known(others=(leave(11, 3, 4),)), []),
        (leave(11, 0, 1, 11), known(), [("stand_in", "leave.stand_in_self")]),
        (leave(11, 0, 1, 99), known(stand_ins=()), [("stand_in", "leave.stand_in_elsewhere")]),
        (
            leave(11, 0, 1, 14),
            known(stand_ins=(AWAY_OFFICER,)),
            [("stand_in", "leave.stand_in_elsewhere")],
        ),
        (
            leave(11, 0, 1, 13),
            known(stand_ins=(OFFICE_HEAD,)),
            [("stand_in", "leave.stand_in_elsewhere")],
        ),
        (leave(13, 0, 1, 12), known(own=(OFFICE_HEAD,)), []),
        (leave(11, 0, 1, 15), known(stand_ins=(Held(15, "head", 1),)), []),
        # Two levels up is too far.
        (
            leave(13, 0, 1, 15),
            known(own=(OFFICE_HEAD,), stand_ins=(Held(15, "head", 1),)),
            [("stand_in", "leave.stand_in_elsewhere")],
        ),
        # Every one of the person's bodies counts.
        (
            leave(11, 0, 1, 12),
            known(own=(HEAD, Held(11, "head", 2))),
            [("stand_in", "leave.stand_in_elsewhere")],
        ),
        (
            leave(11, 0, 1, 12),
            known(own=(Held(11, "auditor", 4),)),
            [("stand_in", "leave.roles_apart")],
        ),
        (leave(11, 0, 1, 12), known(own=(Held(11, "auditor", 4),),
                                    stand_ins=(Held(12, "auditor", 4),)), []),
        # Everything wrong is said at once.
        (
            leave(11, -5, -5, 11),
            known(),
            [
                ("from_on", "leave.in_the_past"),
                ("until_on", "leave.back_before_away"),
                ("stand_in", "leave.stand_in_self"),
            ],
        ),
    ],
)  # fmt: skip
def test_which_leaves_are_refused(asked: Leave, facts: Known, wrong: list[tuple[str, str]]) -> None:
    assert codes(asked, facts) == wrong


def test_a_fault_names_the_value_and_what_it_runs_into() -> None:
    (fault,) = leave_faults(leave(11, 0, 3), known(others=(leave(11, 2, 4),)))
    assert fault.value == "2026-11-20"
    assert fault.params == {"from": "2026-11-22", "until": "2026-11-24"}


PEOPLE = st.integers(1, 7)


@given(st.dictionaries(PEOPLE, st.none() | PEOPLE), PEOPLE)
def test_a_stand_in_is_there_or_nobody(away: dict[int, int | None], person: int) -> None:
    found = stand_in_of(person, away)
    assert found is None or found not in away
    assert (found == person) == (person not in away)


@given(
    st.dictionaries(PEOPLE, st.none() | PEOPLE),
    st.lists(
        st.builds(Held, PEOPLE, st.sampled_from(["head", "clerk"]), st.sampled_from([1, 2, 4, 5]))
    ),
)
def test_no_role_appears_or_doubles_and_nobody_away_fills_one(
    away: dict[int, int | None], held: list[Held]
) -> None:
    filled = in_place(held, away, CHART)
    assert len(filled) <= len(held)
    assert not {one.person for one in filled} & set(away)
    places = [(one.role, one.body) for one in held]
    for one in filled:
        places.remove((one.role, one.body))
        own = {other.body for other in held if other.person == one.person}
        assert any(CHART.is_under(one.body, body) for body in own)
