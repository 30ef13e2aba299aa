"""The list browser: families, lines of a list, and the page of one duty item."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from huying.apps.duties import exports, item_page, queries, texts
from huying.apps.duties.forms import AskForm, LineFilter
from huying.apps.duties.queries import ListHead
from huying.apps.organisations import queries as organisations
from huying.domain.duties import DutyItem, DutySet, Family, Policies, rejected_lines
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.pages.table import order_of, page_of
from huying.platform.pages.words import is_chinese
from huying.platform.policy import guarded

_ORDERS = {"line": ("position",), "name": ("name_zh",)}
_ROLED = (Family.RESPONSIBILITY, Family.TERRITORIAL)
_EXPORTS = {
    "csv": ("text/csv; charset=utf-8", exports.csv_bytes),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        exports.xlsx_bytes,
    ),
}


@require_GET
@guarded("duty.list")
def families(request: HttpRequest) -> HttpResponse:
    """Every list family with the version that holds today, its count, and its other versions."""
    today = _today()
    heads = queries.heads(_district(request))
    chart = organisations.chart(_district(request))
    rows = [
        {
            "head": head,
            "url": reverse("duty-lines", args=[head.family]),
            "owner": chart.by_code(head.owner) or head.owner,
            "approver": chart.by_code(head.approver) or head.approver,
            "others": [other for other in heads if other.family == head.family and other != head],
        }
        for head in queries.current_heads(_district(request), today)
    ]
    return render(request, "duties/families.html", {"rows": rows})


@require_GET
@guarded("duty.list")
def lines(request: HttpRequest, family: str) -> HttpResponse:
    """Lines of the version that holds today, filtered, sorted, in pages."""
    head = _head(request, family)
    form = _filter(request, head)
    found = queries.lines(head, form.filters())
    count = found.count()
    total = ngettext("共 %(n)s 行", "共 %(n)s 行", count) % {"n": count}
    order = order_of(request.GET, _ORDERS, "line")
    page = page_of(found, order, request.GET, total)
    chart = organisations.chart(_district(request))
    context = {
        "head": head,
        "name": texts.words(f"family.{family}"),
        "form": form,
        "order": order,
        "page": page,
        "rows": [(line, chart.by_code(line.lead_code), _group_of(line)) for line in page.rows],
        "has_roles": head.family in _ROLED,
        "export_query": request.GET.urlencode(),
    }
    return render(request, "duties/lines.html", context)


@require_GET
@guarded("duty.list")
def export(request: HttpRequest, family: str, kind: str) -> HttpResponse:
    """The filtered lines with all columns of the approved file, as CSV or XLSX."""
    if kind not in _EXPORTS:
        raise Http404
    head = _head(request, family)
    found = queries.lines(head, _filter(request, head).filters()).order_by("position")
    rows = [queries.approved(line) for line in found]
    columns = tuple(rows[0]) if rows else ()
    content_type, write = _EXPORTS[kind]
    body = write(columns, [[row[column] for column in columns] for row in rows])
    response = HttpResponse(body, content_type=content_type)
    name = f"{head.family}-{head.version}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@guarded("duty.list")
def item(request: HttpRequest, case_type: str) -> HttpResponse:
    """One duty item: who does what, limits, powers, versions, and whose it is at a street."""
    district, today = _district(request), _today()
    duties = queries.duty_set(district, today)
    found = duties.item(case_type)
    if found is None:
        raise Http404
    chart = organisations.chart(district)
    context = _item_context(duties, found, district, today) | {
        "ask": _asked(request, case_type, today),
        "roles": item_page.role_rows(duties, found, chart, _policies(district), today),
        "powers": item_page.power_rows(duties, found, chart, today),
    }
    return render(request, "duties/item.html", context)


def _item_context(duties: DutySet, found: DutyItem, district: int, today: date) -> dict[str, Any]:
    cited = duties.citation(found.case_type)
    family = cited.family if cited else found.family
    return {
        "item": found,
        "cited": cited,
        "family": family,
        "family_name": texts.words(f"family.{family}"),
        "major": found.major_zh if is_chinese() else found.major_en,
        "stages": item_page.stage_rows(found),
        "limit": texts.limit_words(found.limit),
        "checklist": duties.checklist(found.case_type),
        "checklists": queries.checklists(district),
        "checklist_since": queries.checklists(district).since(found.case_type, today),
        "versions": [
            (head, head.holds(today)) for head in queries.heads(district) if head.family == family
        ],
    }


def _asked(request: HttpRequest, case_type: str, today: date) -> dict[str, Any]:
    """The question box: its form and, once a street or words are given, the answer."""
    district = _district(request)
    streets = organisations.chart(district).of_kind(BodyKind.STREET)
    is_asked = any(request.GET.get(name) for name in ("street", "on", "text"))
    form = AskForm(request.GET if is_asked else None, streets=streets, initial={"on": today})
    if not is_asked or not form.is_valid():
        return {"form": form}
    on = form.cleaned_data["on"] or today
    given = queries.ask(district, case_type, form.cleaned_data["street"], on)
    line = given.cited.text if given.cited else ""
    duties = queries.duty_set(district, on)
    others = rejected_lines(duties, given, form.cleaned_data["text"])
    return {
        "form": form,
        "on": on,
        "answer": given,
        "citation": texts.citation_rows(given.list, given.power, given.staff, line),
        "rejected": [(other.line_no, texts.reply_words(other)) for other in others],
    }


def _head(request: HttpRequest, family: str) -> ListHead:
    if family not in set(Family):
        raise Http404
    head = queries.current_head(_district(request), Family(family), _today())
    if head is None:
        raise Http404
    return head


def _filter(request: HttpRequest, head: ListHead) -> LineFilter:
    groups = [(code, _group(code, zh, en)) for code, zh, en in queries.groups(head)]
    return LineFilter(request.GET, groups=groups, has_roles=head.family in _ROLED)


def _group(code: str, zh: str, en: str) -> str:
    own = {
        "statutory": gettext("法定职责"),
        "assist": gettext("协助事项"),
        "negative": gettext("负面清单"),
        "minute": gettext("分钟"),
        "hour": gettext("小时"),
        "day": gettext("天"),
        "work_hour": gettext("工时"),
        "work_day": gettext("工作日"),
    }
    return own.get(code) or (zh if is_chinese() or not en else en)


def _group_of(line: Any) -> str:
    return _group(line.group_code, line.group_zh, line.group_en)


def _policies(district: int) -> Policies | None:
    try:
        return queries.policies(district)
    except Refused:
        return None


def _district(request: HttpRequest) -> int:
    district: int = request.user.district_id  # type: ignore[union-attr]
    return district


def _today() -> date:
    return timezone.localtime(clock.now()).date()
