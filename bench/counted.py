"""Inside the product: what to drive it with, the volume of its data, and statements counted.

    python -m bench.counted plan|rows|promises|sample|statements     JSON on standard output

Runs in a process of its own with the product loaded. A statement is what goes over the wire:
BEGIN and COMMIT count, and so does every read that the command makes. Counted twice: inside the
command, which is what the limits are about, and for the whole request without the look-up of the
session and its user.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from shapely.geometry import Polygon  # noqa: E402

from bench.load import CONTACT, DEMAND  # noqa: E402
from huying.apps.accounts.models import User  # noqa: E402
from huying.apps.cases.services import act_on_case, open_case  # noqa: E402
from huying.apps.grids.models import Grid  # noqa: E402
from huying.apps.organisations.queries import actor_of  # noqa: E402
from huying.domain.kernel.actor import Actor  # noqa: E402
from huying.domain.kernel.ids import parse_number  # noqa: E402
from huying.platform.clock import now  # noqa: E402
from huying.platform.matters import models as spine  # noqa: E402
from huying.platform.matters.verify import verify  # noqa: E402

#: Reads before the view begins that belong to the login.
_LOGIN = ("django_session", "accounts_user")
_SAMPLE = 2_000


def plan() -> dict[str, Any]:
    """Where the demand lies, its case type, and the logins of desk and lead."""
    from huying.apps.duties.queries import duty_set

    logins = json.loads((settings.HUYING_DATA_DIR / "logins.json").read_text("utf-8"))
    desk = next(one for one in logins if one["username"] == "desk")
    actor = _actor(desk["username"])
    grid = Grid.objects.filter(district_id=actor.district).order_by("code").first()
    assert grid is not None
    spot = Polygon(json.loads(grid.polygon)).representative_point()
    clerks = {_codes_of(one["username"]): one for one in logins if _is_clerk(one["username"])}
    items = duty_set(actor.district, now().date()).items.values()
    found = next(item for item in items if item.lead in clerks and not item.sensitive)
    return {
        "point": {"lon": f"{spot.x:.6f}", "lat": f"{spot.y:.6f}"},
        "case_type": found.case_type,
        "desk": desk,
        "clerk": clerks[found.lead],
    }


def rows() -> dict[str, int]:
    """Rows loaded, by table."""
    tables = (spine.Matter, spine.Obligation, spine.Event, spine.EventText)
    return {model.__name__: model.objects.count() for model in tables}


def promises() -> list[tuple[str, int, int]]:
    """Number, promise and its version of the open promises of a kind; asked on standard input."""
    asked = json.load(sys.stdin)
    owed = spine.Obligation.objects.filter(kind=asked["kind"], outcome="")
    wanted = {number.replace("-", "") for number in asked["numbers"]}
    rows = owed.values_list("matter__number", "id", "version")
    return [row for row in rows if row[0].replace("-", "") in wanted]


def sample() -> dict[str, int]:
    """Chains, texts and rows of two thousand cases from all over, recomputed."""
    every = list(spine.Matter.objects.order_by("id").values_list("id", flat=True))
    step = max(1, len(every) // _SAMPLE)
    report = verify(matter_ids=every[::step])
    return {"verified": report.matters, "broken": len(report.broken)}


def statements() -> dict[str, dict[str, int]]:
    """Statements of every step, in the command and in the whole request."""
    chosen = plan()
    return {"command": _of_commands(chosen), "request": _of_requests(chosen)}


def _of_commands(chosen: Mapping[str, Any]) -> dict[str, int]:
    desk, clerk = (_actor(chosen[who]["username"]) for who in ("desk", "clerk"))
    told = {**DEMAND, **chosen["point"]}
    counts: dict[str, int] = {}
    matters: list[int] = []

    def create() -> None:
        opened = open_case(desk, told, at=now(), key=secrets.token_hex(16))
        matters.append(opened.matter_id)

    create()  # what a process keeps is read once
    counts["create"] = counted(create)
    acts: list[tuple[str, str, str, Actor, Mapping[str, str]]] = [
        ("act_file", "file", "file", desk, {"case_type": chosen["case_type"]}),
        ("act_dispatch", "dispatch", "dispatch", desk, {"note": "请今天内处理。"}),
        ("act", "sign", "sign", clerk, {}),
        ("act_contact", "contact", "contact", clerk, CONTACT),
    ]
    for name, act, on, by, fields in acts:
        for matter in matters:
            owed = spine.Obligation.objects.get(matter_id=matter, kind=on, outcome="")
            counts[name] = counted(lambda: _act(by, matter, act, fields, owed.pk))  # noqa: B023
    return counts


def _act(by: Actor, matter: int, act: str, fields: Mapping[str, str], answers: int) -> None:
    key = secrets.token_hex(16)
    act_on_case(by, matter, act, fields, at=now(), key=key, answers=answers)


def _of_requests(chosen: Mapping[str, Any]) -> dict[str, int]:
    desk, clerk = (_client(chosen[who]["username"]) for who in ("desk", "clerk"))
    number = _post(desk, "", {**DEMAND, **chosen["point"]})["number"]
    counts = {"create": counted(lambda: _post(desk, "", {**DEMAND, **chosen["point"]}))}
    acts: list[tuple[str, Client, str, Mapping[str, str]]] = [
        ("act_file", desk, "file", {"case_type": chosen["case_type"]}),
        ("act_dispatch", desk, "dispatch", {}),
        ("act", clerk, "sign", {}),
        ("act_contact", clerk, "contact", CONTACT),
    ]
    for name, client, act, fields in acts:
        told = {"fields": fields, **_answering(number, act)}
        counts[name] = counted(lambda: _post(client, f"/{number}/acts/{act}", told))  # noqa: B023
    for name, path in (("list", "?size=50"), ("detail", f"/{number}")):
        _get(desk, path)
        counts[name] = counted(lambda: _get(desk, path))  # noqa: B023
    return counts


def _answering(number: str, kind: str) -> dict[str, int]:
    owed = spine.Obligation.objects.filter(kind=kind, outcome="")
    promise = owed.get(matter__number=parse_number(number))
    return {"answers": promise.pk, "expected": promise.version}


def counted(work: Callable[[], Any]) -> int:
    """Statements on the wire, BEGIN and COMMIT among them, the login's look-ups left out."""
    with counting() as seen:
        work()
    return len(seen)


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that are sent inside the block."""
    seen: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not any(f'FROM "{table}"' in sql for table in _LOGIN):
            seen.append(sql)
        return execute(sql, params, many, context)

    commit = connection._commit

    def committed() -> Any:
        # SQLite's BEGIN is sent as a statement of its own; PostgreSQL's by the driver.
        seen.extend(["COMMIT"] if connection.vendor == "sqlite" else ["BEGIN", "COMMIT"])
        return commit()

    connection._commit = committed
    try:
        with connection.execute_wrapper(wrapper):
            yield seen
    finally:
        connection._commit = commit


def _client(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user)
    session = client.session
    from huying.apps.accounts.session_rules import STARTED

    session[STARTED] = now().isoformat()
    session.save()
    return client


def _post(client: Client, path: str, value: Mapping[str, Any]) -> Any:
    answer = client.post(
        f"/api/v1/cases{path}",
        json.dumps(value),
        content_type="application/json",
        headers={"Idempotency-Key": secrets.token_hex(16)},
    )
    assert answer.status_code in (200, 201), answer.content.decode()
    return answer.json()


def _get(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/cases{path}")
    assert answer.status_code == 200, answer.content.decode()


def _actor(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), now())


def _is_clerk(username: str) -> bool:
    return "clerk" in _actor(username).roles


def _codes_of(username: str) -> str:
    from huying.apps.organisations.queries import chart

    actor = _actor(username)
    post = next(post for post in actor.posts if post.role == "clerk")
    return chart(actor.district).body(post.body).code


def main(word: str) -> None:
    works: dict[str, Callable[[], Any]] = {
        work.__name__: work for work in (plan, rows, promises, sample, statements)
    }
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        print(json.dumps(works[word](), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
