"""关联与并案: where a case went, what joined it, its parts, its parent and related cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, ngettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.links import MERGED, RELATED, SPLIT, Linked, linked_to
from huying.apps.cases.page.clocks import clock_of
from huying.apps.cases.page.neighbours import Near, in_scope, near, told
from huying.apps.cases.page.similar import SimilarRow, similar_ids, similar_rows
from huying.apps.cases.texts import code_words
from huying.domain.cases.joined import Joined
from huying.domain.procedure.matter import Obligation
from huying.platform.pages.clocks import ClockView

#: Who reads of joined residents more than that they are there: the desk keeps their promises,
#: the visitor calls them, the supervisor watches both.
_COUNTERS: Final = frozenset({"desk", "visitor", "supervisor"})


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """并案群众一行: the merged case, the promise that is kept here, calls and what was said."""

    near: Near
    promise: ClockView | None
    tries: str
    said: str


@dataclass(frozen=True, slots=True)
class Links:
    """关联: everything that belongs together with this case, as far as the reader may see it."""

    main: Near | None = None
    parent: Near | None = None
    parts: tuple[Near, ...] = ()
    related: tuple[Near, ...] = ()
    joined: tuple[JoinedRow, ...] = ()
    joined_words: str = ""
    similar: tuple[SimilarRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.parent or self.parts or self.related or self.joined_words)


def links_of(detail: Detail, *, case_types: tuple[str, ...] = ()) -> Links:
    """One statement for the links, one for the other cases, one for what may be a repeat."""
    linked = linked_to(detail.row.district_id, detail.row.id)
    alike = similar_ids(detail, case_types)
    # Joined cases are named by the case itself, for whoever reads them one by one.
    ids = {one.matter for one in linked if one.kind != MERGED} | _named(detail)
    wanted = [in_scope(detail).filter(id__in=ids)] if ids else []
    wanted += [in_scope(detail).filter(id__in=one) for one in alike]
    if not wanted:
        return Links(joined_words=joined_words(detail))
    # One statement for all of them, each part on its own index.
    rows = wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]
    known = near(detail, rows)
    case = detail.case.facts.case
    return Links(
        main=told(known, case.main) if case.main else None,
        parent=told(known, case.parent) if case.parent else None,
        parts=_of(linked, known, SPLIT, is_from=False),
        related=_of(linked, known, RELATED),
        joined=_joined_rows(detail, known),
        joined_words=joined_words(detail),
        similar=similar_rows(detail, known, ids, case_types) if alike else (),
    )


def joined_words(detail: Detail) -> str:
    """另有 2 位群众反映同一问题; '' when nobody joined."""
    n = len(detail.case.facts.case.joined)
    text = ngettext("另有 %(n)s 位群众反映同一问题", "另有 %(n)s 位群众反映同一问题", n)
    return text % {"n": n} if n else ""


def counts_joined(detail: Detail) -> bool:
    """Does the reader see the joined residents one by one?"""
    return bool(detail.reader.roles & _COUNTERS)


def _named(detail: Detail) -> set[int]:
    case = detail.case.facts.case
    own = {matter for matter in (case.main, case.parent) if matter}
    return own | ({one.matter for one in case.joined} if counts_joined(detail) else set())


def _of(
    linked: tuple[Linked, ...], known: dict[int, Near], kind: str, *, is_from: bool | None = None
) -> tuple[Near, ...]:
    return tuple(
        told(known, one.matter)
        for one in linked
        if one.kind == kind and is_from in (None, one.is_from)
    )


def _joined_rows(detail: Detail, known: dict[int, Near]) -> tuple[JoinedRow, ...]:
    if not counts_joined(detail):
        return ()
    return tuple(
        JoinedRow(told(known, one.matter), _promise(detail, one), _tries(one), _said(one))
        for one in detail.case.facts.case.joined
    )


def _promise(detail: Detail, one: Joined) -> ClockView | None:
    owed: list[Obligation] = [
        o
        for o in detail.case.matter.obligations
        if o.kind == "joined_promise" and o.part == one.number
    ]
    return clock_of(detail.case, owed[-1], detail.at) if owed else None


def _tries(one: Joined) -> str:
    if not one.is_reachable:
        return gettext("没有留电话，不单独回访")
    if not one.tries:
        return ""
    text = ngettext("%(n)s 次没联系上", "%(n)s 次没联系上", one.tries)
    return text % {"n": one.tries}


def _said(one: Joined) -> str:
    if not one.solved:
        return ""
    words = code_words("solved", one.solved), code_words("satisfaction", one.satisfaction)
    return gettext("，").join(words)
