"""Publication of lists and policies: whole files, checked first, never edited afterwards."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from huying.apps.duties import list_files
from huying.apps.duties.line_rows import line_rows, type_rows
from huying.apps.duties.list_files import CHECKLISTS, ChecklistFile, ListFile
from huying.apps.duties.models import (
    CaseType,
    DutyItem,
    DutyList,
    PublishedChecklists,
    PublishedPolicy,
)
from huying.apps.organisations import queries as organisations
from huying.domain.duties import Family, read_policies
from huying.domain.kernel.bodies import INNER, BodyKind
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform.database import write_transaction
from huying.platform.ids import new_ids
from huying.platform.matters.stamps import raise_stamp

_TYPE_COLUMNS = ("name_zh", "name_en", "major_code", "major_zh", "major_en")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder brought: `family version` of lists that are new, and of those already there."""

    published: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def load_lists(district_id: int, folder: Path, at: datetime, by: int | None = None) -> Loaded:
    """Publish the lists of a folder (`lists.toml`, its tables, and `checklists.toml` where there
    is one); again, it changes nothing.

    Refused `list.file_invalid` carries all faults of the files, and a published version whose
    content has changed. A new version ends its predecessor on the day before it begins.
    """
    files = list_files.read_folder(folder)
    list_files.check(files, _chart_codes(district_id))
    checklists = list_files.read_checklists_of(folder, _types(district_id, files))
    known = _known_digests(district_id)
    fresh = [file for file in files if file.name not in known]
    laid_down = [file for file in checklists if file.name not in known]
    _refuse_changed((*files, *checklists), known)
    # Ids are taken in a transaction of their own, so before this one opens.
    ids = {file.family: new_ids(at, 1 + 2 * len(file.rows)) for file in fresh}
    texts = list(zip(laid_down, new_ids(at, len(laid_down)), strict=True)) if laid_down else []
    if fresh or texts:
        with write_transaction():
            for file in fresh:
                _publish(file, district_id, ids[file.family], at, by)
            for text, new in texts:
                _publish_checklists(text, district_id, new, at, by)
            raise_stamp(district_id)
    names = [*(file.name for file in files), *(file.name for file in checklists)]
    return Loaded(
        tuple(name for name in names if name not in known),
        tuple(name for name in names if name in known),
    )


def publish_policies(district_id: int, text: str, at: datetime, by: int | None = None) -> bool:
    """Publish a policy text (`data/policies/limits.toml`); False when this version is there.

    Refused `policies.file_invalid` names every wrong row, or a version whose text has changed.
    """
    version = read_policies(text).version
    digest = hashlib.sha256(text.encode()).hexdigest()
    there = PublishedPolicy.objects.filter(district_id=district_id, version=version).first()
    if there is not None:
        if there.digest != digest:
            fault = Fault("version", version, "list.version_is_published")
            raise Refused(Refusal("policies.file_invalid", faults=(fault,)))
        return False
    (new,) = new_ids(at, 1)
    with write_transaction():
        PublishedPolicy.objects.create(
            id=new,
            district_id=district_id,
            version=version,
            text=text,
            digest=digest,
            published_at=at,
            published_by=by,
        )
        raise_stamp(district_id)
    return True


def _chart_codes(district_id: int) -> tuple[set[str], set[str]] | None:
    chart = organisations.chart(district_id)
    if not len(chart):
        return None
    departments = {
        body.code
        for kind in (BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.CENTRE, BodyKind.INSPECTION)
        for body in chart.of_kind(kind)
    }
    inner = {body.code for kind in INNER for body in chart.of_kind(kind)}
    return departments, {code.rsplit("-", 1)[-1] for code in inner}


def _types(district_id: int, files: Iterable[ListFile]) -> set[str]:
    """Case types of these files, and those of earlier ones: they stay known."""
    rows = CaseType.objects.filter(district_id=district_id)
    of_files = (file for file in files if file.family is Family.RESPONSIBILITY)
    return {line["code"] for file in of_files for line in file.rows} | set(
        rows.values_list("code", flat=True)
    )


def _known_digests(district_id: int) -> dict[str, str]:
    """Digests of what is published, by `family version`."""
    rows = DutyList.objects.filter(district_id=district_id)
    known = {f"{row.family} {row.version}": row.digest for row in rows}
    texts = PublishedChecklists.objects.filter(district_id=district_id)
    return known | {f"{CHECKLISTS} {row.version}": row.digest for row in texts}


def _refuse_changed(files: Iterable[ListFile | ChecklistFile], known: Mapping[str, str]) -> None:
    faults = tuple(
        Fault(f"{file.file}.version", file.version, "list.version_is_published")
        for file in files
        if known.get(file.name, file.digest) != file.digest
    )
    if faults:
        raise Refused(Refusal("list.file_invalid", faults=faults))


def _publish_checklists(
    file: ChecklistFile, district_id: int, new: int, at: datetime, by: int | None
) -> None:
    PublishedChecklists.objects.create(
        id=new,
        district_id=district_id,
        version=file.version,
        text=file.text,
        digest=file.digest,
        published_at=at,
        published_by=by,
    )


def _publish(
    file: ListFile, district_id: int, ids: list[int], at: datetime, by: int | None
) -> None:
    header, count = file.header, len(file.rows)
    earlier = DutyList.objects.filter(
        district_id=district_id,
        family=file.family,
        valid_from__lt=file.valid_from,
        valid_until__isnull=True,
    )
    earlier.update(valid_until=file.valid_from - timedelta(days=1))
    duty_list = DutyList.objects.create(
        id=ids[0],
        district_id=district_id,
        family=str(file.family),
        version=file.version,
        title_zh=header["title_zh"],
        title_en=header.get("title_en", ""),
        owner=header["owner"],
        approver=header["approver"],
        document=header.get("document", ""),
        valid_from=file.valid_from,
        line_count=count,
        digest=file.digest,
        published_at=at,
        published_by=by,
    )
    DutyItem.objects.bulk_create(line_rows(file, duty_list, ids[1 : count + 1]), batch_size=200)
    if file.family is Family.RESPONSIBILITY:
        CaseType.objects.bulk_create(
            type_rows(file, district_id, ids[count + 1 :]),
            batch_size=200,
            update_conflicts=True,
            unique_fields=("district_id", "code"),
            update_fields=_TYPE_COLUMNS,
        )
