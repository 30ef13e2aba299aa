"""Single cells of foreign files, and the faults of a mapping profile."""

from datetime import timedelta

import pytest

from huying.domain.cases.intake import (
    ProfileFaults,
    read_moment,
    read_profile,
    tidy_line,
    tidy_text,
)
from huying.domain.worktime import SHANGHAI


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019/2/14  20:00:00", "2019-02-14T20:00:00"),
        ("2019/5/9 9:49:10", "2019-05-09T09:49:10"),
        ("2017-06-08 17:31:20", "2017-06-08T17:31:20"),
        ("2017-06-08T17:31:20.123", "2017-06-08T17:31:20"),
        ("　2019/2/14　20:00 ", "2019-02-14T20:00:00"),
        ("2019年2月14日 20:00", "2019-02-14T20:00:00"),
        ("2019年2月14日20:00", "2019-02-14T20:00:00"),
        ("2019.2.14", "2019-02-14T00:00:00"),
        ("2019-02-14T12:00:00Z", "2019-02-14T20:00:00"),
        ("2019-02-14 12:00:00+00:00", "2019-02-14T20:00:00"),
        ("2019-02-14 15:00:00-0500", "2019-02-15T04:00:00"),
    ],
)
def test_times_as_exports_write_them(text, expected):
    moment = read_moment(text, SHANGHAI)
    assert moment is not None
    assert moment.at.replace(tzinfo=None).isoformat() == expected
    assert moment.at.utcoffset() == timedelta(hours=8)
    assert moment.is_day is ("T00:00:00" in expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2019/2/30", "2019/13/1", "20190214", "43510.8", "14/2/2019"),
        *("2019/2/14 25:00", "2019/2/1420:00", "2019-02-14 20:00:00+99:00"),
    ],
)
def test_what_is_no_time(text):
    assert read_moment(text, SHANGHAI) is None


def test_tidying_keeps_paragraphs():
    assert tidy_text("　　一\t\r\n\r\n\r\n\r\n\xa0二  三 ") == "一\n\n二  三"
    assert tidy_line(" 一\t　二\n三 ") == "一 二 三"


def test_a_profile_names_all_its_faults():
    text = """
    extra = 1
    [profile]
    code = "x"
    zone = "Mars/Olympus"
    [columns]
    mood = "m"
    [values.demand_kind]
    "怒" = "anger"
    [flags]
    maybe = "m"
    """
    with pytest.raises(ProfileFaults) as caught:
        read_profile(text, "x.toml")
    assert {fault.field for fault in caught.value.faults} == {
        "extra",
        "profile.title",
        "profile.source",
        "profile.required",
        "profile.zone",
        "columns.mood",
        "values.demand_kind",
        "flags.maybe",
    }
    with pytest.raises(ProfileFaults, match="import_profile_no_toml"):
        read_profile("= 1")
