"""The reasoned "no": a code, the rule it comes from, and every wrong field at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """字段错误: one field, the value that was given, and what is wrong with it."""

    field: str
    value: str
    code: str
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """不予: why an act cannot happen now; the codes' texts stand in `data/texts/refusals.toml`."""

    code: str
    rule: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


class Refused(Exception):
    """Carries a refusal out of a transaction, so that nothing of it is saved."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
