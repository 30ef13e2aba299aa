"""Invented values for the style page; one moment, Friday 2026-11-20 10:26, as in the pictures."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.platform.pages import clocks
from huying.platform.pages import parts as p
from huying.platform.pages.forms import PhoneField
from huying.platform.pages.table import Order, Page
from huying.platform.pages.words import sentence, zh

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 20, 10, 26, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def chips() -> dict[str, clocks.ClockView]:
    """One chip of each of the six states."""
    d = clocks.duration
    return {
        "running": clocks.running_clock(at(20, 14, 0), d(124, "work_hour"), now=NOW),
        "soon": clocks.running_clock(at(20, 10, 50), d(24, "hour"), now=NOW, is_soon=True),
        "late": clocks.late_clock(at(19, 15, 10), d(286, "work_hour"), now=NOW),
        "paused": clocks.paused_clock(at(19, 10, 26), now=NOW, reason=_("等居民，最长 3 天")),
        "kept": clocks.kept_clock(at(19, 15, 2), d(180, "hour"), now=NOW),
        "broken": clocks.broken_clock(at(18, 16, 45), d(35, "hour"), now=NOW),
    }


def states() -> list[tuple[str, list[tuple[str, str]]]]:
    """Tags of a case by tone; whistles apart, because only danger to life is red."""
    return [
        (_("等"), [("reported", _("待立案")), ("filed", _("待派单")), ("waiting", _("等居民"))]),
        (_("办"), [("handling", _("办理中")), ("rework", _("返工")), ("active", _("待反馈"))]),
        (
            _("另人看"),
            [("verifying", _("待核查")), ("ruling", _("等裁定")), ("deferred", _("挂账"))],
        ),
        (_("收"), [("visiting", _("待回访")), ("closed", _("已结案"))]),
        (
            _("不办"),
            [("declined", _("不予受理")), ("withdrawn", _("已撤回")), ("merged", _("已并单"))],
        ),
    ]


def steps() -> list[p.Step]:
    names = [_("收集"), _("立案"), _("派单"), _("办理"), _("反馈"), _("核查"), _("回访结案")]
    notes = ["11-17 09:52", "11-17 10:20", "11-17 10:40", _("第 4 天"), "", _("街道核查"), ""]
    marks = ["done"] * 3 + ["now"] + ["todo"] * 3
    return [p.Step(*parts) for parts in zip(names, marks, notes, strict=True)]


def owed() -> list[p.ObligationRow]:
    chip = chips()
    return [
        p.ObligationRow(
            _("主办"),
            zh("区城市管理局"),
            _("查实、整改、答复居民"),
            chip["running"],
            _("签收、先行联系均按时"),
        ),
        p.ObligationRow(
            _("协办"),
            zh("区生态环境分局"),
            _("油烟检测，结果报主办"),
            chip["soon"],
            _("今天联合检查时采样"),
            "grey",
        ),
        p.ObligationRow(
            _("配合"), zh("柳桥街道"), _("现场核查、劝导整改"), chip["kept"], "", "grey"
        ),
        p.ObligationRow(
            _("执法哨"),
            sentence(_("%(n)s 家单位"), n=3),
            _("到现场联合检查"),
            chip["late"],
            "",
            "teal",
        ),
    ]


def history() -> list[p.TimelineRow]:
    who = zh("区城市管理局 · 韩璐")
    return [
        p.TimelineRow(
            at(20, 9, 14), zh("柳桥街道 · 孟晓"), _("吹执法哨，请三家单位到现场联合检查"),
            detail=_("依据 清单 07001；到场限 2 工时"), kind="whistle",
        ),
        p.TimelineRow(at(19, 16, 10), who, _("反馈结果"), extra=_("附件 2 份")),
        p.TimelineRow(at(17, 11, 20), who, _("更正上一条：联系时间"), kind="correction"),
        p.TimelineRow(at(17, 11, 5), who, _("签收"), extra=_("按时（限 2 工时）")),
    ]  # fmt: skip


def citations() -> list[p.CitationRow]:
    return [
        p.CitationRow(
            _("清单"), _("有"), _("07001 列为主办"), _("属地管理事项清单 2026-2 版，立案时锁定")
        ),
        p.CitationRow(_("职权"), _("无"), _("赋权已于 2026-07-01 收回"), "", is_good=False),
        p.CitationRow(_("人力"), _("不够"), _("持证 1 人，处罚须 2 人"), "", is_good=False),
    ]


def candidates() -> list[p.Candidate]:
    return [
        p.Candidate(
            "05006", "供暖不热", percent=94, reasons=("暖气", "不热", "15 度"), code="05006"
        ),
        p.Candidate("12002", "独居、高龄老人关爱", percent=41, reasons=("82 岁",), code="12002"),
    ]


def checks() -> list[p.CheckRow]:
    return [
        p.CheckRow("guarded", _("现场已围挡警示，有人看守"), "", True, True),
        p.CheckRow("owner_found", _("按井盖字样和管线找到权属单位"), "", True),
        p.CheckRow("two_officers", _("两名持证人员到场"), zh("行政处罚法第四十二条")),
    ]


def tabs() -> list[p.Tab]:
    return [
        p.Tab(_("全部在办"), "?view=open", 612, is_current=True),
        p.Tab(_("快到期"), "?view=soon", 38),
        p.Tab(_("已超时"), "?view=late", 11),
    ]


def uploads() -> list[p.UploadRow]:
    return [
        p.UploadRow("现场照片1.jpg", "210 KB"),
        p.UploadRow("现场照片2.jpg", "340 KB", "sending"),
        p.UploadRow(
            "录像.mp4", "86 MB", "failed", _("超过 20 MB，请压缩后再传；文件还在您的设备上")
        ),
    ]


def league() -> list[p.LeagueRow]:
    return [
        p.LeagueRow(zh("区市场监督管理局"), 175, 196, 84.1, 93.0, _("第 1–3 名"), "↑ 1.2"),
        p.LeagueRow(
            zh("区城市管理局"), 226, 276, 76.9, 86.0, _("第 4–7 名"), "↓ 2.6", is_current=True
        ),
        p.LeagueRow(zh("区文化和旅游局"), 11, 13, 57.8, 95.7),
    ]


def plan() -> p.MapView:
    """Nine grids, one chosen, a pin in it."""
    areas = [
        p.MapArea(f"M{x} {y}h100v60h-100z", f"{x}-{y}", step=(x // 100 + y // 60) % 6)
        for y in (0, 60, 120) for x in (0, 100, 200)
    ]  # fmt: skip
    areas += [
        p.MapArea("M0 0h200v180H0z", kind="street"),
        p.MapArea("M100 60h100v60h-100z", kind="selected"),
    ]
    points = [
        p.MapPoint(150, 95, sentence(_("本件：%(place)s"), place=zh("柳桥路 66 号"))),
        p.MapPoint(250, 40, _("已超时的一件"), "late"),
        p.MapPoint(50, 140, _("一声哨"), "whistle"),
    ]
    return p.MapView(
        _("案件位置"), "0 0 300 180", areas, points, 1.0, [_("颜色越深件数越多：0 至 10 件")]
    )


class SampleForm(forms.Form):
    """A form in every state."""

    phone = PhoneField(label=gettext_lazy("手机号"))
    place = forms.CharField(
        label=gettext_lazy("在哪里"), help_text=gettext_lazy("写小区、楼号或路口，也可以在地图上点")
    )
    free = forms.CharField(label=gettext_lazy("方便的时间"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[("help", gettext_lazy("求助")), ("complaint", gettext_lazy("投诉"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=gettext_lazy("可以短信告诉我进度"), required=False)


class SampleFilter(forms.Form):
    """A filter row."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[("", gettext_lazy("在办（7 种）")), ("handling", gettext_lazy("办理中"))],
        required=False,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("来源"), choices=[("", gettext_lazy("全部来源"))], required=False
    )
    q = forms.CharField(label=gettext_lazy("关键词"), required=False)


