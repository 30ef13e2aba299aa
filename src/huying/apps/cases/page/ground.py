"""为什么是这个单位: list, power and staff, live before dispatch and frozen after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.reasons import body_words
from huying.apps.duties.texts import citation_rows, words
from huying.domain.duties import Reply
from huying.platform.pages.parts import CitationRow
from huying.platform.pages.words import sentence


@dataclass(frozen=True, slots=True)
class Ground:
    """The citation card: its title, three answers, the item's page, and whether it is frozen."""

    title: str
    rows: tuple[CitationRow, ...]
    url: str
    version: str
    is_frozen: bool


def ground_of(detail: Detail) -> Ground | None:
    """None while no item has been confirmed."""
    case = detail.case.facts.case
    if not case.case_type or detail.row.state == "archived":
        return None
    dispatched = detail.last("dispatch")
    # After a return the case waits for a new dispatch, which is judged afresh.
    if dispatched and detail.row.state not in ("reported", "filed"):
        rows = frozen_rows(dispatched.event.fields["answers"])
        return Ground(
            _title(detail), rows, item_url(case.case_type), versions(case.list_version), True
        )
    rows = live_rows(detail, case.case_type)
    return Ground(_title(detail), rows, item_url(case.case_type), "", False)


def live_rows(detail: Detail, case_type: str) -> tuple[CitationRow, ...]:
    """The three answers for an item as they are today, at the place of the case."""
    duty = detail.case.facts.duty_answer(case_type, detail.at)
    return citation_rows(duty.list, duty.power, duty.staff, duty.cited.text if duty.cited else "")


def frozen_rows(answers: Mapping[str, Mapping[str, Any]]) -> tuple[CitationRow, ...]:
    """The answers as the dispatch wrote them down."""
    given = {name: Reply(a["verdict"], a["code"], a["params"]) for name, a in answers.items()}
    return citation_rows(given["list"], given["power"], given["staff"])


def versions(label: str) -> SafeString:
    """责任清单 2024-1、属地管理事项清单 2024-1, from what filing wrote down."""
    parts = [part.partition(" ") for part in label.split("; ") if part]
    named = (sentence("%(f)s %(v)s", f=words(f"family.{family}"), v=v) for family, _, v in parts)
    return mark_safe(gettext("、").join(named))  # noqa: S308 (safe parts)


def item_url(case_type: str) -> str:
    try:
        return reverse("duty-item", args=[case_type])
    except NoReverseMatch:
        return ""


def _title(detail: Detail) -> SafeString:
    leads = detail.case.matter.parties.get("lead", ())
    duty = detail.case.facts.duty_answer(at=detail.at)
    lead = leads[0] if leads else duty.lead.id if duty.lead else None
    if lead is None:
        return SafeString(gettext("归谁办"))
    return sentence(gettext("为什么是%(body)s"), body=body_words(detail.chart, lead))
