"""The five figures of a home page; each one opens its list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from huying.apps.cases.lists.figures import Figures
from huying.apps.cases.lists.ground import Ground
from huying.platform.pages.clocks import duration
from huying.platform.pages.dates import weekday
from huying.platform.pages.numbers import thousands


@dataclass(frozen=True, slots=True)
class Tile:
    """数块: name, figure, comparison in words, and the list behind it."""

    label: str
    figure: str
    note: str
    url: str


def tiles(found: Figures, ground: Ground) -> tuple[Tile, ...]:
    """The desk sees what waits for it; everybody else what stands open with them."""
    if "desk" in ground.reader.roles:
        return (
            _today(found, ground),
            _tile(gettext("待定位"), found.to_place, gettext("没写坐标的"), reverse("placing")),
            _tile(gettext("待派单"), found.to_dispatch, _waited(found, ground), "dispatching"),
            _view(gettext("待回访"), found.visit, gettext("核查通过或承诺到期"), "visit"),
            _view(gettext("全区已超时"), found.late, _soon(found), "late"),
        )
    return (
        _view(gettext("在办"), found.open, gettext("我能看到的案件"), "open"),
        _view(gettext("已超时"), found.late, gettext("有责任过了时限"), "late"),
        _view(gettext("快到期"), found.soon, gettext("时限剩四分之一以内"), "soon"),
        _view(gettext("等群众"), found.waiting, gettext("暂停计时，等群众补充"), "waiting"),
        _view(gettext("待回访"), found.visit, gettext("核查通过或承诺到期"), "visit"),
    )


def _tile(label: str, n: int, note: str, url: str) -> Tile:
    return Tile(label, thousands(n), note, url if url.startswith("/") else reverse(url))


def _view(label: str, n: int, note: str, view: str) -> Tile:
    return Tile(label, thousands(n), note, f"{reverse('case-list')}?view={view}")


def _today(found: Figures, ground: Ground) -> Tile:
    told = {"day": weekday(ground.day), "n": thousands(found.week_ago)}
    note = gettext("上%(day)s同一时刻 %(n)s 件") % told
    url = f"{reverse('case-list')}?view=all&period=today"
    return Tile(gettext("今日受理"), thousands(found.today), note, url)


def _waited(found: Figures, ground: Ground) -> str:
    if found.oldest is None:
        return gettext("没有在等的")
    minutes = max(0, int((ground.at - found.oldest).total_seconds() // 60))
    return gettext("最久等了 %(time)s") % {"time": duration(minutes, "hour")}


def _soon(found: Figures) -> str:
    return gettext("另有 %(n)s 件快到期") % {"n": thousands(found.soon)}
