"""A filtered list as a file. No cell can start a formula in the program that opens it."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

#: First characters by which a spreadsheet takes text for a formula.
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
#: A spreadsheet recognises UTF-8 by this mark.
_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """The text of a cell; one that could start a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u3000\ufeff").startswith(_STARTERS) else text


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return (_MARK + out.getvalue()).encode()


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of text cells: no number is rounded, no code loses its leading zeros."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, title in enumerate(head):
            sheet.write_string(0, column, safe_cell(title), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, safe_cell(cell))
        sheet.freeze_panes(1, 0)
    return out.getvalue()
