"""Erasing a text: value and salt go, the event and its digest stay, the chain still verifies."""

from datetime import datetime

from huying.platform.database import write_transaction
from huying.platform.matters.models import EventText


def erase_text(*, district_id: int, text_id: int, at: datetime) -> bool:
    """Erases one text for good; False when it does not exist or was erased before."""
    with write_transaction():
        found = EventText.objects.filter(
            id=text_id, district_id=district_id, erased_at__isnull=True
        )
        return bool(found.update(value="", salt="", erased_at=at))
