"""Calling the interface in tests: a post with its key, the faults of an answer, odd values."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from django.test import Client

from tests.builders import row

CASES, DEMANDS = "/api/v1/cases", "/api/v1/public/demands"
CALL = {
    "demand_kind": "complaint",
    "channel": "phone",
    "text": "小区北门垃圾成堆",
    "requester_phone": "19900001234",
}
ODD = [
    None,
    True,
    0,
    -1,
    2**53,
    10**18,
    1.5,
    "",
    "\0",
    "a\0b",
    "字" * 20_001,
    [],
    [[1.5]],
    {},
    {"a": {"b": 1.5}},
]
_keys = count(1)


def post(client: Client, address: str, body: Any, key: str | None = "", language: str = "zh-hans"):
    headers = {"accept-language": language}
    if key is not None:
        headers["idempotency-key"] = key or f"test-{next(_keys)}"
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(address, data, content_type="application/json", headers=headers)


def errors(response) -> dict[str, str]:
    assert response.status_code == 422, response.content.decode()
    return {error["field"]: error["code"] for error in response.json()["errors"]}


def act_address(matter: int, act: str) -> str:
    return f"{CASES}/{row(matter).number}/acts/{act}"
