"""Refusals and faults in words, from the reviewed texts `texts/refusals.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.forms import Form
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.domain.kernel.refusal import Fault, Refusal
from huying.platform.environment import RULES_DIR
from huying.platform.pages.words import is_chinese, zh

CHINESE = re.compile("[\u3400-\u9fff]")


def words(refusal: Refusal) -> SafeString:
    """Why it cannot happen, in the page's language; data inside says that it is Chinese."""
    if not refusal.code and refusal.faults:
        return fault_words(refusal.faults[0])
    return _filled(refusal.code, refusal.params)


def fault_words(fault: Fault) -> SafeString:
    """What is wrong with one field: value and remedy."""
    return _filled(fault.code, {"field": fault.field, "value": fault.value, **fault.params})


def add_faults(form: Form, refusal: Refusal) -> None:
    """Put every fault of a refusal beside its field; what has no field stands on top."""
    if not refusal.faults:
        form.add_error(None, words(refusal))
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault_words(fault))


def _filled(code: str, params: Mapping[str, str | int]) -> SafeString:
    text = conditional_escape(_text_of(code) or gettext("现在不能这样做"))
    shown = _Params({key: _shown(value) for key, value in params.items()})
    return mark_safe(str(text).format_map(shown))  # noqa: S308 (text and values are escaped)


class _Params(dict[str, str]):
    """Named values of a text; a name without a value stays readable instead of failing a page."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _shown(value: str | int) -> str:
    text = str(value)
    return zh(text) if CHINESE.search(text) else conditional_escape(text)


def _text_of(code: str) -> str:
    path = RULES_DIR.of(os.environ) / "texts" / "refusals.toml"
    if not path.is_file():
        return ""
    entry = _texts(path, path.stat().st_mtime_ns).get(code, {})
    return entry.get("zh" if is_chinese() else "en") or entry.get("zh", "")


@lru_cache(maxsize=2)
def _texts(path: Path, _changed: int) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
