"""May the product start with these keys? Answered in words, before anything is served."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from huying.platform.crypto.cipher import Undecipherable, decrypt, encrypt
from huying.platform.crypto.keyring import KeyFileFault, KeyRing, ensure_keys
from huying.platform.crypto.models import KeyCheck
from huying.platform.database import write_transaction

_TEXT = "huying"
_ROW = 1


def prepare_keys(*, at: datetime) -> str:
    """Make the key file where that is allowed; a sentence to print when it was made, else ''.

    In production a file is never made: a start on a new machine must not begin a second ring.
    """
    path = Path(settings.HUYING_KEYS)
    if settings.HUYING_PRODUCTION or not ensure_keys(path, at=at):
        return ""
    return f"Made the key file {path}: keep a copy, without it personal data cannot be read."


def start_fault() -> str:
    """Why the start is refused, with the remedy; '' when keys and database belong together.

    Needs a migrated database; writes the check value when there is none yet.
    """
    path = Path(settings.HUYING_KEYS)
    try:
        ring = KeyRing.load(path)
        _check(ring)
    except KeyFileFault as fault:
        return str(fault)
    except Undecipherable:
        return (
            f"The key file {path} does not belong to this database: its data cannot be decrypted. "
            "Put back the key file that was used before, or set HUYING_KEYS to where it lies."
        )
    return ""


def _check(ring: KeyRing) -> None:
    row = KeyCheck.objects.filter(pk=_ROW).first()
    place = {"table": KeyCheck._meta.db_table, "column": "token"}
    if row is None:
        token = encrypt(_TEXT, **place, district=0, row=_ROW, ring=ring)
        with write_transaction():
            KeyCheck.objects.get_or_create(pk=_ROW, defaults={"token": token})
    elif decrypt(row.token, **place, district=0, row=_ROW, ring=ring) != _TEXT:
        raise Undecipherable("the check value is another one")
