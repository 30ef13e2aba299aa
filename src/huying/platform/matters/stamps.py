"""The stamp of a district: what caches of lists, policies, calendars and bodies are kept under."""

from django.db.models import F

from huying.platform.database import write_transaction
from huying.platform.matters.models import Stamp
from huying.platform.matters.statements import stamp_of


def stamp(district_id: int) -> int:
    """The district's stamp now; 0 when it has none yet."""
    return stamp_of(district_id)


def raise_stamp(district_id: int) -> None:
    """Says that something cached has changed; call it in the transaction that changes it."""
    with write_transaction():
        if not Stamp.objects.filter(district_id=district_id).update(value=F("value") + 1):
            Stamp.objects.create(district_id=district_id)
