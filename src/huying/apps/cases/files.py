"""Files to be imported, as rows: CSV, CSV.gz and XLSX, within caps that a crafted file cannot pass.

Raises `Refused` with a code and the remedy's numbers when the file itself cannot be read; what is
wrong in a row is the business of `huying.domain.cases.intake`.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from huying.apps.cases.spreadsheets import Caps, sheet_rows
from huying.domain.cases.intake import SourceRow, tidy_line
from huying.domain.kernel.refusal import Refusal, Refused

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_CHUNK: Final = 1 << 18
_DELIMITERS: Final = ",\t;|"
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Table:
    """表: the header and the rows of a file, read while they are asked for, once.

    `kind` "csv" or "xlsx"; `encoding` and `delimiter` as found ("" for xlsx).
    """

    header: tuple[str, ...]
    rows: Iterator[SourceRow]
    kind: str
    encoding: str = ""
    delimiter: str = ""


def read_table(path: Path, caps: Caps | None = None) -> Table:
    """The table in a file; what it is comes from its first bytes, not from its name."""
    caps = caps or Caps()
    if not path.is_file():
        raise Refused(Refusal("import_no_file", params={"file": path.name}))
    size = path.stat().st_size
    if size > caps.file_bytes:
        raise _too_big("import_file_too_big", caps.file_bytes)
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_ZIP):
        return _table(enumerate(sheet_rows(path, caps), 1), caps, "xlsx")
    if head.startswith(_OLD_EXCEL):
        raise Refused(Refusal("import_old_excel", params={"file": path.name}))
    opened = gzip.open if head.startswith(_GZIP) else open
    return _csv_table(lambda: opened(path, "rb"), caps)  # type: ignore[arg-type, return-value]


def _csv_table(opened: Callable[[], BinaryIO], caps: Caps) -> Table:
    encoding = _encoding(opened, caps)
    delimiter = _delimiter(opened, encoding)
    rows = _csv_rows(opened, encoding, delimiter)
    return _table(rows, caps, "csv", encoding, delimiter)


def _table(
    rows: Iterable[tuple[int, Sequence[str]]],
    caps: Caps,
    kind: str,
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    filled = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    _, first = next(filled, (0, ()))
    header = _header(first, caps)
    return Table(header, _source_rows(filled, header, caps, kind), kind, encoding, delimiter)


def _header(cells: Sequence[str], caps: Caps) -> tuple[str, ...]:
    header = [tidy_line(cell) for cell in cells]
    while header and not header[-1]:
        header.pop()  # spreadsheets carry empty columns at the right
    if not header:
        raise Refused(Refusal("import_empty_file"))
    if len(header) > caps.columns:
        raise _too_big("import_too_many_columns", caps.columns)
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise Refused(Refusal("import_columns_twice", params={"columns": "、".join(twice)}))
    return tuple(header)


def _source_rows(
    rows: Iterable[tuple[int, Sequence[str]]], header: tuple[str, ...], caps: Caps, kind: str
) -> Iterator[SourceRow]:
    width = len(header)
    for count, (number, cells) in enumerate(rows, 1):
        if count > caps.rows:
            raise _too_big("import_too_many_rows", caps.rows)
        # A spreadsheet has no short rows: cells that were never filled are empty.
        missing = max(0, width - len(cells)) if kind == "csv" else 0
        extra = tuple(cell for cell in cells[width:] if cell.strip())
        named = {column: cell for column, cell in zip(header, cells, strict=False) if column}
        yield SourceRow(number, named, extra, missing)


def _encoding(opened: Callable[[], BinaryIO], caps: Caps) -> str:
    """utf-8-sig, utf-16 or gb18030, by reading it all; the cap on unpacked bytes is kept here."""
    with _readable(), opened() as stream:
        head = stream.read(4)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        # Whatever is valid UTF-8 is UTF-8: Chinese text in GB18030 hardly ever is.
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(opened, encoding, caps):
            return encoding
    raise Refused(Refusal("import_encoding", params={"known": "UTF-8, GB18030, UTF-16"}))


def _decodes(opened: Callable[[], BinaryIO], encoding: str, caps: Caps) -> bool:
    total = 0
    decode = codecs.getincrementaldecoder(encoding)().decode
    with _readable(), opened() as stream:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > caps.unpacked_bytes:
                raise _too_big("import_unpacks_too_big", caps.unpacked_bytes)
            try:
                decode(chunk)
            except UnicodeDecodeError:
                return False
    try:
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(opened: Callable[[], BinaryIO], encoding: str) -> str:
    with opened() as stream, io.TextIOWrapper(stream, encoding) as text:
        header = next(
            (line for line in iter(lambda: text.readline(_CHUNK), "") if line.strip()), ""
        )
    outside_quotes = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count)


def _csv_rows(
    opened: Callable[[], BinaryIO], encoding: str, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    with _readable(), opened() as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                yield number, cells
        except csv.Error as error:
            # Mostly a quote never closed, which would swallow the rest of the file.
            why = str(error)
            params: dict[str, str | int] = {"row": number + 1, "line": reader.line_num, "why": why}
            raise Refused(Refusal("import_broken_csv", params=params)) from None


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refused(Refusal("import_broken_archive", params={"why": str(error)})) from None


def _too_big(code: str, most: int) -> Refused:
    return Refused(Refusal(code, params={"most": most}))
