"""What a procedure says, as values: states, obligations and acts, each one line of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """两种语言的文字: one label in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class State:
    """状态: where a matter stands; in an end state nobody owes anything."""

    name: str
    label: Text
    is_end: bool = False


class Outcome(StrEnum):
    """责任去向: what an act does to the obligation it answers."""

    KEPT = "kept"
    EXCUSED = "excused"
    FAILED = "failed"
    PAUSED = "paused"
    OPEN = "open"


#: Outcomes that end an obligation, as stored.
ENDINGS = frozenset({Outcome.KEPT, Outcome.EXCUSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class ObligationRule:
    """责任种类: what is owed, by which party to which, and the name of its limit.

    A limit `field.X` is the moment in field X of the act that opens it. With `each` there is one
    for every part the facts name: every stage of the item, every resident who joined.
    """

    name: str
    label: Text
    debtor: str
    creditor: str
    limit: str
    each: bool = False

    @property
    def limit_field(self) -> str:
        """The act's field that holds the due time itself; "" for a limit of the policy."""
        return self.limit.removeprefix("field.") if self.limit.startswith("field.") else ""


@dataclass(frozen=True, slots=True)
class Entitled:
    """谁可以做: a role and its relation to the matter ("" = anyone who holds the role)."""

    role: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """指向哪项责任: an obligation kind ("*" = any) and whose ("" = every party's, "part" = those
    of the parts the act is about)."""

    kind: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class GuardRule:
    """条件: a built-in guard with its arguments, or a named one of the context."""

    name: str
    arguments: tuple[str, ...] = ()
    who: str = ""

    @property
    def is_built_in(self) -> bool:
        return "." not in self.name


@dataclass(frozen=True, slots=True)
class ActRule:
    """操作: who may do it, which obligation it answers, what it needs and what it changes."""

    name: str
    label: Text
    by: tuple[Entitled, ...]
    on: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    to: str = ""
    outcome: Outcome = Outcome.KEPT
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    guards: tuple[GuardRule, ...] = ()
    opens: tuple[Target, ...] = ()
    keeps: tuple[Target, ...] = ()
    excuses: tuple[Target, ...] = ()
    pauses: tuple[Target, ...] = ()
    resumes: tuple[Target, ...] = ()
    extends: tuple[Target, ...] = ()
    at_due: bool = False

    @property
    def makes_matter(self) -> bool:
        return not self.on and not self.from_

    @property
    def wipes(self) -> bool:
        """Does it end everything at once, as a withdrawal does?"""
        return any(target.kind == "*" for target in self.excuses)


@dataclass(frozen=True, slots=True)
class Procedure:
    """流程: one published version; never edited once a matter has used it."""

    code: str
    version: int
    title: Text
    basis: tuple[str, ...]
    begin: str
    states: Mapping[str, State]
    obligations: Mapping[str, ObligationRule]
    acts: Mapping[str, ActRule]
    digest: str

    def named_guards(self) -> frozenset[str]:
        """Guards the context must register; a missing one fails the start."""
        rules = (guard for act in self.acts.values() for guard in act.guards)
        return frozenset(rule.name for rule in rules if not rule.is_built_in)

    def clock_act(self, kind: str) -> ActRule | None:
        """The act the ticker does when an obligation of this kind falls due, if there is one."""
        due = (act for act in self.acts.values() if act.at_due and kind in act.on)
        return next(due, None)
