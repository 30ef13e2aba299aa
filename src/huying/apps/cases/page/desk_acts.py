"""What the pages of the desk's own acts show beside the form: repeats, a preview, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.correcting import CorrectForm
from huying.apps.cases.forms.desk import AmendForm
from huying.apps.cases.forms.dispatch import FileForm
from huying.apps.cases.forms.joining import MergeForm
from huying.apps.cases.forms.place import AreaForm
from huying.apps.cases.page.amending import chosen_text, correctable
from huying.apps.cases.page.correction import correction_of
from huying.apps.cases.page.links import links_of
from huying.apps.cases.page.merging import consequences
from huying.apps.cases.page.owed import opinions
from huying.apps.cases.page.place import person_of
from huying.apps.cases.page.standing import receiver_of, returned_of

#: Pages that show what may be a repeat.
_LOOKING: Final = ("file", "dispatch", "merge", "absorb")
#: Forms with a layout of their own, and its file.
_LAYOUTS: Final = {
    "correct": "correct",
    "amend": "amend",
    "split": "split",
    "merge": "merge",
    "absorb": "merge",
}


def desk_context(
    detail: Detail, slug: str, form: ActForm | None, sent: Mapping[str, str]
) -> dict[str, Any]:
    """Of the page of one act; {} for acts that are told by their form alone."""
    if form is None:
        return {}
    found: dict[str, Any] = {}
    if slug in _LAYOUTS:
        found["layout"] = f"cases/acts/{_LAYOUTS[slug]}.html"
    if slug in _LOOKING:
        types = (form.chosen,) if isinstance(form, FileForm) and form.chosen else ()
        found["similar"] = links_of(detail, case_types=types).similar
    if slug in _BESIDE:
        found |= _BESIDE[slug](detail)
    if isinstance(form, MergeForm):
        found["consequences"] = consequences(detail, form)
        found["similar"] = tuple(one for one in found["similar"] if one.leads(slug))
        form.offered = [one.near.number for one in found["similar"]]
    if isinstance(form, CorrectForm):
        found |= _correcting(detail, form, sent)
    if isinstance(form, AmendForm):
        found |= _amending(detail, form)
    return found


def is_looked_at(detail: Detail, form: ActForm) -> bool:
    """Has the reader seen what this press would change? Only corrections have to be looked at."""
    if not isinstance(form, CorrectForm):
        return True
    return bool(form.data.get("seen_change") == correction_of(detail, form).seen)


def _correcting(detail: Detail, form: CorrectForm, sent: Mapping[str, str]) -> dict[str, Any]:
    area = str(sent.get("area", ""))
    area_form = AreaForm(sent if area else None, district_id=detail.row.district_id)
    # Here the list of grids is asked for with everything else that was typed.
    area_form.fields["area"].widget.attrs.pop("data-submit-on-change", None)
    found: dict[str, Any] = {"area_form": area_form, "area": area}
    if form.is_bound and form.is_valid():
        found["correction"] = correction_of(detail, form)
    return found


def _amending(detail: Detail, form: AmendForm) -> dict[str, Any]:
    chosen = chosen_text(detail, *form.chosen) if form.chosen else None
    if chosen and not form.is_bound and detail.grant.sees("text"):
        # The text as it reads now, unless something in it was taken out for this reader.
        form.fields["corrected"].initial = chosen[1]
    return {"chosen": chosen, "correctable": () if chosen else correctable(detail)}


def _dispatching(detail: Detail) -> dict[str, Any]:
    """Why the order came back, who keeps it to the end, and what those asked have said."""
    return {
        "returned": returned_of(detail),
        "receiver": receiver_of(detail),
        "opinions": opinions(detail),
    }


def _contact(detail: Detail) -> dict[str, Any]:
    """The person as the reader may see them: masked, never the old number itself."""
    person = person_of(detail)
    return {"asked": ((gettext("现在登记的"), person.words or person.why),)}


_BESIDE: Final = {"dispatch": _dispatching, "correct_contact": _contact}
