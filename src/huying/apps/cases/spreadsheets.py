"""Rows of an XLSX workbook's first sheet, after looking at what it would unfold to."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from huying.domain.kernel.refusal import Refusal, Refused

_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_BOOK: Final = "xl/workbook.xml"
#: Parts of the two other zipped formats, which unfold by other rules.
_OTHER_BOOKS: Final = frozenset({"xl/workbook.bin", "content.xml"})
_XML_BEGINS: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CHUNK: Final = 1 << 16
#: Deflate packs at most about 1,000 to 1; a real workbook stays far below this.
_MOST_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Caps:
    """上限: what a file may hold; bytes as it comes and as it unpacks, rows, columns, cells."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 500_000_000
    rows: int = 500_000
    columns: int = 200
    cells: int = 5_000_000


def sheet_rows(path: Path, caps: Caps) -> Iterator[list[str]]:
    """Rows of the first sheet as texts; Refused for a bomb or a workbook that cannot be read."""
    _look_inside(path, caps)
    try:
        with path.open("rb") as stream:
            workbook = python_calamine.CalamineWorkbook.from_filelike(stream)
            sheet = workbook.get_sheet_by_index(0)
            # Leading empty rows are kept, or the row numbers told to the user would be wrong.
            rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError, OSError, ValueError) as error:
        raise _broken(error) from None
    return ([cell_text(cell) for cell in row] for row in rows)


def cell_text(value: Any) -> str:
    """A typed cell as a CSV export would have it: `2026-03-09 17:31:20`, `39`, `0.5`, `1`."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # Spreadsheets know only floats: the number 39 comes as 39.0.
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _look_inside(path: Path, caps: Caps) -> None:
    # The reader unfolds a sheet to a full rectangle: two cells at opposite corners of an
    # otherwise empty sheet are 17 thousand million cells. So the corners are looked at first.
    try:
        with zipfile.ZipFile(path) as archive:
            _check_kind(set(archive.namelist()))
            _check_sizes(archive.infolist(), caps)
            # Every part: which one is the sheet is for the workbook to say, under any name.
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    _check_corner(stream, caps)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _broken(error) from None
    except (SAXException, DefusedXmlException) as error:
        raise _broken(error) from None


def _check_kind(names: set[str]) -> None:
    if _BOOK not in names or names & _OTHER_BOOKS:
        raise Refused(Refusal("import_no_workbook", params={"known": "CSV, CSV.gz, XLSX"}))


def _check_sizes(entries: list[zipfile.ZipInfo], caps: Caps) -> None:
    # zipfile stops reading at the size an entry declares, so the declared sizes bind.
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > _RATIO_MATTERS_FROM and unpacked > packed * _MOST_RATIO
    if unpacked > caps.unpacked_bytes or is_bomb:
        params = {"most": caps.unpacked_bytes}
        raise Refused(Refusal("import_unpacks_too_big", params=params))


class _Corner(ContentHandler):
    """Follows the right lower corner of the rectangle a sheet unfolds to."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.columns = self._at_column = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the parser's name
        kind = name.rpartition(":")[2]
        if kind == "row":
            number = str(attrs.get("r", ""))
            self.rows = max(self.rows + 1, int(number) if number.isdecimal() else 0)
            self._at_column = 0
        elif kind == "c":
            place = _CELL.fullmatch(attrs.get("r", ""))
            self._at_column = _column(place[1]) if place else self._at_column + 1
            self.columns = max(self.columns, self._at_column)
            self.rows = max(self.rows, int(place[2]) if place else 0)


def _check_corner(stream: IO[bytes], caps: Caps) -> None:
    corner = _Corner()
    parser = make_parser()
    parser.setContentHandler(corner)
    chunk = stream.read(_CHUNK)
    if not chunk.lstrip().startswith(_XML_BEGINS):
        return  # a picture or the printer's settings
    while chunk:
        parser.feed(chunk)
        chunk = stream.read(_CHUNK)
        if corner.rows > caps.rows + 1:
            raise Refused(Refusal("import_too_many_rows", params={"most": caps.rows}))
        if corner.rows * corner.columns > caps.cells:
            raise Refused(Refusal("import_too_many_cells", params={"most": caps.cells}))
    parser.close()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _broken(error: Exception) -> Refused:
    return Refused(Refusal("import_broken_workbook", params={"why": str(error)[:200]}))
