"""Pages of procedures: the list, one procedure with diagram and manual, the diagram as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.domain.procedure.drawing import diagram, manual, say, svg
from huying.domain.procedure.model import Procedure, Text
from huying.platform.pages.words import is_chinese
from huying.platform.policy import guarded
from huying.web.procedures.reading import find, moves_of, party_words, published, words


@require_GET
@guarded("duty.list")
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure in force; the only one opens by itself."""
    found = published(_district(request))
    if len(found) == 1:
        return redirect("procedure", code=found[0].code)
    named = [(one, say(one.title, _language())) for one in found]
    return render(request, "procedures/procedures.html", {"procedures": named})


@require_GET
@guarded("duty.list")
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """State diagram, promises and step-by-step manual, generated from the data it runs on."""
    found = _found(request, code)
    title = say(found.title, _language())
    context: dict[str, Any] = {
        "procedure": found,
        "name": title,
        # Everything in it was escaped where it was drawn.
        "picture": mark_safe(_drawn(found)),  # noqa: S308
        "chapters": manual(found, moves_of(found), _language(), words()),
        "promises": _promises(found),
        "basis": gettext("、").join(found.basis),
    }
    return render(request, "procedures/procedure.html", context)


@require_GET
@guarded("duty.list")
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """The state diagram as an SVG file in the language of the page."""
    found = _found(request, code)
    response = HttpResponse(_drawn(found), content_type="image/svg+xml; charset=utf-8")
    name = f"{found.code}-{found.version}.svg"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _drawn(found: Procedure) -> str:
    language = _language()
    title = gettext("%(name)s状态图") % {"name": say(found.title, language)}
    return svg(diagram(found, moves_of(found), language), title=title)


def _promises(found: Procedure) -> list[tuple[str, str, str]]:
    """(what is owed, by whom, to whom)."""
    parties, language = party_words(), _language()

    def named(code: str) -> str:
        return say(parties.get(code, Text(code, code)), language)

    return [
        (say(rule.label, language), named(rule.debtor), named(rule.creditor))
        for rule in found.obligations.values()
    ]


def _found(request: HttpRequest, code: str) -> Procedure:
    found = find(_district(request), code)
    if found is None:
        raise Http404
    return found


def _language() -> str:
    return "zh" if is_chinese() else "en"


def _district(request: HttpRequest) -> int:
    district: int = request.user.district_id  # type: ignore[union-attr]
    return district
