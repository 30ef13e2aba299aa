"""督查清单: who may read it, the file of it, its words in both languages."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import Actor, Post
from huying.platform.ticker.relay import relay
from huying.web.supervision.listing import listing
from tests.apps.cases.pages import signed_in, text_of
from tests.apps.web.supervised import (
    CHINESE,
    At,
    everything,
    head_of,
    lines_of,
    local,
    rows_of,
    word,
)
from tests.builders import MORNING, Town, dispatched, do, report, row

# ---- who may ------------------------------------------------------------------------------------


def test_a_head_sees_the_own_body_s_promises_only(town: Town) -> None:
    dispatched(town, case_type="03004")
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    mun = town.body("MUN")
    ground = Ground(head_of(town, "MUN"), at)
    rows = rows_of(ground)
    assert {o.debtor_id for o in rows} == {mun}
    assert {o.pk for o in rows} == {
        o.pk for o in rows_of(Ground(town.supervisor, at)) if o.debtor_id == mun
    }
    # Asking for another body by hand shows nothing of it.
    assert {o.debtor_id for o in rows_of(ground, body=str(town.body("CMD")))} <= {mun}


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("supervisor", "GOF", 200),
        ("head", "MUN", 200),
        ("head", "S01", 200),
        ("clerk", "MUN", 403),
        ("desk", "CMD", 403),
        ("visitor", "CMD", 403),
        ("verifier", "S01", 403),
    ],
)
@pytest.mark.parametrize("name", ["supervision", "supervision-export"])
def test_only_supervisors_and_heads_have_the_list(
    town: Town, now: At, role: str, code: str, status: int, name: str
) -> None:
    actor = town.actor(role, code)
    client = signed_in(Actor(actor.person, (Post(role, town.body(code)),), town.id))
    assert client.get(reverse(name)).status_code == status


def test_a_tip_off_names_nobody_in_page_and_file(town: Town, now: At) -> None:
    matter = report(
        town,
        demand_kind="tip_off",
        text="我是吴小静，电话19900007777，楼下餐馆后厨脏，别说是我说的。",
        requester_name="吴小静",
        requester_phone="19900007777",
    )
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="03004")
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", helpers=[])
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    for reader in (town.supervisor, head_of(town, "MUN")):
        client = signed_in(reader)
        for name in ("supervision", "supervision-export"):
            told = client.get(reverse(name), {"size": "50"}).content.decode()
            assert row(matter).number in told
            assert "吴小静" not in told
            assert "19900007777" not in told


# ---- file and words -----------------------------------------------------------------------------


def test_the_file_holds_the_rows_of_the_filter_as_the_page_shows_them(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    matter = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    query = {"body": str(town.body("MUN")), "view": "late"}
    response = signed_in(town.supervisor).get(reverse("supervision-export"), query)
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    shown = listing(Ground(town.supervisor, at), {**query, "size": "50"})
    assert [(r[0], r[1], r[4]) for r in rows[1:]] == [
        (line.number, line.title, line.kind) for line in shown.lines
    ]
    assert {r[0] for r in rows[1:]} == {row(matter).number}
    assert rows[0][0] == "编号"


def test_too_many_rows_are_refused_in_words(
    town: Town, now: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched(town, case_type="01001")
    now(local("2026-03-10T11:31"))
    monkeypatch.setattr("huying.web.supervision.views.MOST_ROWS", 1)
    client = signed_in(town.supervisor)
    response = client.get(reverse("supervision-export"), {"view": "all"}, follow=True)
    assert "一次导不完" in text_of(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "没有超时和今天到期的责任"),
        ({"view": "unheard"}, "每一级都有在岗的人"),
        ({"step": "third"}, "没有符合筛选的责任"),
    ],
)
def test_an_empty_list_says_why(town: Town, now: At, query: dict[str, str], words: str) -> None:
    assert words in text_of(signed_in(town.supervisor).get(reverse("supervision"), query))


def test_in_english_no_word_of_the_page_is_left_in_chinese(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    response = signed_in(town.supervisor).get(
        reverse("supervision"), headers={"accept-language": "en"}
    )
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    assert not CHINESE.search(main), CHINESE.findall(main)


def test_the_message_says_that_nobody_was_on_post(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    while relay(at):
        pass
    now(at)
    client = signed_in(town.supervisor)
    assert "该听到的人都不在岗，直接报到您" in text_of(client.get(reverse("message-list")))
    page = client.get(reverse("message-list"), headers={"accept-language": "en"})
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert "nobody on post" in main


def test_a_stage_is_named_behind_its_kind(town: Town) -> None:
    # A missing manhole cover is guarded within an hour and replaced within four work hours.
    dispatched(town, case_type="03001")
    at = local("2026-03-10T17:30")
    kinds = {kind for _, kind in lines_of(town.supervisor, at)}
    stage = word("stage", town)
    assert any(kind.startswith(f"{stage} · ") for kind in kinds), kinds
