"""Context processor `shell`: everything the page head and the menu need, made when first read."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from huying.platform import clock
from huying.platform.pages import dates
from huying.platform.pages.menu import Group, Link, ShellFacts, address, groups

LARGE_TYPE_COOKIE = "large_type"


class Shell:
    """页头与菜单: read lazily, so error pages and fragments cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _menu(self) -> Any:
        return import_module(getattr(settings, "HUYING_SHELL", "huying.web.menu"))

    @cached_property
    def facts(self) -> ShellFacts:
        facts: ShellFacts = self._menu.facts(self._request)
        return facts

    def __getattr__(self, name: str) -> Any:
        """district_zh, person, post, message_count … come straight from the facts."""
        if name.startswith("_") or name == "facts":
            raise AttributeError(name)
        return getattr(self.facts, name)

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @property
    def date_words(self) -> str:
        return dates.head_moment(self.now)

    @property
    def day_kind(self) -> str:
        return dates.day_kind(self.facts.is_workday)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        if not self.facts.person:
            return ()
        return groups(self._menu.MENU, self._request, self.facts, self._may)

    def _may(self, action: str) -> bool:
        return bool(self._menu.may(self._request, action))

    @property
    def bar(self) -> tuple[Link, ...]:
        """At most four entries for the bottom of a phone."""
        return tuple(link for group in self.groups for link in group.entries if link.in_bar)[:4]

    @property
    def search_url(self) -> str:
        return address("case-list") if self.facts.person else ""

    @property
    def search_text(self) -> str:
        return self._request.GET.get("q", "")

    @property
    def home_url(self) -> str:
        return address("home") or "/"

    @property
    def public_url(self) -> str:
        return address("public-home") or "/"

    @property
    def messages_url(self) -> str:
        return address("message-list") if self.facts.person else ""

    @property
    def leave_url(self) -> str:
        return address("leave") if self.facts.person else ""

    @property
    def language_url(self) -> str:
        return address("set_language")

    @property
    def logout_url(self) -> str:
        return address("logout")

    @property
    def large_type_url(self) -> str:
        return address("large-type")

    @property
    def large_type(self) -> bool:
        return self._request.COOKIES.get(LARGE_TYPE_COOKIE) == "on"


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
