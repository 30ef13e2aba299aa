"""另立的诉求: the parts a resident's demand was split into, each with its number and code."""

from __future__ import annotations

from dataclasses import dataclass

from huying.apps.cases.links import SPLIT, linked_to
from huying.apps.cases.public.story import Story
from huying.apps.cases.public.viewing import View
from huying.apps.cases.services import access_code
from huying.platform.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Part:
    """A part's number and access code: the same resident holds them."""

    number: str
    code: str


def parts_of(view: View, story: Story) -> tuple[Part, ...]:
    """The parts the desk made; no statement where nothing was split.

    Only those of a `split` of this very case: a case that merely names this one as its parent may
    be another resident's.
    """
    split = {e.at for e in story.events if e.act == "split" and e.matter == view.own.row.id}
    if not split:
        return ()
    district, matter = view.own.row.district_id, view.own.row.id
    linked = linked_to(district, matter)
    ids = [
        one.matter for one in linked if one.kind == SPLIT and not one.is_from and one.at in split
    ]
    numbers = Matter.objects.filter(id__in=ids).order_by("id").values_list("number", flat=True)
    return tuple(Part(number, access_code(district, number)) for number in numbers)
