"""Dates, numbers and marked data, as people write them in both languages."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from huying.domain.kernel.refusal import Refusal
from huying.platform.pages import dates, numbers, refusals, words

NOW = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 2, 40, tzinfo=UTC)
OTHER_YEAR = datetime(2025, 1, 5, 16, 0, tzinfo=UTC)

MOMENTS = [
    ("zh-hans", dates.list_moment, DUE, "11-26 10:40"),
    ("en", dates.list_moment, DUE, "26 Nov 10:40"),
    ("zh-hans", dates.list_moment, OTHER_YEAR, "2025-01-06 00:00"),
    ("en", dates.list_moment, OTHER_YEAR, "6 Jan 2025 00:00"),
    ("zh-hans", dates.near_moment, NOW, "10:26"),
    ("zh-hans", dates.sentence_moment, DUE, "11 月 26 日（周四）10:40"),
    ("en", dates.sentence_moment, DUE, "Thu 26 Nov, 10:40"),
    ("zh-hans", dates.sentence_moment, OTHER_YEAR, "2025 年 1 月 6 日（周一）00:00"),
]


@pytest.mark.parametrize(("language", "form", "moment", "text"), MOMENTS)
def test_moments(language, form, moment, text) -> None:
    with translation.override(language):
        assert form(moment, now=NOW) == text


def test_head_says_date_weekday_and_time() -> None:
    with translation.override("zh-hans"):
        assert dates.head_moment(NOW) == "11 月 20 日 周五 10:26"
    with translation.override("en"):
        assert dates.head_moment(NOW) == "Fri 20 Nov 10:26"


@pytest.mark.parametrize(
    ("given", "text"), [(3161, "3,161"), (0, "0"), (None, "—"), (1142.6, "1,142.6")]
)
def test_thousands(given, text) -> None:
    assert numbers.thousands(given) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(3104, 3161, "98.2%"), (1, 0, "—"), (None, 5, "—"), (0, 5, "0.0%")]
)
def test_rate_of_nothing_is_a_dash(part, whole, text) -> None:
    assert numbers.rate(part, whole) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [("13905174482", "139 0517 4482"), ("138****2206", "138****2206"), ("12345", "12345")],
)
def test_phone(given, text) -> None:
    assert numbers.phone(given) == text


def test_data_says_that_it_is_chinese_only_in_other_languages() -> None:
    with translation.override("en"):
        assert words.zh("柳桥<街道>") == '<span lang="zh-Hans">柳桥&lt;街道&gt;</span>'
        assert words.zh("") == ""
    with translation.override("zh-hans"):
        assert words.zh("柳桥<街道>") == "柳桥&lt;街道&gt;"


def test_sentence_escapes_everything_but_marked_data() -> None:
    with translation.override("en"):
        text = words.sentence("%(who)s signed <b>%(note)s", who=words.zh("柳桥"), note="<i>")
    assert text == '<span lang="zh-Hans">柳桥</span> signed &lt;b&gt;&lt;i&gt;'


def test_refusal_is_read_from_the_reviewed_texts(tmp_path, monkeypatch) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "refusals.toml").write_text(
        '[late]\nzh = "还差：{what}"\nen = "Missing: {what} {other}"\n', "utf-8"
    )
    monkeypatch.setenv("HUYING_RULES_DIR", str(tmp_path))
    refusal = Refusal("late", params={"what": "检测<结果>"})
    with translation.override("zh-hans"):
        assert refusals.words(refusal) == "还差：检测&lt;结果&gt;"
        assert refusals.words(Refusal("unknown")) == "现在不能这样做"
    with translation.override("en"):
        assert "lang=" in refusals.words(refusal)
        assert refusals.words(refusal).endswith("{other}")
