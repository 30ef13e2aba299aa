"""What merging two cases will do, told before it is done."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.joining import AbsorbForm, MergeForm
from huying.domain.kernel.ids import id_of_number
from huying.domain.procedure.matter import Obligation
from huying.platform.matters import rows
from huying.platform.matters.models import Obligation as ObligationRow
from huying.platform.pages.dates import list_moment
from huying.platform.pages.words import sentence


def consequences(detail: Detail, form: MergeForm) -> tuple[SafeString, ...]:
    """Which case ends, whose promise stays until when, and who is visited by whom."""
    if isinstance(form, AbsorbForm):
        ends = gettext("那一件结束，记为“已并案”，以后只在这一件办")
        return (sentence(ends), *_of_resident(detail, *_other(detail, form)))
    own = [o for o in detail.case.matter.obligations if o.kind == "promise"]
    ends = gettext("这一件结束，记为“已并案”，以后只在主案办")
    is_reachable = detail.case.facts.case.is_reachable
    return (sentence(ends), *_of_resident(detail, own[-1] if own else None, is_reachable))


def _of_resident(
    detail: Detail, promise: Obligation | None, is_reachable: bool | None
) -> tuple[SafeString, ...]:
    if promise is None and is_reachable is not None:
        kept = sentence(gettext("还没立案的件，承诺从并案时起算，由主案欠着"))
    elif promise is None or promise.due_at is None:
        text = gettext("对这位群众的承诺由主案接着欠：原来的日期不变，还没立案的从并案时起算")
        kept = sentence(text)
    else:
        due = list_moment(promise.due_at, now=detail.at)
        kept = sentence(gettext("对这位群众的承诺仍是 %(due)s 前，由主案接着欠"), due=due)
    visits = {
        None: gettext("留了电话的，主案办完后单独回访"),
        True: gettext("主案办完后，单独回访这位群众"),
        False: gettext("没有留电话，不单独回访"),
    }
    undone = gettext("并错了可以拆出来，恢复独立办理")
    return (kept, sentence(visits[is_reachable]), sentence(undone))


def _other(detail: Detail, form: MergeForm) -> tuple[Obligation | None, bool | None]:
    """Promise of the case named so far, and whether its resident can be reached."""
    try:
        named = id_of_number(form.number)
    except ValueError:
        return None, None
    other = detail.case.facts.other(named)
    if other is None:
        return None, None
    owed = ObligationRow.objects.filter(matter_id=other.matter.id, kind="promise")
    row = owed.order_by("-opened_at", "-id").first()
    return (rows.obligation_value(row) if row else None), other.case.is_reachable
