"""The hash chain of a matter's events.

An event's hashed body holds codes, ids, times and numbers; of a free text or personal value only
SHA-256(salt ‖ value), so that the value can be erased and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

ALGORITHM: Final = "sha256-1"
GENESIS: Final = "0" * 64


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, no floats; TypeError for others."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def link(previous: str, record: Mapping[str, Any]) -> str:
    """Digest (64 hex) of one event, given its predecessor's digest (GENESIS for the first)."""
    text = f"{ALGORITHM}|{previous}|{canonical(record)}"
    return hashlib.sha256(text.encode()).hexdigest()


def text_digest(salt: str, value: str) -> str:
    """Digest (64 hex) that stands in the event for a text kept, and erasable, beside it."""
    return hashlib.sha256(bytes.fromhex(salt) + value.encode()).hexdigest()


def request_digest(request: Mapping[str, Any]) -> str:
    """Digest (64 hex) of a command, to tell a repeat from another command under the same key."""
    return hashlib.sha256(canonical(request).encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    # A float's shortest text is a matter of the writer; digests must not depend on it.
    kind = type(value)
    if kind is str or kind is int or value is None:  # nearly every value: no further questions
        return
    if isinstance(value, float):
        raise TypeError(f"{value!r}: a float cannot stand in a hashed record")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
