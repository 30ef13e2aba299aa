"""The page of messages, and the press that marks them as read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.notifications.notices import mark_read, notices_of, unread
from huying.platform.pages.table import Order, page_of
from huying.platform.policy import guarded
from huying.web.messages.rows import message_rows

_NEWEST = Order("new", ("-at", "-id"))


@require_GET
@guarded("message.list")
def message_list(request: HttpRequest) -> HttpResponse:
    """Messages of this person, newest first."""
    ground = _ground(request)
    mine = notices_of(ground.district_id, ground.reader.person or 0)
    page = page_of(mine, _NEWEST, request.GET)
    context = {
        "page": page,
        "rows": message_rows(page.rows, ground),
        "unread": unread(ground.district_id, ground.reader.person or 0),
    }
    return render(request, "messages/messages.html", context)


@require_POST
@guarded("account.self")
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark all my messages as read; pressing twice does nothing more."""
    ground = _ground(request)
    n = mark_read(ground.district_id, ground.reader.person or 0, ground.at)
    messages.success(request, ngettext("%(n)s 条已读", "%(n)s 条已读", n) % {"n": n})
    return redirect("message-list")


def _ground(request: HttpRequest) -> Ground:
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Ground(Actor(lazy.person, lazy.posts, lazy.district), clock.now())