def rows() -> list[dict[str, Any]]:
    chip = chips()
    titles = [
        "织坊路 41 号院消防通道被铁门锁死",
        "鼓台小学门口井盖缺了一角",
        "书院巷口早点摊占道，学生绕行",
    ]
    places = [
        "网格员 · 织坊街道 · 织坊路社区",
        "12345 · 鼓台街道 · 鼓台社区",
        "电话 · 书院街道 · 文庙社区",
    ]
    items = ["消防通道、疏散通道堵塞", "井盖缺失、破损", "占道经营、流动摊贩"]
    leads = ["区消防救援大队", "区市政工程养护中心", "书院街道"]
    marks = [chip["late"], chip["soon"], chip["running"]]
    names = ("title", "place", "item", "lead", "clock")
    return [
        dict(zip(names, row, strict=True))
        for row in zip(titles, places, items, leads, marks, strict=True)
    ]


def everything(query: Any) -> dict[str, Any]:
    """Context of the style page."""
    wrong = SampleForm({"phone": "1380013", "place": "", "kind": ""}, auto_id="wrong_%s")
    wrong.is_valid()
    return {
        "chips": chips(), "states": states(), "steps": steps(), "owed": owed(),
        "history": history(),
        "citations": citations(), "candidates": candidates(), "checks": checks(), "tabs": tabs(),
        "uploads": uploads(),
        "league": league(), "map": plan(), "wrong": wrong, "form": SampleForm(), "rows": rows(),
        "filter": SampleFilter(query or None), "order": Order("due", ("due_at",)),
        "page": Page(rows(), 20, before="", after="x", first=1, total_words=_("按到期先后")),
        "due": at(26, 10, 40), "moment_now": NOW, "swatches": SWATCHES,
    }  # fmt: skip


SWATCHES = (
    ("ink", "15.6"), ("ink-2", "8.2"), ("ink-3", "5.8"), ("blue", "7.7"), ("green", "7.0"),
    ("amber", "7.4"), ("red", "6.5"), ("violet", "8.5"), ("teal", "7.3"), ("head", "12.9"),
)  # fmt: skip
