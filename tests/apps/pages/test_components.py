"""Shells and components as a browser gets them: two languages, strict content, reasons as text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from huying.platform.pages import forms as page_forms
from huying.platform.pages.menu import Entry, ShellFacts, groups
from huying.web.style.samples import everything

TEMPLATES = Path(apps.get_app_config("pages").path) / "templates"
CHINESE = re.compile("[\u3400-\u9fff]")
VOID = {"meta", "link", "img", "input", "br", "hr", "use", "path", "rect", "line", "circle"}


class Reader(HTMLParser):
    """Collects text and spoken attributes outside lang="zh-Hans"."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.said: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        hidden = given.get("lang") == "zh-Hans" or (bool(self.open) and self.open[-1])
        if not hidden:
            names = ("placeholder", "title", "aria-label", "alt")
            self.said += [given[n] for n in names if given.get(n)]
        if tag not in VOID:
            self.open.append(hidden)

    def handle_startendtag(self, tag, attrs) -> None:
        if tag not in VOID:
            self.handle_starttag(tag, attrs)
            self.open.pop()

    def handle_endtag(self, tag) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data) -> None:
        if not (self.open and self.open[-1]):
            self.said.append(data)


def style_page(rf: RequestFactory, language: str) -> str:
    request = rf.get("/style/")
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    with translation.override(language):
        return render_to_string("style/style.html", everything(request.GET), request)


@pytest.mark.req("S4-33")
@pytest.mark.django_db
def test_english_style_page_has_no_chinese_outside_marked_data(rf) -> None:
    reader = Reader()
    reader.feed(style_page(rf, "en"))
    assert [text.strip() for text in reader.said if CHINESE.search(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_has_one_heading_landmarks_and_no_inline_code(rf, language) -> None:
    page = style_page(rf, language)
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'class="skip" href="#main"' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_every_icon_of_the_page_is_drawn(rf) -> None:
    sprite = TEMPLATES.parent / "static" / "pages" / "icons.svg"
    drawn = set(re.findall(r'symbol id="([\w-]+)"', sprite.read_text("utf-8")))
    assert set(re.findall(r"icons\.svg#([\w-]+)", style_page(rf, "en"))) <= drawn


def test_no_template_holds_inline_style_or_code() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", text), path


class Demand(forms.Form):
    phone = page_forms.PhoneField(label="手机号")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, help_text="一句话")


def shown(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load huying %}" + source)
    with translation.override("zh-hans"):
        return template.render(context)


def test_error_stands_above_the_control_and_is_tied_to_it() -> None:
    html = shown("{% field form.phone %}", form=Demand({"phone": "1380013"}))
    assert html.index("1380013 少 4 位，请补全") < html.index("<input")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_phone_error"' in html
    assert 'value="1380013"' in html


def test_hint_and_optional_mark() -> None:
    html = shown("{% field form.note %}", form=Demand())
    assert "可不填" in html
    assert 'aria-describedby="id_note_hint"' in html
    assert "可不填" not in shown("{% field form.phone %}", form=Demand())


def test_summary_names_all_wrong_fields_at_once() -> None:
    html = shown("{% error_summary form goal %}", form=Demand({"phone": "abc"}), goal="立案")
    assert "有 2 处要改，改好就能立案" in html
    assert 'href="#id_phone"' in html
    assert 'href="#id_kind_0"' in html
    assert "还没选，请选一个" in html
    assert shown("{% error_summary form %}", form=Demand()).strip() == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("139 0517-4482", "13905174482"),
        ("１３９０５１７４４８２", "13905174482"),
        ("053188881234", "053188881234"),
    ],
)
def test_phone_is_taken_as_people_write_it(given, kept) -> None:
    form = Demand({"phone": given, "kind": "a"})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("given", ["1380013", "139051744821", "1390517448x", "²³¹", "12"])
def test_phone_fault_names_the_value(given) -> None:
    form = Demand({"phone": given, "kind": "a"})
    assert not form.is_valid()
    assert given in form.errors["phone"][0]


def test_refused_act_can_be_focused_and_says_why() -> None:
    html = shown('{% refused "反馈" "还差检测结果" "r1" %}')
    assert 'aria-disabled="true"' in html
    assert 'aria-describedby="r1-why"' in html
    assert '<p class="refusal__why" id="r1-why">还差检测结果</p>' in html
    assert "disabled>" not in html


@pytest.mark.django_db
def test_large_type_and_language_are_remembered_and_stay_on_this_site() -> None:
    client = Client()
    answer = client.post("/large-type/", {"large_type": "on", "next": "https://other.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.cookies["large_type"].value == "on"
    answer = client.post("/language/", {"language": "en", "next": "/style/?a=1"})
    assert answer["Location"] == "/style/?a=1"
    assert client.cookies["django_language"].value == "en"
    assert client.post("/language/", {"language": "xx"}).cookies.get("django_language") is None
    assert client.get("/large-type/").status_code == 405


@pytest.mark.django_db
def test_missing_page_is_told_in_words_in_both_languages() -> None:
    answer = Client().get("/no-such-page/")
    assert (answer.status_code, "没有这一页" in answer.content.decode()) == (404, True)
    english = Client(headers={"accept-language": "en"}).get("/no-such-page/").content.decode()
    assert "No such page" in english


def test_menu_shows_only_what_exists_and_is_allowed(rf) -> None:
    entries = (
        Entry("", "style", "样式", "eye", "style.view"),
        Entry("", "style", "无权", "eye", "other"),
        Entry("", "no-such-page", "没有", "eye"),
    )
    request = rf.get("/")
    request.resolver_match = None
    found = groups(entries, request, ShellFacts(), lambda action: action == "style.view")
    assert [[link.label for link in group.entries] for group in found] == [["样式"]]
