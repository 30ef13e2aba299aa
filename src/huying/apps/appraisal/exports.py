"""The league and the matrix as tables of a file: every count, percent with two decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from huying.apps.appraisal import wording
from huying.apps.appraisal.league import Place
from huying.apps.appraisal.matrix import Matrix
from huying.apps.appraisal.pairs import Pairs
from huying.apps.appraisal.question import MATRIX, Question
from huying.domain.appraisal.share import shown
from huying.domain.cases.facts import local_day


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: a head and rows of as many cells."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]


def sheet_of(question: Question, rows: Iterable[Place]) -> Sheet:
    """The rows of a split, in the order given."""
    name, chart = question.namer, question.known.chart

    def code(row: Place) -> str:
        found = chart.body(int(row.key)) if row.group and int(row.key) in chart else None
        return found.code if found else str(row.key)

    return Sheet(
        _file_name(question), _head(), ([code(r), name(r.key).plain, *_cells(r)] for r in rows)
    )


def matrix_sheet(question: Question, matrix: Matrix) -> Sheet:
    """Two columns for each block: orders and unsolved."""
    words = (gettext("%(block)s 件数"), gettext("%(block)s 未解决"))
    head = [gettext("条（部门）")]
    head += [w % {"block": b.plain} for b in (*matrix.blocks, matrix.all_blocks) for w in words]
    rows = (
        [line.name.plain, *(n for _, cell in line.cells for n in (cell.orders, cell.unsolved))]
        for line in (*matrix.lines, matrix.total)
    )
    return Sheet(_file_name(question), head, rows)


def pairs_sheet(question: Question, pairs: Pairs) -> Sheet:
    """Marks in both directions, a row a pair."""
    by_street, by_department = gettext("街道评部门"), gettext("部门评街道")
    marks = (gettext("好"), gettext("一般"), gettext("差"), gettext("折算 %"))
    ways = [f"{way} {mark}" for way in (by_street, by_department) for mark in marks]
    rows = (
        [
            row.street.plain,
            row.department.plain,
            *(
                cell
                for way in (row.by_street, row.by_department)
                for cell in (way.marks.good, way.marks.fair, way.marks.poor, shown(way.share))
            ),
        ]
        for row in pairs.rows
    )
    return Sheet(_file_name(question), [gettext("街道"), gettext("部门"), *ways], rows)


def _file_name(question: Question) -> str:
    period = question.period
    split = "lines-blocks" if question.split == MATRIX else question.split
    return f"rates-{split}-{local_day(period.start):%Y%m%d}-{local_day(period.end):%Y%m%d}"


def _head() -> list[str]:
    return [
        gettext("编码"), gettext("名称"),
        gettext("到期"), gettext("按时"), gettext("响应率 %"),
        gettext("已解决"), gettext("部分解决"), gettext("未解决"), gettext("解决率 %"),
        gettext("区间下限 %"), gettext("区间上限 %"), gettext("类内位次"),
        gettext("满意"), gettext("基本满意"), gettext("不满意"), gettext("满意率 %"),
        gettext("综合 %"), gettext("未联系上"), gettext("退回"),
        gettext("剔除"), gettext("剔除率 %"), gettext("比上期（百分点）"),
    ]  # fmt: skip


def _cells(row: Place) -> list[object]:
    tally, rates = row.tally, row.rates
    change = wording.change(row.change)
    bounds = (row.interval.low, row.interval.high) if row.interval else (None, None)
    return [
        tally.due, tally.in_time, shown(rates.response),
        tally.solved, tally.partly, tally.unsolved, shown(rates.resolution),
        *("" if bound is None else f"{bound * 100:.2f}" for bound in bounds), wording.rank(row),
        tally.satisfied, tally.basically, tally.unsatisfied, shown(rates.satisfaction),
        shown(rates.composite), tally.unreached, tally.returned,
        tally.excluded, shown(rates.exclusion),
        f"{change.mark}{change.points}" if change else "",
    ]  # fmt: skip
