"""Words of a case's codes and fields, from `texts/codes.toml` and `texts/fields.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from huying.domain.procedure.model import Text
from huying.platform.pages.words import is_chinese


def code_words(field: str, code: str) -> str:
    """A code in the page's language; the code itself when nobody has written its words."""
    entry = _read("codes.toml").get(field, {}).get(code)
    return _said(entry) if entry else code


def code_choices(field: str, codes: Collection[str] | None = None) -> list[tuple[str, str]]:
    """(code, words) of a field in the order of the file; only these codes when given."""
    entries = _read("codes.toml").get(field, {})
    return [(code, _said(e)) for code, e in entries.items() if codes is None or code in codes]


def has_codes(field: str) -> bool:
    return field in _read("codes.toml")


def label(field: str, act: str = "") -> str:
    """The name of a field, as this act calls it."""
    fields = _read("fields.toml")
    entry = fields.get(f"{field}.{act}") or fields.get(field)
    return _said(entry) if entry else field


def hint(field: str, act: str = "") -> str:
    """What helps to fill the field in; '' when nothing has to be said."""
    fields = _read("fields.toml")
    entry = fields.get(f"{field}.{act}") or fields.get(field) or {}
    return str(entry.get("hint_zh" if is_chinese() else "hint_en", ""))


def in_language(text: Text) -> str:
    """A label of the procedure in the page's language."""
    return text.zh if is_chinese() else text.en


def _said(entry: Mapping[str, str]) -> str:
    return entry["zh" if is_chinese() else "en"]


def _read(name: str) -> Mapping[str, Any]:
    path = Path(settings.HUYING_RULES_DIR) / "texts" / name
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed: int) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
