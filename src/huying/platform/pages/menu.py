"""菜单: the left menu as values. `huying.web.menu` holds the list and gives the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the menu; `count` names a figure of `ShellFacts.counts`, `go` the key after G."""

    group: StrOrPromise
    url_name: str
    label: StrOrPromise
    icon: str
    action: str = ""
    count: str = ""
    go: str = ""
    in_bar: bool = False


@dataclass(frozen=True, slots=True)
class ShellFacts:
    """What the page head says about district, person and day."""

    district_zh: str = ""
    district_en: str = ""
    person: str = ""
    post: str = ""
    body_zh: str = ""
    body_en: str = ""
    is_workday: bool | None = None
    message_count: int = 0
    help_line: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown."""

    url: str
    label: str
    icon: str
    count: int
    go: str
    is_current: bool
    in_bar: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one word."""

    label: str
    entries: tuple[Link, ...]


def address(name: str) -> str:
    """Address of a named page, '' while it does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def groups(
    entries: Sequence[Entry],
    request: HttpRequest,
    facts: ShellFacts,
    may: Callable[[str], bool],
) -> tuple[Group, ...]:
    """Menu of this person: entries whose page exists and whose action is allowed."""
    labels = dict.fromkeys(str(entry.group) for entry in entries)
    made = {label: _links(entries, label, request, facts, may) for label in labels}
    # Of two addresses that both begin like this page's, the longer one is where we are.
    here = max(
        (len(link.url) for links in made.values() for link in links if link.is_current), default=0
    )
    return tuple(
        Group(label, tuple(_only(link, here) for link in links))
        for label, links in made.items()
        if links
    )


def _only(link: Link, length: int) -> Link:
    return replace(link, is_current=link.is_current and len(link.url) == length)


def _links(
    entries: Sequence[Entry],
    label: str,
    request: HttpRequest,
    facts: ShellFacts,
    may: Callable[[str], bool],
) -> tuple[Link, ...]:
    wanted = [e for e in entries if str(e.group) == label and (not e.action or may(e.action))]
    found = [(entry, address(entry.url_name)) for entry in wanted]
    return tuple(_link(entry, url, request, facts) for entry, url in found if url)


def _link(entry: Entry, url: str, request: HttpRequest, facts: ShellFacts) -> Link:
    match = request.resolver_match
    is_current = match is not None and match.url_name == entry.url_name
    if not is_current and url != "/" and not entry.url_name.endswith("-new"):
        is_current = request.path.startswith(url) and match is not None
    count = facts.counts.get(entry.count, 0)
    label, icon = str(entry.label), entry.icon
    return Link(url, label, icon, count, entry.go, is_current, entry.in_bar)
