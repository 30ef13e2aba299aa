"""AES-256-GCM bound to its place: a value copied to another row or column does not open.

Token: `v1.<key id>.<base64url of 12 bytes nonce, ciphertext and tag, without padding>`.
The associated data is table|column|district|row. `''` stays `''`: nothing is nothing.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huying.platform.crypto.keyring import KeyRing, current

VERSION = "v1"
NONCE_BYTES = 12


class Undecipherable(Exception):
    """A stored value does not open: unknown key, wrong place, or altered."""


def encrypt(
    plain: str, *, table: str, column: str, district: int, row: int, ring: KeyRing | None = None
) -> str:
    """The token of `plain` for exactly this place, under the active key."""
    if not plain:
        return ""
    ring = ring or current()
    nonce = os.urandom(NONCE_BYTES)
    place = _place(table, column, district, row)
    sealed = AESGCM(ring.keys[ring.active].secret).encrypt(nonce, plain.encode(), place)
    body = base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()
    return f"{VERSION}.{ring.active}.{body}"


def decrypt(
    token: str, *, table: str, column: str, district: int, row: int, ring: KeyRing | None = None
) -> str:
    """The plain text of a token; Undecipherable says why not, without naming the value."""
    if not token:
        return ""
    ring = ring or current()
    key_id = key_id_of(token)
    if key_id not in ring.keys:
        raise Undecipherable(f"{table}.{column} of row {row} needs key {key_id!r}, not at hand")
    try:
        sealed = _unpadded(token.rsplit(".", 1)[1])
        place = _place(table, column, district, row)
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(ring.keys[key_id].secret).decrypt(nonce, rest, place).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Undecipherable(f"{table}.{column} of row {row} was altered or moved") from wrong


def key_id_of(token: str) -> str:
    """The key id in a token; '' when the text is none."""
    parts = token.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == VERSION else ""


def _place(table: str, column: str, district: int, row: int) -> bytes:
    return f"{table}|{column}|{district}|{row}".encode()


def _unpadded(body: str) -> bytes:
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except binascii.Error as wrong:
        raise ValueError("not base64url") from wrong
