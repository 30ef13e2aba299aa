"""Reading `access.toml` and `roles.toml`: every fault at once, with row, key and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huying.platform.policy.table import (
    ANYONE,
    MASKS,
    STAFF,
    Action,
    Confidential,
    Kind,
    Relation,
    Row,
    Sight,
)

_KEYS = {
    "actions", "roles", "relations", "kinds", "open", "states", "fields", "confidential",
}  # fmt: skip
_SIGHTS = {"masked": Sight.MASKED, "clear": Sight.CLEAR}
#: The one action by which a role that only reads sees a value unmasked, with a reason and a log.
REVEAL = "case.reveal"


class PolicyFault(Exception):
    """What is wrong with the policy files, one sentence a line."""


@dataclass(frozen=True, slots=True)
class Role:
    """角色: a word posts carry; `is_exclusive` goes with no other, `reads_only` writes nothing."""

    name: str
    zh: str
    en: str
    is_exclusive: bool = False
    reads_only: bool = False


def read_roles(path: Path) -> dict[str, Role]:
    """The roles of a file; PolicyFault when a name is missing."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return {name: _role(name, entry) for name, entry in content["roles"].items()}
    except KeyError as missing:
        raise PolicyFault(f"{path.name}: a role without {missing}: write zh and en") from missing


def read_table(path: Path, roles: Mapping[str, Role]) -> tuple[dict[str, Action], tuple[Row, ...]]:
    """Actions and rows of a file; PolicyFault names everything wrong with it."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = content.get("actions", {}).items()
    actions = {n: Action(n, e["zh"], e["en"], Kind(e["kind"])) for n, e in entries}
    tables = content.get("rows", [])
    faults = [
        f"{path.name}: row {number} ({', '.join(table.get('actions', []))}): {fault}"
        for number, table in enumerate(tables, 1)
        for fault in _faults(table, actions, roles)
    ]
    if faults:
        raise PolicyFault("\n".join(faults))
    return actions, tuple(row for table in tables for row in _rows(table))


def _role(name: str, entry: Mapping[str, Any]) -> Role:
    is_exclusive, reads_only = entry.get("exclusive", False), entry.get("reads_only", False)
    return Role(name, entry["zh"], entry["en"], is_exclusive, reads_only)


def _faults(
    table: Mapping[str, Any], actions: Mapping[str, Action], roles: Mapping[str, Role]
) -> Iterator[str]:
    yield from (f"key {key!r} is unknown" for key in sorted(set(table) - _KEYS))
    yield from _unknown(table, "actions", set(actions))
    yield from _unknown(table, "roles", {*roles, ANYONE, STAFF})
    yield from _unknown(table, "relations", set(Relation))
    yield from _wrong_words(table)
    yield from _too_much(table, actions, roles)


def _unknown(table: Mapping[str, Any], key: str, known: set[str]) -> Iterator[str]:
    if not table.get(key):
        yield f"{key} is missing"
    for word in table.get(key, []):
        if word not in known:
            yield f"{key}: {word!r} is not one of {', '.join(sorted(known))}"


def _wrong_words(table: Mapping[str, Any]) -> Iterator[str]:
    for name, sight in table.get("fields", {}).items():
        if name not in MASKS or sight not in _SIGHTS:
            yield f"fields: {name} = {sight!r}: write one of {', '.join(MASKS)} = masked or clear"
    word = table.get("confidential", "hidden")
    if word not in set(Confidential):
        yield f"confidential: {word!r} is not hidden, place, same or none"


def _too_much(
    table: Mapping[str, Any], actions: Mapping[str, Action], roles: Mapping[str, Role]
) -> Iterator[str]:
    """A table that would give away what the design forbids is refused, not obeyed."""
    named = [actions[name] for name in table.get("actions", []) if name in actions]
    is_public = "public" in table.get("relations", []) or ANYONE in table.get("roles", [])
    for action in named:
        if is_public and action.kind is not Kind.PUBLIC:
            yield f"{action.name} is no public action"
    readers = [r for r in table.get("roles", []) if r in roles and roles[r].reads_only]
    for role, action in ((r, a) for r in readers for a in named):
        if action.kind is Kind.WRITE:
            yield f"{role} only reads, {action.name} writes"
        if action.name != REVEAL and "clear" in table.get("fields", {}).values():
            yield f"{role} sees personal fields masked; only {REVEAL} shows them"


def _rows(table: Mapping[str, Any]) -> Iterator[Row]:
    for action in table["actions"]:
        for relation in table["relations"]:
            yield Row(
                action=action,
                roles=frozenset(table["roles"]),
                relation=Relation(relation),
                kinds=frozenset(table.get("kinds", [])),
                is_open_only=table.get("open", False),
                states=frozenset(table.get("states", [])),
                fields={name: _SIGHTS[word] for name, word in table.get("fields", {}).items()},
                confidential=Confidential(table.get("confidential", "hidden")),
            )
