"""Published procedures: rows, read once per process, never edited."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.model import Procedure
from huying.platform.database import write_transaction
from huying.platform.ids import new_id
from huying.platform.matters.contexts import all_guards
from huying.platform.matters.models import PublishedProcedure


class ProcedureChanged(Exception):
    """A file says something else than the version published under the same number."""


class GuardMissing(Exception):
    """A published procedure names a guard that no context registered any more."""


@lru_cache(maxsize=64)
def procedure(district_id: int, code: str, version: int) -> Procedure:
    """A published version; PublishedProcedure.DoesNotExist when there is none."""
    row = PublishedProcedure.objects.get(district_id=district_id, code=code, version=version)
    return read_procedure(row.text, file=f"{code}@{version}")


@lru_cache(maxsize=64)
def newest(district_id: int, code: str, stamp: int) -> Procedure:  # noqa: ARG001
    """The version new matters begin under, as of the district's stamp."""
    rows = PublishedProcedure.objects.filter(district_id=district_id, code=code)
    return procedure(district_id, code, rows.latest("version").version)


@lru_cache(maxsize=16)
def all_newest(district_id: int, stamp: int) -> tuple[Procedure, ...]:
    """The newest version of every procedure of a district, as of its stamp."""
    codes = PublishedProcedure.objects.filter(district_id=district_id).values_list("code")
    return tuple(newest(district_id, code, stamp) for (code,) in codes.distinct().order_by("code"))


def publish(district_id: int, path: Path, *, at: datetime, by: int | None = None) -> bool:
    """Publishes a procedure file unless this version stands already; True when it is new.

    ProcedureChanged when the same version was published with another text (rule 6).
    """
    text = path.read_text(encoding="utf-8")
    read = read_procedure(text, file=path.name)
    found = PublishedProcedure.objects.filter(
        district_id=district_id, code=read.code, version=read.version
    ).first()
    if found is not None:
        if found.digest != read.digest:
            raise ProcedureChanged(
                f"{path.name}: version {read.version} of {read.code!r} is published with another "
                f"text; give the changed file version {read.version + 1}"
            )
        return False
    new = new_id(at)
    with write_transaction():
        PublishedProcedure.objects.create(
            id=new,
            district_id=district_id,
            code=read.code,
            version=read.version,
            text=text,
            digest=read.digest,
            published_at=at,
            published_by=by,
        )
    return True


def check_guards() -> None:
    """GuardMissing when a published version in use names a guard nobody registered."""
    known = all_guards()
    for row in PublishedProcedure.objects.all():
        missing = read_procedure(row.text, file=row.code).named_guards() - known
        if missing:
            raise GuardMissing(
                f"procedure {row.code!r} version {row.version} needs the guard "
                f"{sorted(missing)[0]!r}, which this program no longer has"
            )
