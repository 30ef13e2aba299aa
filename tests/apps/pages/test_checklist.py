"""The checklist of a form: labelled check boxes, and in words what is required."""

import re

from django.template import Context, Template

from huying.platform.pages.parts import CheckRow

ROWS = [
    CheckRow("guarded", "已围挡<b>", "", is_required=True, is_checked=True),
    CheckRow("net_checked", "看防坠网", "城镇排水条例"),
]


def shown(arguments: str) -> str:
    tag = "{% checklist rows 'checked' '核对清单' " + arguments + " %}"
    return Template("{% load huying %}" + tag).render(Context({"rows": ROWS}))


def test_each_line_is_a_labelled_check_box_of_one_field() -> None:
    html = shown("")
    boxes = re.findall(r'<label[^>]* for="([^"]+)"><input type="checkbox" id="([^"]+)"', html)
    assert boxes == [("id_checked_0", "id_checked_0"), ("id_checked_1", "id_checked_1")]
    assert re.findall(r'name="checked" value="(\w+)"( checked)?', html) == [
        ("guarded", " checked"), ("net_checked", ""),
    ]  # fmt: skip
    assert "<legend" in html
    assert "已围挡&lt;b&gt;" in html


def test_what_is_required_is_said_in_words_and_half_a_list_may_be_sent() -> None:
    html = shown("")
    assert html.count("必做") == html.count("视情况") == 1
    assert "城镇排水条例" in html
    assert "required" not in html


def test_hint_and_error_belong_to_the_group() -> None:
    html = shown("'只勾做过的' '还差一项' 'again'")
    assert 'aria-describedby="again_hint again_error"' in html
    assert 'id="again_hint"' in html
    assert 'id="again_error"' in html
    assert "field--wrong" in html
    assert "aria-describedby" not in shown("")
