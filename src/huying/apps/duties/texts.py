"""Words of duty answers, from `texts/answers.toml` of the rules folder."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from huying.domain.duties import Rejected, Reply
from huying.domain.worktime import Limit, Unit
from huying.platform.pages.parts import CitationRow
from huying.platform.pages.words import is_chinese, zh

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def words(code: str, params: Mapping[str, str | int] | None = None) -> SafeString:
    """The sentence of a code in the page's language; the code itself when it has no text."""
    texts = _texts(Path(settings.HUYING_RULES_DIR) / "texts" / "answers.toml")
    entry = texts.get(code)
    if entry is None:
        return SafeString(code)
    text = str(conditional_escape(entry["zh" if is_chinese() else "en"]))
    return mark_safe(text.format_map(_values(params or {})))  # noqa: S308 (text and values are escaped)


def stage_words(stage: str) -> str:
    """The name of a stage of a case type (`texts/codes.toml`); the code when it has none."""
    texts = _texts(Path(settings.HUYING_RULES_DIR) / "texts" / "codes.toml")
    entry = texts["stage"].get(stage)
    return str(entry["zh" if is_chinese() else "en"]) if entry else stage


def reply_words(reply: Reply | Rejected) -> SafeString:
    """The sentence of one of the three answers, or of a line that does not decide."""
    return words(reply.code, reply.params)


def verdict(reply: Reply, question: str) -> str:
    """有 / 无 / 不需要, and for staff 够 / 不够."""
    if reply.verdict == "not_needed":
        return gettext("不需要")
    if question == "staff":
        return gettext("够") if reply.is_yes else gettext("不够")
    return pgettext("职权", "有") if reply.is_yes else pgettext("职权", "无")


def citation_rows(
    list_reply: Reply, power: Reply, staff: Reply, line: str = ""
) -> tuple[CitationRow, ...]:
    """The citation card of an answer: 清单 · 职权 · 人力; `line` is the cited line's text."""
    questions = (
        ("list", gettext("清单"), list_reply, zh(line)),
        ("power", gettext("职权"), power, ""),
        ("staff", gettext("人力"), staff, ""),
    )
    return tuple(
        CitationRow(
            question=label,
            verdict=verdict(reply, name),
            line=reply_words(reply),
            detail=detail,
            is_good=None if reply.verdict == "not_needed" else reply.is_yes,
        )
        for name, label, reply, detail in questions
    )


def limit_words(limit: Limit) -> str:
    """A limit with its unit in words: 7 个工作日, 4 工时, 24 小时."""
    n = limit.value
    phrase = {
        Unit.MINUTE: ngettext("%(n)s 分钟", "%(n)s 分钟", n),
        Unit.HOUR: ngettext("%(n)s 小时", "%(n)s 小时", n),
        Unit.DAY: ngettext("%(n)s 天", "%(n)s 天", n),
        Unit.WORK_HOUR: ngettext("%(n)s 工时", "%(n)s 工时", n),
        Unit.WORK_DAY: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
    }[limit.unit]
    return phrase % {"n": n}


def _values(params: Mapping[str, str | int]) -> dict[str, str]:
    values = {key: _marked(value) for key, value in params.items()}
    if "family" in params:
        values["family"] = words(f"family.{params['family']}")
    return values


def _marked(value: str | int) -> str:
    text = str(value)
    return zh(text) if _CHINESE.search(text) else conditional_escape(text)


@lru_cache(maxsize=4)
def _texts(path: Path) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
