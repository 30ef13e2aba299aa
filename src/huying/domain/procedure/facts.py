"""What a context must be able to answer so that its procedure can be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule, Procedure
from huying.domain.worktime import Due, Limit, Pause


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of a late promise; `nobody` when the post that should is held by no one."""

    people: tuple[int, ...]
    nobody: bool = False


class Facts(Protocol):
    """事实: values of one moment, handed in; nothing here reads a clock or a database."""

    @property
    def procedure(self) -> Procedure: ...

    def parties(self, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
        """Every party the act may name, as bodies; a party set before stays unless changed here."""

    def parts(self, kind: str, matter: Matter, act: Act) -> tuple[str, ...]:
        """Of an obligation owed once for each part: the parts this act is about."""

    def start(self, kind: str, matter: Matter, act: Act) -> datetime:
        """Since when such a promise counts: the act itself, or the day it was first given."""

    def limit(self, name: str, matter: Matter, act: Act, debtor: int, part: str) -> Limit | None:
        """The limit a name stands for, for this debtor and part, on the day of the act."""

    def due(self, start: datetime, limit: Limit, debtor: int, pauses: tuple[Pause, ...]) -> Due:
        """When a promise of that body falls due."""

    def next_look(self, obligation: Obligation) -> datetime | None:
        """When the clock has to look at this obligation next; None for never."""

    def told(self, matter: Matter, obligation: Obligation, step: int) -> Told:
        """Who hears of this step of the clock."""

    def is_under(self, body: int, other: int) -> bool: ...

    def covers(self, body: int, matter: Matter, act: Act) -> bool:
        """Does the matter lie on the ground of this body?"""

    def guard(self, name: str, matter: Matter, act: Act) -> Refusal | None:
        """A named guard's answer; None when it holds."""

    def faults(self, rule: ActRule, matter: Matter, act: Act) -> tuple[Fault, ...]:
        """Every missing or wrong field of the act at once."""

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        """What the act adds to its event by itself: the grid of a place, the cited list line."""

    def is_text(self, name: str) -> bool:
        """Is this field free text or personal, to be kept beside the event and erasable?"""
