"""The key file: read, checked, made once, extended by a rotation.

JSON `{"active": "k1", "keys": {"k1": {"key": base64url of 32 bytes, "created": ISO time}},
"index_key": base64url of 32 bytes}`, mode 0600. Old keys stay: backups need them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
import stat
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from huying.platform.files import PRIVATE, make_once, write_whole

KEY_BYTES = 32
_KEY_ID = re.compile(r"k[1-9][0-9]{0,8}")


class KeyFileFault(Exception):
    """What is wrong with the key file, in words with the remedy."""


@dataclass(frozen=True, slots=True)
class Key:
    """密钥: 32 bytes and the day they were made."""

    secret: bytes
    created: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """密钥环: all keys by id, the one that encrypts, and the key of the blind index."""

    active: str
    keys: Mapping[str, Key]
    index_key: bytes

    @classmethod
    def fresh(cls, at: datetime) -> KeyRing:
        ring = cls("", {}, secrets.token_bytes(KEY_BYTES))
        return ring.with_new_key(at)

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """The ring of a file; KeyFileFault when it is missing, open to others or unreadable."""
        check_mode(path)
        try:
            return _ring_of(json.loads(path.read_text(encoding="utf-8")))
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise KeyFileFault(
                f"The key file {path} cannot be read ({wrong}): put back the copy from your backup."
            ) from wrong

    def with_new_key(self, at: datetime) -> KeyRing:
        """The same ring with one more key, which is now the active one."""
        number = 1 + max((int(key_id[1:]) for key_id in self.keys), default=0)
        key = Key(secrets.token_bytes(KEY_BYTES), at.isoformat(timespec="seconds"))
        return replace(self, active=f"k{number}", keys={**self.keys, f"k{number}": key})

    def save(self, path: Path) -> None:
        write_whole(path, self.text(), mode=PRIVATE)

    def text(self) -> bytes:
        keys = {i: {"key": _encoded(k.secret), "created": k.created} for i, k in self.keys.items()}
        content = {"active": self.active, "keys": keys, "index_key": _encoded(self.index_key)}
        return json.dumps(content, indent=1).encode()


def ensure_keys(path: Path, *, at: datetime) -> bool:
    """Make the key file when it is missing; True when it was made now, so that one can say so."""
    if path.exists():
        return False
    made = KeyRing.fresh(at).text()
    return make_once(path, lambda: made) == made


def check_mode(path: Path) -> None:
    """KeyFileFault when the file is missing or anybody but its owner may read or write it."""
    if not path.is_file():
        raise KeyFileFault(
            f"The key file {path} is missing: without it no personal data can be read. "
            "Put back the copy from your backup, or set HUYING_KEYS to where it lies."
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode != PRIVATE:
        raise KeyFileFault(f"The key file {path} has mode {mode:04o}: run chmod 600 {path}")


_cached: tuple[Path, int, KeyRing] | None = None
_guard = threading.Lock()


def current() -> KeyRing:
    """The ring of the configured file, read again when the file has changed (a rotation)."""
    global _cached
    path = Path(settings.HUYING_KEYS)
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    held = _cached
    if held and held[:2] == (path, changed):
        return held[2]
    with _guard:
        ring = KeyRing.load(path)
        _cached = (path, changed, ring)
    return ring


def _ring_of(content: Any) -> KeyRing:
    keys = {i: Key(_decoded(k["key"]), str(k["created"])) for i, k in content["keys"].items()}
    if wrong := [key_id for key_id in keys if not _KEY_ID.fullmatch(key_id)]:
        raise ValueError(f"key id {wrong[0]!r} is not k1, k2, …")
    if content["active"] not in keys:
        raise ValueError(f"the active key {content['active']!r} is not among the keys")
    return KeyRing(content["active"], keys, _decoded(content["index_key"]))


def _encoded(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode()


def _decoded(text: str) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(text)
    except binascii.Error as wrong:
        raise ValueError("a key is not base64url") from wrong
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a key has {len(secret)} bytes instead of {KEY_BYTES}")
    return secret
