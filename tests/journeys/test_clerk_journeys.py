"""部门和街道经办人: checklist and legal ground, more time, a task in a named person's hands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    begin,
    button,
    day,
    fill,
    given,
    grey,
    met,
    open_case,
    picture,
    press,
)

People = Callable[..., Page]

FUMES = "枣园里北门外饭店的油烟直往楼上窜，窗户都不敢开，请管一管。"
HALLWAY = "枣园里 3 号楼楼道堆杂物，旧家具和纸箱堵着楼梯。"
DONE = "到店看过，油烟净化器开着，检测没有超标"
ANSWER = "已请检测单位测过，排放没有超标，依法不能处罚，已劝店家早打烊"
REST = ("开灶时设施在用，有清洗记录", "看排烟口朝向和离窗远近")
LAW = "大气污染防治法第八十一条"


def test_a_department_asks_for_time_and_explains_lawfully(people: People, browsers: People) -> None:
    number = given(people("desk"), browsers(), FUMES, "餐饮油烟扰民", "区城市管理局")
    clerk = people("umb")
    open_case(clerk, number)
    expect(grey(clerk, "反馈办理结果")).to_have_accessible_description(re.compile("还差：.*签收"))
    met(clerk, number, also=("区生态环境分局", "区市场监督管理局"))
    _more_time(clerk, number)
    _nothing_is_lost(clerk, number)


def _more_time(clerk: Page, number: str) -> None:
    """Asked for once, with the date it would lead to; the resident's promise is not moved."""
    begin(clerk, "申请延期")
    expect(clerk.get_by_role("dialog")).to_contain_text("对群众的承诺不变")
    fill(clerk, said={"延长多少": "3 个工作日", "为什么要延期": "检测单位排到下周一"})
    press(clerk, "申请延期")
    expect(clerk.locator("#standing")).to_contain_text("已申请延期")
    expect(grey(clerk, "申请延期")).to_be_visible()
    act(clerk, "完成阶段", said={"这个阶段做了什么": "到店核查，看了净化器和排烟口"})


def _nothing_is_lost(clerk: Page, number: str) -> None:
    """What is missing is told beside its field, all at once; what was typed is still there."""
    begin(clerk, "反馈办理结果")
    fill(clerk, "依法不能办，已解释说明", said={"办理情况": DONE, "给群众的答复": ANSWER})
    fill(clerk, "看是否装了油烟净化设施")
    with clerk.expect_navigation():
        button(clerk, "反馈办理结果").click()
    law = clerk.get_by_label(re.compile("^法律依据"))
    expect(law).to_have_accessible_description(re.compile("还没填"))
    checklist = clerk.get_by_role("group", name="核对清单")
    expect(checklist).to_have_accessible_description(re.compile("必查的还有 2 项没勾"))
    expect(clerk.get_by_label("办理情况")).to_have_value(DONE)
    expect(clerk.get_by_label("给群众的答复")).to_have_value(ANSWER)
    expect(clerk.get_by_label("看是否装了油烟净化设施")).to_be_checked()
    picture(clerk, "checklist")
    fill(clerk, *REST, said={"法律依据": LAW})
    press(clerk, "反馈办理结果")
    expect(clerk.locator("#case-head")).to_contain_text("待核查")


@pytest.mark.req("S2-03", "S4-22")
def test_a_street_hands_a_task_to_a_person_and_defers(people: People, browsers: People) -> None:
    number = given(people("desk"), browsers(), HALLWAY, "楼道堆物", "柳桥街道")
    clerk = people("street")
    met(clerk, number)
    _assigned(clerk, number)
    _worked(people("community", 360, 740), number)
    _read(clerk, number)
    _deferred(clerk, number)


def _assigned(clerk: Page, number: str) -> None:
    begin(clerk, "指派任务")
    task = {"任务": "上门劝 3 号楼住户清走楼道杂物", "完成期限": day(clerk, 2)}
    fill(clerk, said={**task, "承办单位": "何佳"})
    press(clerk, "指派任务")
    expect(clerk.locator("#owed")).to_contain_text("枣园里社区工作站")
    expect(grey(clerk, "反馈办理结果")).to_have_accessible_description(re.compile("还差：.*任务"))


def _worked(worker: Page, number: str) -> None:
    """On a phone, at the door: received, done, told in words."""
    open_case(worker, number)
    act(worker, "接收任务")
    act(worker, "反馈任务结果", said={"任务结果": "清走两户，一户要等儿子月底回来搬"})
    assert worker.evaluate("() => document.scrollingElement.scrollWidth") <= 360


def _read(clerk: Page, number: str) -> None:
    open_case(clerk, number)
    expect(clerk.locator("#history")).to_contain_text("清走两户")


def _deferred(clerk: Page, number: str) -> None:
    """A review date beyond the cap is refused beside the field; then it is asked for."""
    begin(clerk, "申请暂停或挂账")
    plan = {"为什么现在不能办": "一户住户外出", "下一步打算": "月底住户回来，当天上门清走"}
    fill(clerk, "挂账", said={**plan, "复查日期": day(clerk, 400)})
    with clerk.expect_navigation():
        button(clerk, "申请暂停或挂账").click()
    until = clerk.get_by_label(re.compile("^复查日期"))
    expect(until).to_have_accessible_description(re.compile("太晚。这类暂停合计最多 180 天"))
    expect(clerk.get_by_label("下一步打算")).to_have_value(plan["下一步打算"])
    fill(clerk, said={"复查日期": day(clerk, 14)})
    press(clerk, "申请暂停或挂账")
    expect(clerk.locator("#standing")).to_contain_text("已申请暂停")
    expect(clerk.locator("#standing")).to_contain_text("月底住户回来")
