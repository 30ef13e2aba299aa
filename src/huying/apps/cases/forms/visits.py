"""The return visit to a resident whose repeat was merged into this case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from huying.apps.cases.forms.answers import VisitForm, first_allowed
from huying.domain.kernel.actor import Actor

#: Done, one more try, or the last one: the answer picks the act.
JOINED_VISITS: Final = ("joined_visit_done", "joined_visit_try", "joined_unreached")


class JoinedVisitForm(VisitForm):
    """回访并案群众: the same questions as of every resident; which one, the promise says."""

    slug = "joined_visit"

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:
        given = self.given()
        if self.cleaned_data["reached"] == "yes":
            return JOINED_VISITS[0], {n: v for n, v in given.items() if n != "tried_how"}
        fields = {n: v for n, v in given.items() if n == "tried_how"}
        return first_allowed(JOINED_VISITS[1:], fields, self, by, at), fields
