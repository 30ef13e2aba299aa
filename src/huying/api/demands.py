"""Residents without an account: report a demand, and follow it by number and code."""

from typing import Any, Final

from django.http import HttpRequest
from ninja import Router

from huying.api import document
from huying.api.answers import answer, not_found, plain, told
from huying.api.writing import WRITTEN, BodyOf, open_from
from huying.apps.cases.acts import Opened
from huying.apps.cases.public import proof
from huying.apps.cases.public.next_step import next_step
from huying.apps.cases.public.promise import holder_of, promise_of
from huying.apps.cases.public.story import story_of
from huying.apps.cases.public.viewing import view_of
from huying.domain.kernel.actor import resident
from huying.domain.kernel.ids import parse_number
from huying.platform import clock
from huying.platform.policy import public

#: What a resident may say; the channel is the interface.
TOLD: Final = (
    "demand_kind",
    "text",
    "title",
    "case_type",
    "lon",
    "lat",
    "address",
    "requester_name",
    "requester_phone",
    "is_confidential",
)
CODE_HEADER: Final = "X-Access-Code"
router = Router(tags=["public"])


@router.post(
    "",
    url_name="demand-create",
    openapi_extra=document.body(
        document.fields(TOLD, ("demand_kind", "text")), answers={201: "taken in", **WRITTEN}
    ),
)
@public("residents report without an account", action="public.report")
def create(request: HttpRequest) -> Any:
    """Take in one demand; answers with number and access code."""
    by = resident(proof.district_of_public())
    return open_from(BodyOf(request, TOLD, {"channel": "api"}), by, "pub")


@router.get(
    "/{number}",
    url_name="demand-read",
    openapi_extra={"parameters": [document.CODE]},
)
@public("residents follow their case by number and code", action="public.track")
def read(request: HttpRequest, number: str) -> Any:
    """Promise, holder and steps of a case, for whoever holds its code (header X-Access-Code)."""
    try:
        stored = parse_number(number)
    except ValueError:
        return not_found()
    if not proof.tries_left(request, stored):
        return told(429, "too_many_tries", {"minutes": proof.WINDOW_MINUTES})
    if not proof.is_proven_by(request, stored, request.headers.get(CODE_HEADER, "")):
        return told(404, "number_and_code")
    case = proof.case_by_number(stored, clock.now())
    return answer(_shown(case)) if case else not_found()


def _shown(case: Opened) -> dict[str, Any]:
    view = view_of(case, clock.now())
    promise = promise_of(view)
    return {
        "number": case.row.number,
        "state": case.row.state,
        "title": case.row.case.title,
        "next": plain(next_step(view)),
        "promise": promise
        and {
            "due_at": promise.due,
            "is_late": promise.is_late,
            "is_paused": promise.is_paused,
            "left": promise.left,
        },
        "holder": plain(holder_of(view)),
        "steps": [
            {
                "at": line.at,
                "what": plain(line.what),
                "said": line.said,
                "notes": [plain(note) for note in line.notes],
            }
            for line in story_of(view).lines
        ],
    }
