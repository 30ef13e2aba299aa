"""待定位: the queue left, right the map to choose a place on; a press places and moves on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail, find, read
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.registry import choice_for, form_of, offered, rule_of
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.queues import PLACING, Queue, queue
from huying.apps.cases.page.choosing import choosing
from huying.apps.cases.reasons import reason
from huying.apps.cases.views.lists import ground_of
from huying.apps.cases.views.press import press
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform.matters.perform import Conflict, KeyReused, NoSuchMatter
from huying.platform.pages.refusals import add_faults, words
from huying.platform.policy import guarded

_ACT = "place"


@require_http_methods(["GET", "POST"])
@guarded("place.queue")
def placing(request: HttpRequest) -> HttpResponse:
    """GET: the queue and the chosen case (`case`, else the first). POST: places it."""
    ground = ground_of(request)
    if request.method == "POST":
        return _placed(request, ground)
    shown = queue(ground, PLACING, "place.queue", request.GET, "waiting")
    number = request.GET.get("case") or (shown.lines[0].number if shown.lines else "")
    if not number:
        return _page(request, ground, shown, None, None)
    detail = _detail(number, ground)
    choice = _choice(detail)
    if choice is None or choice.refusal is not None:
        # Somebody placed it meanwhile: the queue goes on with the next.
        messages.info(request, gettext("这件已经定位，请看下一件"))
        return redirect("placing")
    chosen = choosing(ground, detail, request.GET)
    form = form_of(choice, detail.case, ground.at, asked={"area": chosen.area})
    return _page(request, ground, shown, detail, form)


def _placed(request: HttpRequest, ground: Ground) -> HttpResponse:
    detail = _detail(request.POST.get("case", ""), ground)
    rule = rule_of(detail.case.facts.procedure, _ACT)
    if rule is None:
        raise Http404
    choice = _choice(detail) or Choice(rule, None, None)
    form = form_of(choice, detail.case, ground.at, request.POST)
    status = 422
    try:
        if form.is_valid():
            press(detail, form)
            done = gettext("%(number)s 已定位") % {"number": detail.row.number}
            messages.success(request, done)
            return redirect("placing")
    except Refused as refused:
        _tell(form, refused.refusal, detail)
    except KeyReused:
        form.add_error(None, words(Refusal("key_reused")))
        form.renew(choice)
    except NoSuchMatter as gone:
        raise Http404 from gone
    except Conflict:
        messages.warning(request, gettext("这件刚被别人改过，您选的没有保存"))
        return redirect("case-detail", number=detail.row.number)
    shown = queue(ground, PLACING, "place.queue", request.GET, "waiting")
    return _page(request, ground, shown, detail, form, status=status)


def _detail(number: str, ground: Ground) -> Detail:
    row = find(ground.reader, number)
    if row is None:
        raise Http404
    return read(row, ground.reader, ground.at)


def _choice(detail: Detail) -> Choice | None:
    return choice_for(offered(detail.case, detail.reader, detail.at), _ACT, None)


def _tell(form: ActForm, refusal: Refusal, detail: Detail) -> None:
    if refusal.faults:
        add_faults(form, refusal)
    else:
        form.add_error(None, reason(refusal, detail.case, detail.at))


def _page(
    request: HttpRequest,
    ground: Ground,
    shown: Queue,
    detail: Detail | None,
    form: ActForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"queue": shown, "waited": shown.waited(ground.at)}
    if detail is not None and form is not None:
        sent = request.POST if request.method == "POST" else request.GET
        context |= {"detail": detail, "form": form, "choose": choosing(ground, detail, sent)}
    return render(request, "cases/placing.html", context, status=status)
