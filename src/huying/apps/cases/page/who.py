"""Who did it: 区城市管理局 · 贺军, the resident, or the clock."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.reasons import body_words
from huying.domain.procedure.matter import Event
from huying.platform.pages.words import sentence, zh


def who_of(detail: Detail, event: Event) -> SafeString:
    """The body and the person of an event, as far as there is one."""
    if event.role == "clock":
        return SafeString(gettext("系统计时"))
    body = body_words(detail.chart, event.body)
    name = detail.people.get(event.person or 0, "")
    if not name:
        return body
    return sentence("%(body)s · %(name)s", body=body, name=zh(name))
