"""菜单: the one list of what stands in the left menu, and what the page head says.

An entry shows when its page exists and the person's actor may do its action.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.apps.cases.lists.glance import glance
from huying.apps.organisations import queries as organisations
from huying.apps.organisations.queries import DistrictNames
from huying.domain.kernel.actor import Post
from huying.domain.kernel.bodies import Body
from huying.platform import calendars, clock, policy
from huying.platform.pages.dates import local
from huying.platform.pages.menu import Entry, ShellFacts
from huying.platform.pages.words import is_chinese

WORK, BASIS, RESULT = "", _("依据"), _("结果")

MENU: Final = (
    Entry(WORK, "home", _("首页"), "home", "home.view", go="h", in_bar=True),
    Entry(WORK, "case-new", _("来电登记"), "phone", "case.create", in_bar=True),
    Entry(WORK, "placing", _("待定位"), "pin-off", "place.queue", count="to_place", go="p"),
    Entry(WORK, "dispatching", _("待派单"), "inbox", "dispatch.queue", count="to_dispatch", go="d"),
    Entry(WORK, "case-list", _("案件"), "folder", "case.list", go="c", in_bar=True),
    Entry(WORK, "supervision", _("督查清单"), "alert", "supervision.list", go="s"),
    Entry(BASIS, "duty-lists", _("清单"), "list", "duty.list", go="l", in_bar=True),
    Entry(BASIS, "grids", pgettext_lazy("many", "网格"), "map", "grid.view"),
    Entry(BASIS, "procedures", _("流程"), "document", "duty.list"),
    Entry(RESULT, "rates", _("三率与考核"), "chart", "rates.view", go="r"),
    Entry(RESULT, "exclusions", _("剔除申请"), "filter", "exclusion.list"),
    Entry(RESULT, "programme", _("民呼我应"), "star", "rates.view"),
    Entry(RESULT, "import", _("批量导入"), "upload", "import.cases"),
    Entry(RESULT, "audit", _("留痕核验"), "check-circle", "audit.view"),
)


def may(request: HttpRequest, action: str) -> bool:
    """May this person do this somewhere at all? The page itself asks again with its scope."""
    actor = getattr(request, "actor", None)
    return actor is not None and bool(policy.may(actor, action))


def facts(request: HttpRequest) -> ShellFacts:
    """District and day, and for staff their name, first post and what waits for them.

    Two statements for staff: who they are has been read, the rest comes with the stamp.
    """
    user: Any = getattr(request, "user", None)
    today = local(clock.now()).date()
    is_workday = calendars.calendar_on(today).is_workday(today)
    if user is None or not user.is_authenticated:
        names = _district(0, 0)
        return ShellFacts(names.zh, names.en, is_workday=is_workday)
    seen = glance(user.district_id, user.pk, with_queues=may(request, "place.queue"))
    names = _district(user.district_id, seen.stamp)
    post = _first_post(request)
    body = _body_of(user.district_id, post, seen.stamp) if post else None
    return ShellFacts(
        district_zh=names.zh,
        district_en=names.en,
        person=user.name,
        post=_role_name(post.role) if post else "",
        body_zh=body.name_zh if body else "",
        body_en=body.name_en if body else "",
        is_workday=is_workday,
        message_count=seen.unread,
        counts={"to_place": seen.to_place, "to_dispatch": seen.to_dispatch},
    )


@lru_cache(maxsize=8)
def _district(district_id: int, _stamp: int) -> DistrictNames:
    """The district of the person; for residents the first one of this installation."""
    found = organisations.districts()
    mine = next((one for one in found if one.id == district_id), None)
    return mine or (found[0] if found else DistrictNames(0, "", ""))


def _first_post(request: HttpRequest) -> Post | None:
    posts: tuple[Post, ...] = getattr(request, "actor").posts  # noqa: B009 (set by middleware)
    return posts[0] if posts else None


def _body_of(district_id: int, post: Post, stamp: int) -> Body | None:
    chart = organisations.chart(district_id, under=stamp)
    return chart.body(post.body) if post.body in chart else None


def _role_name(code: str) -> str:
    role = policy.access().roles.get(code)
    if role is None:
        return ""
    return role.zh if is_chinese() else role.en
