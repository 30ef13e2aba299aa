"""Words that mix translated sentences with data: safe, and marked with their language."""

from __future__ import annotations

from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


def is_chinese() -> bool:
    """Is the page being written in Chinese?"""
    return (get_language() or "zh-hans").startswith("zh")


def str_of(value: object) -> str:
    """Text of a value; markup that is already safe stays safe."""
    return value if isinstance(value, str) else str(value)


def zh(value: object) -> SafeString:
    """Data (names, typed text) for a page: in other languages it says that it is Chinese.

    Screen readers then use the right voice, and "no Chinese left in English pages" is a test.
    """
    if value in (None, ""):
        return SafeString("")
    if is_chinese():
        return conditional_escape(str_of(value))
    return format_html('<span lang="zh-Hans">{}</span>', value)


def name_of(thing: object) -> SafeString:
    """Name of a body, item or grid in the page's language; no English name: the Chinese one."""
    english = getattr(thing, "name_en", "") or ""
    if english and not is_chinese():
        return conditional_escape(str_of(english))
    return zh(getattr(thing, "name_zh", "") or getattr(thing, "name", "") or thing)


def plain_name(thing: Any) -> str:
    """The same as text alone, for what takes no markup: options of a form, titles, sorting."""
    return str(thing.name_zh if is_chinese() or not thing.name_en else thing.name_en)


def sentence(template: object, **values: object) -> SafeString:
    """A translated sentence with %(named)s values; plain values are escaped, `zh()` ones kept."""
    escaped = {key: conditional_escape(str_of(value)) for key, value in values.items()}
    return mark_safe(str(conditional_escape(str_of(template))) % escaped)  # noqa: S308 (all parts escaped)
