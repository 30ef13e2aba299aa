"""The evaluator: from one table both "may this actor?" and the rows that may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from huying.domain.kernel.actor import Actor
from huying.platform.policy import actors
from huying.platform.policy.load import Role, read_roles, read_table
from huying.platform.policy.relations import Share, Subject, condition, holds, holds_role
from huying.platform.policy.table import Action, Confidential, Grant, Relation, Row, Sight

M = TypeVar("M", bound=Model)
#: Asked only of rows that no column of their own lets in.
_OF_OTHER_TABLES = frozenset({Relation.DEBTOR, Relation.CREDITOR, Relation.WATCHING})


@dataclass(frozen=True, slots=True)
class Access:
    """权限表: the whole policy, compiled once; changes only with its files."""

    actions: Mapping[str, Action]
    rows: Mapping[str, tuple[Row, ...]]
    roles: Mapping[str, Role]
    _held: dict[tuple[str, frozenset[str], bool], list[Row]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path | None = None) -> Access:
        """The policy of a folder (default: of the rules); PolicyFault says what is wrong."""
        folder = folder or Path(settings.HUYING_RULES_DIR) / "policies"
        roles = read_roles(folder / "roles.toml")
        actions, rows = read_table(folder / "access.toml", roles)
        by_action = {name: tuple(r for r in rows if r.action == name) for name in actions}
        return cls(actions, by_action, roles)

    def may(
        self,
        actor: Actor | None,
        action: str,
        matter: Any = None,
        *,
        obligations: Iterable[Share] | None = None,
    ) -> Grant | None:
        """What the actor may see in doing this to the matter; None: not allowed.

        Without a matter: may the actor do it to any at all (menus, pages)? `matter` is a row with
        id, district_id, state, area_code, line_id and maker_id; hand in its obligations when they
        are at hand, else they are read in one statement. KeyError for an unknown action.
        """
        rows = self._of_roles(action, actor or actors.ANONYMOUS)
        if matter is None or actor is None:
            return Grant(action) if rows else None
        is_secret = actors.is_confidential(matter)
        subject = Subject(matter, obligations)
        held = [r for r in rows if not _is_void(r, is_secret) and holds(r, actor, subject)]
        return Grant(action, _sights(held, is_secret)) if held else None

    def _of_roles(self, action: str, actor: Actor) -> list[Row]:
        """The rows one of the actor's roles stands in; lists ask the same for every line."""
        key = (action, actor.roles, actor.person is not None)
        if key not in self._held:
            self._held[key] = [row for row in self.rows[action] if holds_role(row, actor)]
        return self._held[key]

    def scope(
        self, queryset: QuerySet[M], actor: Actor | None, action: str, *, path: str = ""
    ) -> QuerySet[M]:
        """The rows the actor may do this to. `path` leads from the model to Matter: `matter__`.

        Sub-queries instead of joins, so no row comes twice and each runs on its own index.
        """
        known = actor or actors.ANONYMOUS
        rows = self._of_roles(action, known)
        # A whole district makes the other ways in superfluous, and lists keep one plain index.
        whole = [row for row in rows if _is_whole(row)][:1]
        ways = whole or [row for row in rows if not any(_is_within(row, other) for other in rows)]
        ways = sorted(ways, key=lambda row: row.relation in _OF_OTHER_TABLES)
        reached = [q for row in ways if (q := _reach(row, known, path)) is not None]
        return queryset.filter(reduce(or_, reached)) if reached else queryset.none()


def _is_whole(row: Row) -> bool:
    is_narrowed = row.states or row.confidential is Confidential.NONE
    return row.relation is Relation.DISTRICT and not is_narrowed


def _is_within(row: Row, other: Row) -> bool:
    """Does the other row reach all that this one reaches, and by the same way?"""
    is_free = not (other.kinds or other.states or other.is_open_only)
    is_narrower = bool(row.kinds or row.states or row.is_open_only)
    is_same_way = row.relation is other.relation and row.roles <= other.roles
    is_secret_too = other.confidential is not Confidential.NONE
    return is_free and is_narrower and is_same_way and is_secret_too


def _is_void(row: Row, is_secret: bool) -> bool:
    return is_secret and row.confidential is Confidential.NONE


def _reach(row: Row, actor: Actor, path: str) -> Q | None:
    """Where a row holds; None when it holds nowhere."""
    held = condition(row, actor, path)
    if row.confidential is not Confidential.NONE:
        return held
    secret = actors.confidential_q(path)
    return None if secret is None else held & ~secret


def _sights(rows: Iterable[Row], is_secret: bool) -> dict[str, Sight]:
    clearest: dict[str, Sight] = {}
    for row in rows:
        for name, sight in row.fields.items():
            if is_secret and not row.confidential.leaves(name):
                continue
            clearest[name] = max(sight, clearest.get(name, Sight.HIDDEN))
    return clearest


@cache
def _loaded(folder: Path | str) -> Access:
    return Access.load(Path(folder) / "policies")


def access() -> Access:
    """The policy of this installation, read once per process."""
    return _loaded(settings.HUYING_RULES_DIR)


def may(
    actor: Actor | None,
    action: str,
    matter: Any = None,
    *,
    obligations: Iterable[Share] | None = None,
) -> Grant | None:
    """`Access.may` of this installation."""
    return access().may(actor, action, matter, obligations=obligations)


def scope(
    queryset: QuerySet[M], actor: Actor | None, action: str, *, path: str = ""
) -> QuerySet[M]:
    """`Access.scope` of this installation."""
    return access().scope(queryset, actor, action, path=path)
