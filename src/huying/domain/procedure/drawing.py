"""A procedure's state diagram and its step-by-step manual, from the data it runs on.

The moves come from the acts' rules, so the picture shows what can really happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from huying.domain.procedure.layout import LINE, WIDE, Layout
from huying.domain.procedure.model import ActRule, Entitled, Procedure, Text
from huying.domain.procedure.moves import Move


@dataclass(frozen=True, slots=True)
class Box:
    """One state in the picture: its upper left corner and height in picture units."""

    state: str
    label: str
    is_end: bool
    x: int
    y: int
    high: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """Moves between two states: the line and the names of the acts, one a line."""

    path: str
    labels: tuple[str, ...]
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """状态图: boxes and arrows with the size of the picture."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def say(text: Text, language: str) -> str:
    return text.zh if language.startswith("zh") else text.en


def diagram(procedure: Procedure, moves: Iterable[Move], language: str) -> Diagram:
    """The way through from top to bottom; moves back at the left, moves ahead and ends right."""
    steps = {step: _names(procedure, acts, language) for step, acts in _joined(moves).items()}
    states = procedure.states
    reached = {b for _, b in steps}
    ends = [s.name for s in states.values() if s.is_end and s.name in reached]
    through = [s.name for s in states.values() if not s.is_end]
    layout = Layout([*through, *ends[:1]], ends[1:], steps)
    boxes = tuple(
        Box(name, say(states[name].label, language), states[name].is_end, at.x, at.y, at.high)
        for name, at in layout.places.items()
    )
    arrows = tuple(
        Arrow(route.path, steps[step], route.x, route.y, route.anchor)
        for step, route in layout.routes.items()
    )
    return Diagram(*layout.size, boxes, arrows)


def svg(picture: Diagram, *, title: str) -> str:
    """The diagram as an SVG text that carries no style and no script."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}"'
        f' width="{picture.width}" height="{picture.height}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="13">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8"'
        ' markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#435062"/></marker></defs>',
    ]
    for arrow in picture.arrows:
        parts.append(
            f'<path d="{arrow.path}" fill="none" stroke="#435062" marker-end="url(#tip)"/>'
        )
    for box in picture.boxes:
        fill = "#E5F3EA" if box.is_end else "#E8F0FB"
        parts.append(
            f'<rect x="{box.x}" y="{box.y}" width="{WIDE}" height="{box.high}" rx="6"'
            f' fill="{fill}" stroke="#79869A"/><text x="{box.x + WIDE // 2}"'
            f' y="{box.y + box.high // 2 + 5}" text-anchor="middle" fill="#1A2433">'
            f"{escape(box.label)}</text>"
        )
    parts.extend(_words(arrow, nth) for arrow in picture.arrows for nth in range(len(arrow.labels)))
    return "".join([*parts, "</svg>"])


def _words(arrow: Arrow, nth: int) -> str:
    return (
        f'<text x="{arrow.x}" y="{arrow.y + LINE * nth}" text-anchor="{arrow.anchor}"'
        f' fill="#435062">{escape(arrow.labels[nth])}</text>'
    )


@dataclass(frozen=True, slots=True)
class Step:
    """一步: one act of the manual, with everything it asks and does, in words."""

    act: str
    label: str
    who: str
    needs: tuple[str, ...]
    answers: str
    opens: tuple[str, ...]
    to: str
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One state of the manual and the acts that are possible in it."""

    state: str
    label: str
    is_end: bool
    steps: tuple[Step, ...]


def manual(
    procedure: Procedure,
    moves: Iterable[Move],
    language: str,
    words: Mapping[str, Text],
) -> tuple[Chapter, ...]:
    """The procedure as a manual. `words` names roles, parties, fields and guards by code."""
    possible: dict[str, set[str]] = {}
    for before, act, _ in moves:
        possible.setdefault(before, set()).add(act)
    chapters = []
    for name, state in procedure.states.items():
        acts = possible.get(name, set())
        # What makes the matter is told where the matter begins.
        acts |= possible.get("", set()) if name == procedure.begin else set()
        steps = (a for a in procedure.acts.values() if a.name in acts)
        told = tuple(_step(procedure, act, language, words) for act in steps)
        chapters.append(Chapter(name, say(state.label, language), state.is_end, told))
    return tuple(chapters)


_RELATIONS: Final = {
    "debtor": Text("承担单位", "of the body that owes it"),
    "creditor": Text("对应单位", "of the body it is owed to"),
    "maker": Text("提出人", "who raised it"),
    "place": Text("属地", "of the place"),
    "district": Text("区级", "of the district"),
}


def _step(procedure: Procedure, act: ActRule, language: str, words: Mapping[str, Text]) -> Step:
    def named(code: str) -> str:
        return say(words[code], language) if code in words else code

    owed = procedure.obligations
    return Step(
        act=act.name,
        label=say(act.label, language),
        who=_separator(language).join(_who(e, named, language) for e in act.by),
        needs=tuple(named(field) for field in act.needs),
        answers=_separator(language).join(say(owed[kind].label, language) for kind in act.on),
        opens=tuple(f"{say(owed[t.kind].label, language)}（{named(t.who)}）"
                    if language.startswith("zh")
                    else f"{say(owed[t.kind].label, language)} ({named(t.who)})"
                    for t in act.opens),
        to=say(procedure.states[act.to].label, language) if act.to else "",
        guards=tuple(named(guard.name) for guard in act.guards),
    )  # fmt: skip


def _who(entitled: Entitled, named, language: str) -> str:  # type: ignore[no-untyped-def]
    role: str = named(entitled.role)
    if entitled.relation not in _RELATIONS:
        return role
    relation = say(_RELATIONS[entitled.relation], language)
    return f"{role}（{relation}）" if language.startswith("zh") else f"{role} {relation}"


def _separator(language: str) -> str:
    return "、" if language.startswith("zh") else ", "


def _joined(moves: Iterable[Move]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for before, act, after in sorted(moves):
        if before and before != after:
            found.setdefault((before, after), []).append(act)
    return found


def _names(procedure: Procedure, acts: list[str], language: str) -> tuple[str, ...]:
    return tuple(say(procedure.acts[act].label, language) for act in acts)
