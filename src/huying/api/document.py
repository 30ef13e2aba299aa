"""Request bodies in the words of OpenAPI, from the same tables the values are judged by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from huying.domain.cases import codes
from huying.domain.cases.fields import LONGEST_TEXT

_ENUMS: Final[dict[str, list[str]]] = {
    "demand_kind": [str(c) for c in codes.DemandKind],
    "channel": [str(c) for c in codes.Channel],
    "decline_code": [str(c) for c in codes.Decline],
    "exemption_code": [str(c) for c in codes.Exemption],
    "result_code": [str(c) for c in codes.ResultCode],
    "contact_how": sorted(codes.CONTACT_HOW),
    "tried_how": sorted(codes.CONTACT_HOW),
    "solved": sorted(codes.SOLVED),
    "satisfaction": sorted(codes.SATISFACTION),
    "score_of_lead": sorted(codes.GIVEN_SCORE),
    "score_of_street": sorted(codes.GIVEN_SCORE),
}
_BODIES: Final = ("helpers", "observers", "consulted")
_LISTS: Final = ("checked", "dissatisfaction", "children")
_DATES: Final = ("until", "task_due", "outside_due")
_NUMBERS: Final = (*("extra", "corrects", "task_body", "assignee", "done_by"),)
_CASES: Final = ("other", "main", "joined")
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "lon": {"type": ["number", "string"], "description": "degrees, CGCS2000"},
    "lat": {"type": ["number", "string"], "description": "degrees, CGCS2000"},
    "is_confidential": {"type": "boolean"},
    "reported_at": {"type": "string", "format": "date-time"},
    **{name: {"type": "array", "items": {"type": "integer"}} for name in _BODIES},
    **{name: {"type": "array", "items": {"type": "string"}} for name in _LISTS},
    **{name: {"type": "string", "format": "date-time"} for name in _DATES},
    **{name: {"type": "integer"} for name in _NUMBERS},
    **{name: {"type": "string", "description": "number of another case"} for name in _CASES},
    "text": {"type": "string", "maxLength": LONGEST_TEXT},
}
_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "maxLength": 50},
    "description": "The same key with the same body is done once and answered alike.",
}
CODE: Final = {
    "in": "header",
    "name": "X-Access-Code",
    "required": True,
    "schema": {"type": "string"},
    "description": "The six-character code given with the number.",
}


def fields(names: Collection[str], required: Collection[str] = ()) -> dict[str, Any]:
    """An object with these fields of a case."""
    return {
        "type": "object",
        "properties": {name: _field(name) for name in names},
        "required": list(required),
        "additionalProperties": False,
    }


def body(schema: dict[str, Any], *, answers: dict[int, str]) -> dict[str, Any]:
    """`openapi_extra` of an operation that writes: body, key header, and its answers."""
    return {
        "parameters": [_KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {status: {"description": words} for status, words in answers.items()},
    }


def _field(name: str) -> dict[str, Any]:
    if name in _ENUMS:
        return {"type": "string", "enum": _ENUMS[name]}
    return _TYPES.get(name, {"type": "string"})
