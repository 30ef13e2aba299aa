"""A folder of list files, read and checked as a whole before anything is written."""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huying.domain.duties import DutySet, Family, read_checklists
from huying.domain.duties.faults import RowFaults
from huying.domain.duties.integrity import list_faults
from huying.domain.duties.reading import (
    read_items,
    read_powers,
    read_rows,
    read_territorial,
    read_types,
)
from huying.domain.kernel.refusal import Fault, Refusal, Refused

HEADER = "lists.toml"
CHECKLISTS = "checklists"
CHECKLISTS_FILE = f"{CHECKLISTS}.toml"
_NEEDED = ("family", "file", "title_zh", "owner", "approver", "version", "valid_from", "lines")

Rows = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListFile:
    """One list of the folder: its header, its rows, and the digest of both."""

    family: Family
    header: Mapping[str, Any]
    rows: Rows
    digest: str

    @property
    def file(self) -> str:
        return str(self.header["file"])

    @property
    def version(self) -> str:
        return str(self.header["version"])

    @property
    def name(self) -> str:
        return f"{self.family} {self.version}"

    @property
    def valid_from(self) -> date:
        value: date = self.header["valid_from"]
        return value


@dataclass(frozen=True, slots=True)
class ChecklistFile:
    """The checklists of the folder: their version, their text, and its digest."""

    version: str
    text: str
    digest: str
    file: str = CHECKLISTS_FILE

    @property
    def name(self) -> str:
        return f"{CHECKLISTS} {self.version}"


def read_folder(folder: Path) -> tuple[ListFile, ...]:
    """All lists of `lists.toml`, in its order; Refused names every fault of a file at once."""
    try:
        data = tomllib.loads((folder / HEADER).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(Fault(HEADER, str(error), "list.file_unreadable")) from error
    headers = data.get("lists", [])
    faults = RowFaults()
    for number, header in enumerate(headers, start=1):
        _check_header(f"{HEADER}:{number}", header, faults)
    faults.refuse_any("list.file_invalid")
    return tuple(_list_file(folder, header) for header in headers)


def read_checklists_of(folder: Path, types: Collection[str]) -> tuple[ChecklistFile, ...]:
    """The folder's checklists, checked against the case types; () when it lays none down.

    Refused `list.file_invalid` names wrong rows, or case types that the district does not know.
    """
    path = folder / CHECKLISTS_FILE
    if not path.exists():
        return ()
    text = _text_of(path)
    found = read_checklists(text)
    unknown = sorted(found.case_types - set(types))
    if unknown:
        place = f"{CHECKLISTS_FILE}.case_type"
        raise _refused(*(Fault(place, code, "list.unknown_type") for code in unknown))
    return (ChecklistFile(found.version, text, hashlib.sha256(text.encode()).hexdigest()),)


def set_of(files: Collection[ListFile]) -> DutySet:
    """The lists as one duty set; Refused when a line cannot be read."""
    by_family = {file.family: file for file in files}
    catalogue = _rows(by_family, Family.RESPONSIBILITY)
    return DutySet(
        read_items(catalogue, _version(by_family, Family.RESPONSIBILITY), "responsibility"),
        types=read_types(catalogue),
        territorial=read_territorial(
            _rows(by_family, Family.TERRITORIAL), _version(by_family, Family.TERRITORIAL)
        ),
        powers=read_powers(_rows(by_family, Family.POWER)),
        versions={family: file.version for family, file in by_family.items()},
    )


def check(files: Collection[ListFile], chart_codes: tuple[set[str], set[str]] | None) -> None:
    """Refuse lists that contradict each other or name bodies the district does not have.

    `chart_codes` are the codes of departments and of street institutions; None while the
    district has no organisation chart yet, when references to bodies cannot be checked.
    """
    duties = set_of(files)
    if chart_codes is None:
        return
    departments, institutions = chart_codes
    faults = list_faults(duties, departments=departments, institutions=institutions)
    if faults:
        raise _refused(*faults)


def _check_header(place: str, header: Mapping[str, Any], faults: RowFaults) -> None:
    for key in _NEEDED:
        if not header.get(key):
            faults.add(place, key, "", "value.missing")
    if header.get("family") not in set(Family):
        options = "、".join(Family)
        faults.add(place, "family", header.get("family"), "value.not_one_of", options=options)
    if type(header.get("valid_from")) is not date:
        faults.add(place, "valid_from", header.get("valid_from"), "value.not_a_day")


def _list_file(folder: Path, header: Mapping[str, Any]) -> ListFile:
    name, family = str(header["file"]), Family(header["family"])
    text = _text_of(folder / name)
    rows = read_rows(text, family, name)
    if len(rows) != header["lines"]:
        params = {"lines": int(header["lines"]), "found": len(rows)}
        raise _refused(Fault(f"{name}.lines", str(len(rows)), "list.line_count", params))
    told = "\n".join(f"{key}={header[key]}" for key in sorted(header))
    digest = hashlib.sha256(f"{told}\n\n{text}".encode()).hexdigest()
    return ListFile(family, header, rows, digest)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(Fault(path.name, str(error), "list.file_unreadable")) from error


def _rows(by_family: Mapping[Family, ListFile], family: Family) -> Rows:
    return by_family[family].rows if family in by_family else ()


def _version(by_family: Mapping[Family, ListFile], family: Family) -> str:
    return by_family[family].version if family in by_family else ""


def _refused(*faults: Fault) -> Refused:
    return Refused(Refusal("list.file_invalid", faults=faults))
