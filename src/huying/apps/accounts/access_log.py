"""The log of who saw or took out what: written here, read by the auditor, never changed."""

from datetime import datetime

from django.db.models import QuerySet

from huying.apps.accounts.models import AccessLog
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform import ids
from huying.platform.database import write_transaction

#: Actions that need the reason of a person.
NEEDS_REASON = frozenset({"case.reveal"})
REASON_LENGTH = 300
_CONTROL = dict.fromkeys((*range(32), 127))


def log_access(
    *,
    at: datetime,
    district: int,
    person: int | None,
    action: str,
    object: str = "",
    fields: tuple[str, ...] = (),
    reason: str = "",
    address: str = "",
) -> int:
    """Add one row; its id. Refused when the action needs a reason and none is given.

    Inside a write transaction its id must have been reserved (`ids.reserve(at, …)`).
    """
    plain = reason.translate(_CONTROL).strip()
    if faults := _reason_faults(action, plain):
        raise Refused(Refusal("wrong_fields", params={"count": len(faults)}, faults=faults))
    row_id = ids.new_id(at)
    with write_transaction():
        AccessLog.objects.create(
            id=row_id,
            district_id=district,
            at=at,
            person_id=person,
            action=action,
            object=object,
            fields=",".join(fields),
            reason=plain,
            address=address,
        )
    return row_id


def entries(district: int) -> QuerySet[AccessLog]:
    """The log of a district, newest first, for the auditor's page."""
    return AccessLog.objects.filter(district_id=district).order_by("-at", "-id")


def _over(reason: str) -> dict[str, str | int]:
    return {"over": len(reason) - REASON_LENGTH, "longest": REASON_LENGTH}


def _reason_faults(action: str, reason: str) -> tuple[Fault, ...]:
    if action in NEEDS_REASON and len(reason) < 2:
        return (Fault("reason", reason, "reason_needed"),)
    if len(reason) > REASON_LENGTH:
        return (Fault("reason", f"{reason[:20]}…", "too_long", _over(reason)),)
    return ()
