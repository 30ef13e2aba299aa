"""Texts of the reference pages that come from data: the case procedure, limits, refusals."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.model import ActRule, Procedure, Text
from huying.domain.procedure.moves import moves_of
from huying.platform.environment import ROOT

# The pages describe what ships, whatever rules folder this installation uses.
DATA: Final = ROOT / "data"


def case_page() -> str:
    """docs/reference/case-procedure.md: states, promises and acts of the case procedure."""
    source = "data/procedures/case.toml"
    read = read_procedure((ROOT / source).read_text("utf-8"), file=source)
    return _page(
        f"{read.title.zh} {read.title.en}",
        source,
        [
            *_section("状态图 State diagram", _diagram(read)),
            *_section("状态 States", _states(read)),
            *_section("责任 Obligations", _obligations(read)),
            *_section("操作 Acts", _acts(read)),
        ],
    )


def deadlines_page() -> str:
    """docs/reference/deadlines.md: limits, numbers and the ladder of late promises."""
    source = "data/policies/limits.toml"
    read = tomllib.loads((ROOT / source).read_text("utf-8"))
    return _page(
        "时限与参数 Deadlines and parameters",
        source,
        [
            *_section("时限 Limits", _limits(read["limits"])),
            *_section("参数 Numbers", _numbers(read["numbers"])),
            *_section("逾期逐级告知 Who hears of a late promise", _ladder(read["ladders"])),
        ],
    )


def refusals_page() -> str:
    """docs/reference/refusals.md: every code with its sentence in both languages."""
    source = "data/texts/refusals.toml"
    read = tomllib.loads((ROOT / source).read_text("utf-8"))
    rows = ((f"`{code}`", text["zh"], text["en"]) for code, text in sorted(read.items()))
    table = _table(("编号 Code", "中文", "English"), rows)
    return _page("不予的理由 Refusals", source, [*table, ""])


def _page(title: str, source: str, lines: Iterable[str]) -> str:
    head = (
        f"# {title}\n\n由 `huying docs` 从 `{source}` 生成,请勿手改。\n"
        f"Printed by `huying docs` from `{source}`; do not edit.\n\n"
    )
    return head + "\n".join(lines)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "", *lines, "")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in row) + " |"


# ---- the case procedure ------------------------------------------------------------------------


def _diagram(procedure: Procedure) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for before, act, after in sorted(moves_of(procedure)):
        if before != after:
            arrows.setdefault((before or "[*]", after), []).append(_both(procedure.acts[act].label))
    yield from ("```mermaid", "stateDiagram-v2")
    for state in procedure.states.values():
        yield f'    state "{_both(state.label)}" as {state.name}'
    for (before, after), acts in arrows.items():
        yield f"    {before} --> {after}: {' / '.join(acts)}"
    for state in procedure.states.values():
        if state.is_end:
            yield f"    {state.name} --> [*]"
    yield "```"


def _states(procedure: Procedure) -> Iterator[str]:
    rows = (
        (f"`{s.name}`", s.label.zh, s.label.en, "是 yes" if s.is_end else "")
        for s in procedure.states.values()
    )
    return _table(("编号 Code", "中文", "English", "了结 End"), rows)


def _obligations(procedure: Procedure) -> Iterator[str]:
    rows = (
        (f"`{o.name}`", o.label.zh, o.label.en, *_codes(o.debtor, o.creditor, o.limit))
        for o in procedure.obligations.values()
    )
    head = ("编号 Code", "中文", "English", "责任方 Debtor", "对方 Creditor", "时限 Limit")
    return _table(head, rows)


def _acts(procedure: Procedure) -> Iterator[str]:
    head = (
        "编号 Code", "中文", "English", "谁 By", "回应 Answers", "必填 Needs",
        "条件 Guards", "开启 Opens", "转到 To",
    )  # fmt: skip
    return _table(head, (_act(act, procedure) for act in procedure.acts.values()))


def _act(act: ActRule, procedure: Procedure) -> tuple[str, ...]:
    by = (f"{e.role}@{e.relation}" if e.relation else e.role for e in act.by)
    answers = [procedure.obligations[kind].name for kind in act.on]
    guards = (
        g.name + (f":{','.join(g.arguments)}" if g.arguments else "") + (f"@{g.who}" * bool(g.who))
        for g in act.guards
    )
    outcome = f" → {act.outcome}" if act.on else ""
    return (
        f"`{act.name}`", act.label.zh, act.label.en, _coded(by), _coded(answers) + outcome,
        _coded(act.needs), _coded(guards), _coded(f"{t.kind}@{t.who}" for t in act.opens),
        _coded((act.to,) if act.to else ()),
    )  # fmt: skip


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _codes(*words: str) -> tuple[str, ...]:
    return tuple(f"`{word}`" for word in words)


def _coded(words: Iterable[str]) -> str:
    return "<br>".join(f"`{word}`" for word in words)


# ---- limits ------------------------------------------------------------------------------------

_UNITS: Final = {
    "minute": "分钟 minutes",
    "hour": "小时 hours",
    "day": "天 days",
    "work_hour": "工作小时 work hours",
    "work_day": "工作日 work days",
}
_LOOKED_UP: Final = {
    "item": "事项的总时限 overall limit of the item",
    "stage": "事项的该环节时限 the item's limit for this stage",
}


def _limits(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    head = ("名称 Name", "条件 When", "时限 Limit", "起 From", "依据 Source")
    told = (
        (f"`{r['name']}`", _when(r), _length(r), str(r["valid_from"]), str(r["source"]))
        for r in rows
    )
    return _table(head, told)


def _when(row: Mapping[str, Any]) -> str:
    return ", ".join(f"`{key} = {value}`" for key, value in row.get("when", {}).items())


def _length(row: Mapping[str, Any]) -> str:
    if "value" in row:
        return f"{row['value']} {_UNITS[row['unit']]}"
    return next(words for key, words in _LOOKED_UP.items() if key in row)


def _numbers(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    told = (
        (f"`{r['name']}`", str(r["value"]), str(r["valid_from"]), str(r["source"])) for r in rows
    )
    return _table(("名称 Name", "值 Value", "起 From", "依据 Source"), told)


def _ladder(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    told = (
        (_when(row) or "其余 all others", *step, str(row["valid_from"]))
        for row in rows
        for step in _steps(row)
    )
    return _table(("条件 When", "级 Step", "告知谁 Who", "多久以后 After", "起 From"), told)


def _steps(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "0", "、".join(f"`{role}`" for role in row["soon"]), "快到期 due soon"
    for nth, step in enumerate(row["steps"], 1):
        who = f"`{step['to']}`" + (f" ({step['at']})" if "at" in step else "")
        yield str(nth), who, _length(step) if "value" in step else "逾期当时 at once"
