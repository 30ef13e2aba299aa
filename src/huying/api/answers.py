"""Answers of the interface: JSON by msgspec, refusals with code, rule and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext

from huying.domain.kernel.refusal import Fault, Refusal
from huying.platform.pages.refusals import fault_words, words
from huying.platform.policy import public


def plain(markup: object) -> str:
    """Words made for pages as plain text."""
    return unescape(strip_tags(str(markup)))


def _spoken(value: Any) -> str:
    """Words made for pages (marked safe, or translated late) that stand in an answer."""
    if isinstance(value, str | Promise):
        return str.__str__(plain(value))
    raise TypeError(f"{type(value).__name__} cannot stand in an answer")


_encode = msgspec.json.Encoder(enc_hook=_spoken).encode


def answer(value: Any, status: int = 200) -> HttpResponse:
    """A value (dict or msgspec struct) as JSON."""
    return HttpResponse(_encode(value), status=status, content_type="application/json")


def refused(refusal: Refusal, message: str = "", **more: Any) -> HttpResponse:
    """422 with every wrong field, or 409 with the reason why the act cannot happen."""
    if refusal.faults:
        return wrong(refusal.faults)
    told = message or plain(words(refusal))
    return answer({"code": refusal.code, "rule": refusal.rule, "message": told, **more}, 409)


def wrong(faults: Iterable[Fault], status: int = 422) -> HttpResponse:
    """All wrong fields at once, each with value and remedy."""
    errors = [
        {"field": f.field, "value": f.value, "code": f.code, "message": plain(fault_words(f))}
        for f in faults
    ]
    message = sentence_of("wrong_fields", {"count": len(errors)})
    return answer({"code": "wrong_fields", "message": message, "errors": errors}, status)


def told(status: int, code: str, params: Mapping[str, str | int] | None = None) -> HttpResponse:
    """One sentence of `texts/refusals.toml`."""
    return answer({"code": code, "message": sentence_of(code, params)}, status)


def sentence_of(code: str, params: Mapping[str, str | int] | None = None) -> str:
    """The sentence of a code, as plain text in the language that was asked for."""
    return plain(words(Refusal(code, params=params or {})))


def not_found() -> HttpResponse:
    """Not there, or not there for whoever asks."""
    return answer({"code": "not_found", "message": gettext("没有找到，请核对编号")}, 404)


@public("an address that leads nowhere")
def nowhere(_request: HttpRequest, _rest: str = "") -> HttpResponse:
    """Any other address under /api/."""
    return answer({"code": "no_such_address", "message": gettext("没有这个接口地址")}, 404)
