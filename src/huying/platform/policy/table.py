"""The policy table as values, and what a grant lets be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from huying.platform.crypto.masks import mask_address, mask_id_number, mask_name, mask_phone

#: Role words of the table that no post carries.
ANYONE: Final = "anyone"
STAFF: Final = "staff"


class Relation(StrEnum):
    """关系: how an actor stands to a matter; each is one indexed predicate (`relations.py`).

    `watching`: a body asked to follow the matter, which owes nothing in it. `delegated` joins the
    list with the step that brings its rows.
    """

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    MAKER = "maker"
    PLACE = "place"
    LINE = "line"
    WATCHING = "watching"
    DISTRICT = "district"
    PUBLIC = "public"


class Kind(StrEnum):
    """What an action does: the auditor may only read."""

    READ = "read"
    WRITE = "write"
    PUBLIC = "public"


class Sight(IntEnum):
    """可见程度: of two rows that hold, the clearer one counts."""

    HIDDEN = 0
    MASKED = 1
    CLEAR = 2


class Confidential(StrEnum):
    """What becomes of a row when the matter is a tip-off."""

    HIDDEN = "hidden"
    PLACE = "place"
    SAME = "same"
    NONE = "none"

    def leaves(self, name: str) -> bool:
        """Does the row still show this personal field? Whoever handles it must find the place."""
        return self is Confidential.SAME or (self is Confidential.PLACE and name == "address")


#: Personal fields of a matter, and how each is masked; typed text cannot be masked piecewise.
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": mask_name,
    "phone": mask_phone,
    "id_number": mask_id_number,
    "address": mask_address,
    "text": lambda text: "*" * min(len(text), 8),
}


@dataclass(frozen=True, slots=True)
class Action:
    """操作名: one word of the closed list, e.g. `case.view`."""

    name: str
    zh: str
    en: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Row:
    """策略行: these roles may do this in this relation. Empty `kinds` and `states` mean any."""

    action: str
    roles: frozenset[str]
    relation: Relation
    kinds: frozenset[str] = frozenset()
    is_open_only: bool = False
    states: frozenset[str] = frozenset()
    fields: Mapping[str, Sight] = field(default_factory=dict)
    confidential: Confidential = Confidential.HIDDEN


@dataclass(frozen=True, slots=True)
class Grant:
    """许可: the action is allowed; `fields` says what of the people behind a matter is seen."""

    action: str
    fields: Mapping[str, Sight] = field(default_factory=dict)

    def sees(self, name: str) -> Sight:
        """How a personal field is seen; KeyError for a name that is none, so typos are found."""
        MASKS[name]
        return self.fields.get(name, Sight.HIDDEN)

    def show(self, name: str, value: str) -> str:
        """What may be shown of a value: itself, its mask, or ''."""
        sight = self.sees(name)
        if sight is Sight.MASKED:
            return MASKS[name](value)
        return value if sight is Sight.CLEAR else ""
