"""The English catalogue takes in every text of pages and code, and keeps its translations."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from huying.cli import messages


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(
        '{% load i18n %}{% translate "首页" %}{% translate "办理" context "act" %}'
        "{% blocktranslate count n=n %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "a.py").write_text('A = _("签收")\nB = pgettext("state", "办理")\n', "utf-8")
    return tmp_path


def test_texts_of_pages_and_code_are_found(source: Path) -> None:
    found = {(text, context) for text, _, context in messages.found()}
    assert found == {
        ("首页", None), ("办理", "act"), ("办理", "state"), ("签收", None),
        (("%(n)s 件", "%(n)s 件"), None),
    }  # fmt: skip


def test_translations_are_kept_and_unused_ones_dropped(source: Path) -> None:
    old = Catalog(locale="en")
    old.add("首页", "Home")
    old.add("办理", "Handle", context="act")
    old.add("不再用", "Unused")
    new = messages.merged(old)
    assert new.get("首页").string == "Home"
    assert new.get("办理", "act").string == "Handle"
    assert new.get("不再用") is None
    missing = {(message.id, message.context) for message in new if messages.is_missing(message)}
    assert missing == {
        ("办理", "state"), ("签收", None), (("%(n)s 件", "%(n)s 件"), None),
    }  # fmt: skip


def test_the_same_source_gives_the_same_text(source: Path) -> None:
    text = messages.po_text(messages.merged(Catalog(locale="en")))
    assert text == messages.po_text(messages.merged(Catalog(locale="en")))
    assert "POT-Creation-Date" not in text
    assert "nplurals=2" in text
