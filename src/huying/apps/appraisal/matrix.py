"""条 × 块: departments against streets, with sums of both (S1-35)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from huying.apps.appraisal import names
from huying.apps.appraisal.names import Called
from huying.apps.appraisal.question import Question
from huying.apps.appraisal.standing import Cell, line_by_block
from huying.domain.kernel.bodies import BodyKind


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """一行: a department and its cells with their blocks, the sum last."""

    name: Called
    cells: tuple[tuple[Called, Cell], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """条块表: lines with most cases first; only blocks and lines that have any case."""

    blocks: tuple[Called, ...]
    all_blocks: Called
    lines: tuple[MatrixLine, ...]
    total: MatrixLine


def matrix_of(question: Question) -> Matrix:
    """Cases opened in the period by line and block: one statement."""
    found = line_by_block(question.district, question.period, channel=question.channel)
    blocks = _blocks(question, found)
    lines: dict[int | None, Cell] = {}
    for (line, _), cell in found.items():
        lines[line] = lines.get(line, Cell()) + cell
    order = sorted(lines, key=lambda line: (-lines[line].orders, line or 0))
    named = [names.area_name(question.district, question.known.chart, b) for b in blocks]
    whole = _word(gettext("合计"))

    def row(name: Called, cells: list[Cell]) -> MatrixLine:
        both = zip((*named, whole), (*cells, sum(cells, Cell())), strict=True)
        return MatrixLine(name, tuple(both))

    return Matrix(
        blocks=tuple(named),
        all_blocks=whole,
        lines=tuple(
            row(_line_name(question, line), [found.get((line, b), Cell()) for b in blocks])
            for line in order
        ),
        total=row(whole, [_sum(found, block=block) for block in blocks]),
    )


def _blocks(question: Question, found: Mapping[tuple[int | None, str], Cell]) -> list[str]:
    """Codes of streets in the order of the chart; cases not placed yet stand last."""
    streets = [body.area_code for body in question.known.chart.of_kind(BodyKind.STREET)]
    used = {block for _, block in found}
    return [code for code in sorted(streets) if code in used] + sorted(used - set(streets))


def _line_name(question: Question, line: int | None) -> Called:
    if line is None:
        return _word(gettext("还没定主管部门"))
    return names.body_name(question.known.chart, line)


def _sum(found: Mapping[tuple[int | None, str], Cell], *, block: str) -> Cell:
    return sum((cell for (_, b), cell in found.items() if b == block), Cell())


def _word(text: str) -> Called:
    return Called(text, text)
