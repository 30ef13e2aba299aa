"""The token file keeps the ratios of WCAG 2.1 AA: text 4.5, borders and chart marks 3."""

import re
from pathlib import Path

import pytest
from django.apps import apps

CSS = Path(apps.get_app_config("pages").path) / "assets" / "css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", (CSS / "tokens.css").read_text("utf-8")))

TEXT = [
    *[(ink, on) for ink in ("ink", "ink-2", "ink-3") for on in ("card", "bg", "sunk", "head-row")],
    *[(name, "card") for name in ("blue", "green", "amber", "red", "violet", "teal")],
    *[(name, f"{name}-tint") for name in ("blue", "green", "amber", "red", "violet", "teal")],
    *[("ink", f"{name}-tint") for name in ("blue", "green", "amber", "red", "violet", "teal")],
    *[("ink-2", f"{name}-tint") for name in ("blue", "amber", "red", "green")],
    ("blue-dark", "blue-tint"),
    ("card", "blue"),
    ("card", "blue-dark"),
    ("card", "red"),
    ("card", "head"),
    ("head-text", "head"),
    ("blue", "bg"),
    ("red", "bg"),
]
MARKS = [
    ("line-strong", "card"),
    ("line-strong", "bg"),
    ("focus", "head"),
    ("ink", "focus"),
    *[(f"chart-{n}", "card") for n in range(1, 7)],
]
#: Ratios the brief states; a changed colour must be changed there, too.
STATED = [
    ("ink", "card", 15.6),
    ("ink-2", "sunk", 7.0),
    ("ink-3", "sunk", 4.9),
    ("blue", "card", 7.7),
    ("green", "green-tint", 6.1),
    ("amber", "amber-tint", 6.7),
    ("red", "red-tint", 5.7),
    ("violet", "violet-tint", 7.3),
    ("teal", "teal-tint", 6.4),
    ("head-text", "head", 8.5),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "on"), TEXT)
def test_text_can_be_read(ink: str, on: str) -> None:
    assert ratio(ink, on) >= 4.5


@pytest.mark.parametrize(("mark", "on"), MARKS)
def test_borders_and_marks_can_be_seen(mark: str, on: str) -> None:
    assert ratio(mark, on) >= 3


@pytest.mark.parametrize(("one", "other", "stated"), STATED)
def test_ratios_are_those_of_the_brief(one: str, other: str, stated: float) -> None:
    assert ratio(one, other) == pytest.approx(stated, abs=0.1)


@pytest.mark.parametrize("sheet", sorted(p.name for p in CSS.glob("*.css")))
def test_no_colour_is_invented_outside_the_tokens(sheet: str) -> None:
    if sheet in ("tokens.css", "print.css"):
        return
    text = (CSS / sheet).read_text("utf-8")
    steps = re.findall(r"\.area--step\d \{ fill: #[0-9A-F]{6}; \}", text)
    assert len(re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)) == len(steps)
