"""Files as people really send them, and files made to harm."""

import csv
import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from huying.apps.cases.files import read_table
from huying.apps.cases.spreadsheets import Caps
from huying.domain.kernel.refusal import Refused

HEADER = ["msg_id", "user", "title", "created", "body"]
ROW = ["900001", "U0000001", "路灯不亮", "2026/3/9  20:00:00", "东门外，三盏路灯\n已一周不亮。"]
SHEET = "xl/worksheets/sheet1.xml"


def text_of(*rows, delimiter=",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(path: Path, *rows) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d hh:mm:ss"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell)
            else:
                sheet.write(number, column, cell)
    book.close()
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one part replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in {**parts, name: content}.items():
            archive.writestr(part, data)
    return path


def refused(path: Path, caps: Caps | None = None) -> str:
    with pytest.raises(Refused) as caught:
        list(read_table(path, caps).rows)
    return caught.value.refusal.code


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_csv_in_the_encodings_of_the_country(tmp_path, encoding, found, delimiter, pack):
    content = pack(text_of(HEADER, ROW, ROW, delimiter=delimiter).encode(encoding))
    table = read_table(write(tmp_path, "export.dat", content))
    assert (table.kind, table.encoding, table.delimiter) == ("csv", found, delimiter)
    assert table.header == tuple(HEADER)
    rows = list(table.rows)
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells == dict(zip(HEADER, ROW, strict=True))


def test_a_long_text_before_the_first_chinese_sign_is_still_recognised(tmp_path):
    content = text_of(HEADER, ["1", "u", "t", "", "a" * 99_000], ROW).encode("gb18030")
    assert read_table(write(tmp_path, "a.csv", content)).encoding == "gb18030"


def test_delimiters_inside_quotes_do_not_count(tmp_path):
    content = b'"a,b,c,d,e";b\n1;2\n'
    assert read_table(write(tmp_path, "a.csv", content)).header == ("a,b,c,d,e", "b")


def test_row_numbers_are_those_of_the_file(tmp_path):
    content = text_of([], HEADER, [], ROW, ["", " ", "", "", ""], ROW).encode()
    rows = list(read_table(write(tmp_path, "a.csv", content)).rows)
    assert [row.number for row in rows] == [4, 6]


def test_short_and_long_rows_are_told(tmp_path):
    content = text_of(HEADER, ROW[:3], [*ROW, "", "more"]).encode()
    short, long = read_table(write(tmp_path, "a.csv", content)).rows
    assert (short.missing, long.extra) == (2, ("more",))


def test_a_workbook(tmp_path):
    typed = [900001, "U0000001", "路灯不亮", datetime.fromisoformat("2026-03-09 20:00:00"), ROW[4]]
    path = workbook(tmp_path / "a.xlsx", HEADER, typed, [], [0.5, "", True, None, "短"])
    table = read_table(path)
    assert (table.kind, table.header) == ("xlsx", tuple(HEADER))
    first, second = table.rows
    assert first.cells == dict(
        zip(HEADER, ["900001", "U0000001", "路灯不亮", "2026-03-09 20:00:00", ROW[4]], strict=True)
    )
    assert (second.number, second.missing, second.extra) == (4, 0, ())
    assert second.cells["msg_id"] == "0.5"
    assert second.cells["title"] == "1"


def test_the_kind_comes_from_the_bytes_not_the_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADER, ROW).rename(tmp_path / "a.csv")
    assert read_table(path).kind == "xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty_file"),
        (b"\n \n,,\n", "import_empty_file"),
        (b"a,b,a\n1,2,3\n", "import_columns_twice"),
        (b'a,b\n1,"never closed\n2,3\n', "import_broken_csv"),
        (b"a,b\n\xff\xff\xff,1\n", "import_encoding"),
        (b"\xef\xbb\xbfa,b\n\xc4\xe3,1\n", "import_encoding"),
        (gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "import_broken_archive"),
        (b"\x1f\x8b\x08 nothing of the kind", "import_broken_archive"),
        (b"PK\x03\x04 nothing of the kind", "import_broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_old_excel"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, content, code):
    assert refused(write(tmp_path, "a.csv", content)) == code


def test_no_file(tmp_path):
    assert refused(tmp_path / "missing.csv") == "import_no_file"
    assert refused(tmp_path) == "import_no_file"


@pytest.mark.parametrize(
    ("caps", "code"),
    [
        (Caps(file_bytes=10), "import_file_too_big"),
        (Caps(unpacked_bytes=1000), "import_unpacks_too_big"),
        (Caps(rows=3), "import_too_many_rows"),
        (Caps(columns=4), "import_too_many_columns"),
    ],
)
def test_caps_of_csv(tmp_path, caps, code):
    packed = gzip.compress(text_of(HEADER, *[ROW] * 40).encode())
    assert refused(write(tmp_path, "a.csv.gz", packed), caps) == code


def test_a_gzip_bomb_stops_at_the_cap(tmp_path):
    bomb = gzip.compress(bytes(30_000_000))
    assert refused(write(tmp_path, "a.gz", bomb), Caps(unpacked_bytes=2_000_000)) == (
        "import_unpacks_too_big"
    )


@pytest.mark.parametrize(
    ("caps", "code"),
    [
        (Caps(unpacked_bytes=1000), "import_unpacks_too_big"),
        (Caps(rows=3), "import_too_many_rows"),
        (Caps(columns=4), "import_too_many_columns"),
        (Caps(cells=20), "import_too_many_cells"),
    ],
)
def test_caps_of_a_workbook(tmp_path, caps, code):
    assert refused(workbook(tmp_path / "a.xlsx", HEADER, *[ROW] * 9), caps) == code


def sheet(rows: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="400000"><c r="XFD400000"/></row>',
            "import_too_many_cells",
        ),
        ("<row r='9999999'><c r='A9999999'><v>1</v></c></row>", "import_too_many_rows"),
        ("<row><c r='XFD&#52;00000'><v>1</v></c></row>", "import_too_many_cells"),
    ],
)
def test_two_far_corners_do_not_unfold(tmp_path, rows, code):
    path = workbook(tmp_path / "a.xlsx", HEADER, ROW)
    assert refused(with_part(path, SHEET, sheet(rows))) == code


def test_a_sheet_under_another_name_is_looked_at_too(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADER, ROW)
    far = sheet('<row r="1"><c r="A1"/></row><row r="400000"><c r="XFD400000"/></row>')
    assert refused(with_part(path, "xl/media/image1.png", far)) == "import_too_many_cells"


def test_entities_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADER, ROW)
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert refused(with_part(path, SHEET, sheet("", laughs))) == "import_broken_workbook"


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path):
    path = with_part(workbook(tmp_path / "a.xlsx", HEADER, ROW), "xl/x.xml", bytes(20_000_000))
    assert refused(path) == "import_unpacks_too_big"


def test_other_zipped_formats_are_no_workbook(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert refused(path) == "import_no_workbook"
    book = workbook(tmp_path / "b.xlsx", HEADER, ROW)
    assert refused(with_part(book, "content.xml", b"<x/>")) == "import_no_workbook"


def test_an_encrypted_or_cut_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADER, ROW)
    path.write_bytes(path.read_bytes()[:-40])
    assert refused(path) == "import_broken_workbook"
    broken = with_part(workbook(tmp_path / "b.xlsx", HEADER, ROW), SHEET, b"<worksheet><row")
    assert refused(broken) == "import_broken_workbook"
