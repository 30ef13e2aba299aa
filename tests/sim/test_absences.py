"""The made-up leaves obey the rules of real ones."""

from __future__ import annotations

from datetime import date
from itertools import count

from huying.domain.kernel.leave import Held, Leave, away_on, in_place
from huying.sim.absences import made_up_absences
from tests.builders import made_up

TODAY = date(2026, 3, 10)


def test_absences_are_of_people_with_a_stand_in_of_their_body_or_none() -> None:
    demo = made_up()
    found = list(made_up_absences(demo, TODAY, count(1).__next__))
    assert len(found) == 6
    held = {p.id: p.holdings[0] for p in demo.people}
    for one in found:
        assert one.from_on < one.until_on
        assert one.stand_in != one.person
        assert one.stand_in is None or held[one.stand_in].body == held[one.person].body


def test_today_one_office_is_led_by_a_stand_in_and_one_by_nobody() -> None:
    demo = made_up()
    leaves = [
        Leave(one.person, one.from_on, one.until_on, one.stand_in)
        for one in made_up_absences(demo, TODAY, count(1).__next__)
    ]
    held = [Held(p.id, h.role, h.body) for p in demo.people for h in p.holdings]
    heads = {demo.chart.body(h.body).code: h.person for h in held if h.role == "head"}
    filled = in_place(held, away_on(leaves, TODAY), demo.chart)
    now = {demo.chart.body(h.body).code: h.person for h in filled if h.role == "head"}
    assert set(heads) - set(now) == {"S03-OFF02"}
    assert [code for code in now if now[code] != heads[code]] == ["S06-OFF07"]


def test_whoever_is_away_today_is_of_an_office_which_owes_nothing_itself() -> None:
    demo = made_up()
    body_of = {p.id: p.holdings[0].body for p in demo.people}
    absences = made_up_absences(demo, TODAY, count(1).__next__)
    away = [one.person for one in absences if one.from_on <= TODAY < one.until_on]
    assert len(away) == 2
    assert all(len(demo.chart.acts_for(body_of[person])) == 2 for person in away)
