"""The page of a procedure: diagram and manual from the data it runs on."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from huying.apps.accounts.session_rules import STARTED
from huying.domain.procedure.load import read_procedure
from huying.platform import clock
from huying.web.procedures.reading import moves_of, party_words, words
from tests.builders import DATA, Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def reader(town: Town) -> Client:
    client = Client()
    person = get_user_model().objects.get(pk=town.actor("clerk", "S01").person)
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[STARTED] = clock.now().isoformat()
    session.save()
    return client


@pytest.mark.req("S1-41")
def test_the_page_draws_every_state_and_tells_every_act(reader: Client) -> None:
    case = read_procedure((DATA / "procedures/case.toml").read_text("utf-8"), file="case.toml")
    html = reader.get(reverse("procedure", args=["case"])).content.decode()
    possible = {act for _, act, _ in moves_of(case)}
    for act in possible:
        assert case.acts[act].label.zh in html
    for state in case.states.values():
        assert state.label.zh in html
    assert "style=" not in html.split("<main", 1)[1]


def test_the_english_page_has_no_chinese_left(reader: Client) -> None:
    html = reader.get(
        reverse("procedure", args=["case"]), headers={"accept-language": "en"}
    ).content.decode()
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    left = {text.strip() for text in re.findall(r">([^<]*)<", main) if CHINESE.search(text)}
    assert not left


def test_the_diagram_is_a_file_of_its_own(reader: Client) -> None:
    response = reader.get(reverse("procedure-diagram", args=["case"]))
    assert response["Content-Type"].startswith("image/svg+xml")
    assert "case-" in response["Content-Disposition"]
    assert ElementTree.fromstring(response.content).tag.endswith("svg")  # noqa: S314 (our own)


def test_an_unknown_procedure_is_404_and_the_list_names_every_published_one(
    reader: Client,
) -> None:
    assert reader.get(reverse("procedure", args=["nothing"])).status_code == 404
    html = reader.get(reverse("procedures")).content.decode()
    for code in ("case", "exclusion"):
        assert reverse("procedure", args=[code]) in html


def test_every_role_party_field_and_guard_has_words() -> None:
    case = read_procedure((DATA / "procedures/case.toml").read_text("utf-8"), file="case.toml")
    needed = {e.role for act in case.acts.values() for e in act.by}
    needed |= {name for act in case.acts.values() for name in act.needs}
    needed |= {guard.name for act in case.acts.values() for guard in act.guards}
    needed |= {target.who for act in case.acts.values() for target in act.opens}
    assert needed - set(words()) == set()
    parties = {p for rule in case.obligations.values() for p in (rule.debtor, rule.creditor)}
    assert parties - set(party_words()) == set()
