"""Reads a procedure file; every fault is named by file, line and key, all at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from huying.domain.procedure.check import faults_of
from huying.domain.procedure.model import (
    ActRule,
    Entitled,
    GuardRule,
    ObligationRule,
    Outcome,
    Procedure,
    State,
    Target,
    Text,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileFault:
    """文件错误: where a procedure file is wrong and how to mend it."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class ProcedureFaults(Exception):
    """Everything that is wrong with one file."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


_ACT_KEYS = {
    "by": "by", "on": "on", "from": "from_", "to": "to", "outcome": "outcome", "needs": "needs",
    "takes": "takes", "guards": "guards", "opens": "opens", "keeps": "keeps",
    "excuses": "excuses", "pauses": "pauses", "resumes": "resumes", "extends": "extends",
    "at": "at_due",
}  # fmt: skip


def read_procedure(text: str, *, file: str) -> Procedure:
    """The procedure in a TOML text; ProcedureFaults with every fault when it is not sound."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = int(m.group(1)) if (m := re.search(r"line (\d+)", str(error))) else 1
        raise ProcedureFaults((FileFault(file, line, "file", str(error)),)) from None
    procedure, found = _built(raw, text)
    found += faults_of(procedure) if not found else []
    if found:
        raise ProcedureFaults(
            tuple(FileFault(file, _line_of(text, key), key, message) for key, message in found)
        )
    return procedure


def _built(raw: Mapping[str, Any], text: str) -> tuple[Procedure, list[tuple[str, str]]]:
    found: list[tuple[str, str]] = []
    head = raw.get("procedure", {})
    labels = raw.get("labels", {})
    for key in ("code", "version", "title", "begin"):
        if key not in head:
            found.append(("procedure", f"needs {key!r}"))
    states = _each("states", raw, _state, found)
    obligations = _each("obligations", raw, _obligation, found)
    acts = _each("acts", raw, lambda n, v: _act(n, v, labels), found)
    procedure = Procedure(
        code=str(head.get("code", "")),
        version=int(head.get("version", 0)),
        title=_text(head.get("title", {"zh": "", "en": ""})),
        basis=tuple(head.get("basis", ())),
        begin=str(head.get("begin", "")),
        states=states,
        obligations=obligations,
        acts=acts,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    return procedure, found


def _each(
    table: str, raw: Mapping[str, Any], build: Callable[[str, Any], T], found: list[tuple[str, str]]
) -> dict[str, T]:
    built: dict[str, T] = {}
    for name, row in raw.get(table, {}).items():
        try:
            built[name] = build(name, row)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            reason = f"needs {error}" if isinstance(error, KeyError) else str(error)
            found.append((f"{table}.{name}", reason))
    return built


def _text(row: Mapping[str, str]) -> Text:
    return Text(row["zh"], row["en"])


def _state(name: str, row: Mapping[str, Any]) -> State:
    return State(name, _text(row), bool(row.get("end", False)))


def _obligation(name: str, row: Mapping[str, Any]) -> ObligationRule:
    return ObligationRule(
        name, _text(row), row["debtor"], row["creditor"], row["limit"], bool(row.get("each", False))
    )


def _act(name: str, row: Mapping[str, Any], labels: Mapping[str, Any]) -> ActRule:
    unknown = sorted(set(row) - set(_ACT_KEYS))
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(_ACT_KEYS)}")
    if name not in labels:
        raise ValueError("has no line in [labels]")
    if row.get("at", "due") != "due":
        raise ValueError("'at' can only be \"due\"")
    return ActRule(
        name=name,
        label=_text(labels[name]),
        by=tuple(_entitled(word) for word in row["by"]),
        on=_words(row.get("on", ())),
        from_=_words(row.get("from", ())),
        to=row.get("to", ""),
        outcome=Outcome(row.get("outcome", "kept")),
        needs=_words(row.get("needs", ())),
        takes=_words(row.get("takes", ())),
        guards=tuple(_guard(word) for word in row.get("guards", ())),
        opens=tuple(_target(word) for word in row.get("opens", ())),
        keeps=tuple(_target(word) for word in row.get("keeps", ())),
        excuses=tuple(_target(word) for word in row.get("excuses", ())),
        pauses=tuple(_target(word) for word in row.get("pauses", ())),
        resumes=tuple(_target(word) for word in row.get("resumes", ())),
        extends=tuple(_target(word) for word in row.get("extends", ())),
        at_due="at" in row,
    )


def _words(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _entitled(word: str) -> Entitled:
    role, _, relation = word.partition("@")
    return Entitled(role, relation)


def _target(word: str) -> Target:
    kind, _, who = word.partition("@")
    return Target(kind, who)


def _guard(word: str) -> GuardRule:
    body, _, who = word.partition("@")
    name, _, arguments = body.partition(":")
    return GuardRule(name, tuple(a for a in arguments.split(",") if a), who)


def _line_of(text: str, key: str) -> int:
    """The line of `table.name`: each is one line or one header, so its name finds it; the TOML
    reader itself tells no lines."""
    table, _, name = key.partition(".")
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            section = line.split("]")[0].strip("[ ")
            if section in (key, table) and (section == key or not name):
                return number
        elif section == table and re.match(rf"\s*{re.escape(name)}\s*=", line):
            return number
    return 1
