"""Words of every act and state, in both languages; the sentence on top."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from huying.apps.cases.public.happened import Happened
from huying.apps.cases.public.joint import JOINT
from huying.apps.cases.public.next_step import STEPS
from huying.apps.cases.public.telling import TOLD, UNTOLD
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from tests.apps.cases.resident import (
    FILED,
    ROAD,
    at,
    fed_back,
    next_of,
    passed,
    seen,
    signed,
)
from tests.apps.cases.told_events import events_of
from tests.apps.whole.english import chinese_left
from tests.builders import Town, dispatched, do, report


@pytest.fixture
def road(town: Town) -> int:
    return dispatched(town, FILED, ROAD)


def test_every_act_is_told_or_kept_from_the_resident_on_purpose(town: Town) -> None:
    acts = set(newest(town.id, "case", stamp(town.id)).acts)
    assert set(TOLD) | UNTOLD == acts
    assert not set(TOLD) & UNTOLD
    assert set(JOINT) <= acts


# ---- every act in both languages ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_words_of_every_event_are_in_the_readers_language(
    town: Town, road: int, language: str
) -> None:
    view = seen(road, FILED)
    with translation.override(language):
        for telling in (TOLD, JOINT):
            for act, words in telling.items():
                for events, said in events_of(view, act):
                    line = words(Happened(view, events, len(events) - 1, said))
                    assert line, act
                    assert str(line.what).strip(), act
                    if language == "en":
                        html = "".join(f"<p>{x}</p>" for x in (line.what, *line.notes))
                        assert not chinese_left(html), (act, chinese_left(html))
                        assert "%(" not in html


def test_every_state_has_its_sentence(town: Town) -> None:
    assert set(STEPS) == set(newest(town.id, "case", stamp(town.id)).states)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sentence_names_who_and_until_when_all_the_way(town: Town, language: str) -> None:
    matter = report(town, FILED)
    told = [next_of(matter, FILED, language)]
    do(town, "file", town.desk, FILED, matter=matter, on="file", case_type=ROAD)
    told.append(next_of(matter, FILED, language))
    do(town, "dispatch", town.desk, FILED, matter=matter, on="dispatch", helpers=[])
    told.append(next_of(matter, FILED, language))
    signed(town, matter)
    told.append(next_of(matter, FILED, language))
    fed_back(town, matter)
    told.append(next_of(matter, FILED, language))
    passed(town, matter)
    told.append(next_of(matter, FILED, language))
    assert len(set(told)) == len(told)
    assert all(re.search(r"\d\d:\d\d", words) for words in told)
    assert "—" not in "".join(told)
    if language == "en":
        assert not chinese_left("".join(f"<p>{words}</p>" for words in told))


def test_a_late_step_says_so(town: Town) -> None:
    matter = report(town, FILED)
    assert "正在催办" not in next_of(matter, FILED)
    assert "正在催办" in next_of(matter, at("11T10:00"))
