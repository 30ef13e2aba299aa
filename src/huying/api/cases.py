"""Cases for people with an account: take in, list, read, act. Guarded like the pages."""

from typing import Any, Final, cast

from django.http import HttpRequest
from ninja import Router

from huying.api import document
from huying.api.answers import answer, not_found, told, wrong
from huying.api.bodies import BadBody, body_of, key_of
from huying.api.listing import QUERY, listed
from huying.api.reading import case_read
from huying.api.writing import WRITTEN, Ask, BodyOf, act_from, open_from
from huying.apps.cases.detail import find, read
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.policy import guarded_api

#: What staff and connected systems may say of a new demand.
TOLD: Final = (
    "demand_kind",
    "channel",
    "text",
    "title",
    "case_type",
    "lon",
    "lat",
    "address",
    "requester_name",
    "requester_phone",
    "reported_at",
    "source",
    "source_number",
    "is_confidential",
)
_ACT: Final = {
    "type": "object",
    "properties": {
        "fields": {"type": "object", "description": "the fields the act needs and takes"},
        "answers": {"type": "integer", "description": "id of the promise the act answers"},
        "expected": {"type": "integer", "description": "its version, else the case's"},
    },
    "additionalProperties": False,
}
router = Router(tags=["cases"])


@router.post(
    "",
    url_name="cases-create",
    openapi_extra=document.body(
        document.fields(TOLD, ("demand_kind", "channel", "text")),
        answers={201: "taken in", **WRITTEN},
    ),
)
@guarded_api("case.create")
def create(request: HttpRequest) -> Any:
    """Take in one demand; every wrong field is named at once."""
    return open_from(BodyOf(request, TOLD), _actor(request), "api")


@router.get("", url_name="cases-list", openapi_extra={"parameters": QUERY})
@guarded_api("case.list")
def list_cases(request: HttpRequest) -> Any:
    """Cases one may see, newest first, in pages by cursor."""
    found = listed(request.GET, _actor(request))
    return wrong(found) if isinstance(found, tuple) else answer(found)


@router.get("/{number}", url_name="cases-read")
@guarded_api("case.view")
def read_case(request: HttpRequest, number: str) -> Any:
    """One case: facts, promises, acts one may do now with the reason where not, history."""
    by = _actor(request)
    row = find(by, number)
    return answer(case_read(read(row, by, clock.now()))) if row else not_found()


@router.post(
    "/{number}/acts/{act}",
    url_name="cases-act",
    openapi_extra=document.body(_ACT, answers={200: "done", 404: "no such case", **WRITTEN}),
)
@guarded_api("case.act")
def act(request: HttpRequest, number: str, act: str) -> Any:
    """Do one act of the procedure on a case."""
    by = _actor(request)
    row = find(by, number, "case.act")
    if row is None:
        return not_found()
    try:
        raw = body_of(request) if request.body else {}
    except BadBody as bad:
        return told(bad.status, bad.code, bad.params)
    return act_from(Ask(row, act, raw, key_of(request)), by)


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)
