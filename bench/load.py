"""Load over HTTP: eight kept connections, each somebody logged in, each asking again at once."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bench.place import HOST

CONNECTIONS = 8
#: Acts go on till every case has had them; this only ends a run that hangs.
_ENOUGH_S = 120.0
#: What a desk clerk types on the telephone; the place comes from the plan.
DEMAND = {
    "demand_kind": "complaint",
    "channel": "phone",
    "title": "小区北门垃圾成堆",
    "text": "小区北门垃圾成堆，三天没有人清，天热气味很大，老人孩子经过都绕着走，请尽快处理。",
    "address": "向阳小区北门外",
    "requester_name": "周小明",
    "requester_phone": "19900001234",
}
CONTACT = {"contact_how": "call", "contact_record": "已电话联系，约定今天下午上门查看。"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Refused(Exception):
    """The product answered something else than was expected."""


class Client:
    """One kept connection with the session of one person."""

    def __init__(self, port: int, login: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self._cookies: dict[str, str] = {}
        page = self._ask("GET", "/login/", None, {})[1].decode()
        found = _TOKEN.search(page)
        if found is None:
            raise Refused("the login page carries no form")
        form = {
            "account": login["username"],
            "password": login["password"],
            "csrfmiddlewaretoken": found.group(1),
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = self._ask("POST", "/login/", urlencode(form).encode(), kind)
        if status != 302 or "sessionid" not in self._cookies:
            raise Refused(f"login as {login['username']} answered {status}")

    def reopen(self) -> None:
        """A new connection with the same session: the server drops those that were idle."""
        self._connection.close()
        self._connection.connect()

    def get(self, path: str) -> Any:
        """A read; Refused unless it answers 200."""
        status, body = self._ask("GET", path, None, {})
        if status != 200:
            raise Refused(f"GET {path}: {status} {body[:300].decode(errors='replace')}")
        return body

    def post(self, path: str, value: Any) -> Any:
        """A write with a key of its own; Refused unless it happens."""
        heads = {
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(16),
            "X-CSRFToken": self._cookies["csrftoken"],
        }
        status, body = self._ask("POST", path, json.dumps(value).encode(), heads)
        if status not in (200, 201):
            raise Refused(f"POST {path}: {status} {body[:300].decode(errors='replace')}")
        return json.loads(body)

    def _ask(
        self, method: str, path: str, body: bytes | None, heads: Mapping[str, str]
    ) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**heads, "Cookie": cookies})
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return answer.status, answer.read()


@dataclass(slots=True)
class Measured:
    """One run: requests a second and the waits of the middle, of the slowest hundredth and of the
    slowest twentieth;
    `cpu_ms` is what the serving processes worked for one request."""

    rate: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    count: int = 0
    cpu_ms: float = 0.0
    p95_ms: float = 0.0

    @classmethod
    def of(cls, waits: list[float], seconds: float) -> Measured:
        ordered = sorted(waits)
        if not ordered:
            return cls()
        last = len(ordered) - 1
        return cls(
            len(ordered) / seconds,
            1000 * ordered[last // 2],
            1000 * ordered[min(last, round(last * 0.99))],
            len(ordered),
            p95_ms=1000 * ordered[min(last, round(last * 0.95))],
        )


Job = Callable[[Client], bool]


def drive(clients: list[Client], job: Job, seconds: float) -> Measured:
    """Every client does the job again and again, until time or (False) work is out."""
    waits: list[float] = []
    wrong: list[BaseException] = []
    for client in clients:
        client.reopen()
    begun = time.perf_counter()

    def one(client: Client) -> None:
        try:
            while (at := time.perf_counter()) - begun < seconds and not wrong and job(client):
                waits.append(time.perf_counter() - at)
        except BaseException as fault:
            wrong.append(fault)

    threads = [threading.Thread(target=one, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return Measured.of(waits, time.perf_counter() - begun)


@dataclass(slots=True)
class Day:
    """One round of everything, each step on what the step before left."""

    desk: list[Client]
    clerks: list[Client]
    plan: Mapping[str, Any]
    promises: Callable[[str, list[str]], list[tuple[str, int, int]]]
    numbers: deque[str] = field(default_factory=deque)

    def steps(self, seconds: float) -> Iterator[tuple[str, Measured]]:
        """Names of steps with what was measured; every case made goes through every act."""
        yield "create", drive(self.desk, self._create, seconds)
        filing = {"case_type": self.plan["case_type"]}
        yield "act_file", drive(self.desk, self._act("file", "file", filing), _ENOUGH_S)
        dispatch = self._act("dispatch", "dispatch", {})
        yield "act_dispatch", drive(self.desk, dispatch, _ENOUGH_S)
        yield "act", drive(self.clerks, self._act("sign", "sign", {}), _ENOUGH_S)
        yield "act_contact", drive(self.clerks, self._act("contact", "contact", CONTACT), _ENOUGH_S)
        yield "list", drive(self.desk, self._list, seconds)
        yield "detail", drive(self.desk, self._detail, seconds)

    def _create(self, client: Client) -> bool:
        done = client.post("/api/v1/cases", {**DEMAND, **self.plan["point"]})
        self.numbers.append(done["number"])
        return True

    def _act(self, act: str, on: str, fields: Mapping[str, str]) -> Job:
        """An act as a form sends it: with the promise it answers and the version that was seen."""
        left = deque(self.promises(on, list(self.numbers)))

        def job(client: Client) -> bool:
            try:
                number, answers, expected = left.popleft()
            except IndexError:
                return False
            told = {"fields": fields, "answers": answers, "expected": expected}
            client.post(f"/api/v1/cases/{number}/acts/{act}", told)
            return True

        return job

    def _list(self, client: Client) -> bool:
        return bool(client.get("/api/v1/cases?size=50"))

    def _detail(self, client: Client) -> bool:
        self.numbers.rotate(1)
        return bool(client.get(f"/api/v1/cases/{self.numbers[0]}"))
