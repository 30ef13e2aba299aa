"""Suggestions say why, and long texts are no trouble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.duties import DutySet, suggest
from huying.domain.duties.suggest import NAME_FACTOR, UNIT
from tests.domain.duties.published import duties


@pytest.mark.parametrize(
    ("text", "case_type", "word"),
    [
        ("小学门口井盖丢了，孩子差点掉下去", "03001", "井盖"),
        ("楼下饭店油烟直排，晚上开不了窗", "07001", "油烟"),
        ("菜市场后面堆了一大堆建筑垃圾", "01003", "建筑垃圾"),
        ("家里暖 气　不 热，只有十四度", "05006", "暖气不热"),
        ("小区门口共享单车堆得走不过去", "08002", "共享单车"),
        ("邻居家电动车推进楼道充电", "09002", "楼道充电"),
    ],
)
def test_words_lead_to_the_type(text: str, case_type: str, word: str) -> None:
    best = suggest(duties(), text)[0]
    assert best.case_type == case_type
    assert word in best.words


def test_the_points_of_the_words_are_the_score() -> None:
    for found in suggest(duties(), "工地夜间施工噪音大，睡不着，尘土飞扬", top=10):
        assert len(found.words) == len(found.points)
        assert sum(found.points) == found.score > 0
        assert list(found.points) == sorted(found.points, reverse=True)


def test_a_shared_word_says_less_and_a_name_more() -> None:
    shared = [item.case_type for item in duties().items.values() if "合租" in item.keywords]
    assert shared == ["06010"]
    found = suggest(duties(), "合租")[0]
    assert found.score == UNIT * 4
    assert suggest(duties(), "存量违法建设")[0].score >= UNIT * 36 * NAME_FACTOR


def test_no_word_no_suggestion() -> None:
    assert suggest(duties(), "") == ()
    assert suggest(duties(), "qwerty 12345") == ()
    assert suggest(DutySet([]), "井盖") == ()


def test_equal_points_fall_in_the_order_of_codes() -> None:
    found = suggest(duties(), "垃圾桶满 公厕 树倒", top=144)
    ranks = [(-each.score, each.case_type) for each in found]
    assert ranks == sorted(ranks)


@given(st.text(max_size=300), st.integers(0, 5))
def test_any_text_gives_at_most_top_and_always_the_same(text: str, top: int) -> None:
    found = suggest(duties(), text, top)
    assert len(found) <= top
    assert found == suggest(duties(), text, top)


def test_a_long_text_reads_like_a_short_one() -> None:
    long = "我反映一个情况" * 2000 + "路灯不亮"
    assert len(long) > 13_000
    assert [found.words for found in suggest(duties(), long)] == [
        found.words for found in suggest(duties(), "我反映一个情况路灯不亮")
    ]
