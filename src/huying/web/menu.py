"""菜单: the one list of what stands in the left menu, and what the page head says.

An entry shows when its page exists and the person's actor may do its action.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huying.apps.organisations import queries as organisations
from huying.platform import calendars, clock
from huying.platform import policy
from huying.platform.pages.dates import local
from huying.platform.pages.menu import Entry, ShellFacts

WORK, BASIS, RESULT = "", _("依据"), _("结果")

MENU: Final = (
    Entry(WORK, "home", _("首页"), "home", "home.view", go="h", in_bar=True),
    Entry(WORK, "case-new", _("来电登记"), "phone", "case.create", in_bar=True),
    Entry(WORK, "placing", _("待定位"), "pin-off", "placing.view", count="to_place", go="p"),
    Entry(WORK, "case-list", _("案件"), "folder", "case.list", go="c", in_bar=True),
    Entry(BASIS, "duty-lists", _("清单"), "list", "duties.view", go="l", in_bar=True),
    Entry(BASIS, "procedures", _("流程"), "document", "procedures.view"),
    Entry(RESULT, "rates", _("三率与考核"), "chart", "rates.view", go="r"),
    Entry(RESULT, "import", _("批量导入"), "upload", "case.import"),
    Entry(RESULT, "audit", _("留痕核验"), "check-circle", "audit.view"),
)

ROLES: Final = {
    "desk": _("派单员"),
    "clerk": _("经办人"),
    "head": _("单位负责人"),
    "verifier": _("核查员"),
    "visitor": _("回访员"),
    "supervisor": _("督查员"),
    "grid_worker": _("网格员"),
    "community_worker": _("社区工作者"),
    "auditor": _("审计管理员"),
    "security_admin": _("安全管理员"),
    "system_admin": _("系统管理员"),
    "establishment": _("编办"),
}


def may(request: HttpRequest, action: str) -> bool:
    """May this person do this somewhere at all? The page itself asks again with its scope."""
    actor = getattr(request, "actor", None)
    return actor is not None and bool(policy.may(actor, action))


def facts(request: HttpRequest) -> ShellFacts:
    """District, day, and for staff their name, post and body."""
    user = getattr(request, "user", None)
    is_staff = user is not None and user.is_authenticated
    found = organisations.districts()
    district_id = user.district_id if is_staff else 0
    names = next((one for one in found if one.id == district_id), found[0] if found else None)
    today = local(clock.now()).date()
    posts, body = _posts(request) if is_staff else ("", None)
    return ShellFacts(
        district_zh=names.zh if names else "",
        district_en=names.en if names else "",
        person=user.name if is_staff else "",
        post=posts,
        body_zh=body.name_zh if body else "",
        body_en=body.name_en if body else "",
        is_workday=calendars.calendar_on(today).is_workday(today),
    )


def _posts(request: HttpRequest):  # type: ignore[no-untyped-def]
    """The first post in words, and its body."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.posts:
        return "", None
    first = actor.posts[0]
    chart = organisations.chart(actor.district)
    try:
        body = chart.body(first.body)
    except KeyError:
        body = None
    return str(ROLES.get(first.role, "")), body
