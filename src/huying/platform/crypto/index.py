"""Blind index: equal numbers give equal values, and nobody without the key can guess them."""

import hashlib
import hmac
import unicodedata

from huying.platform.crypto.keyring import KeyRing, current

INDEX_BYTES = 16


def blind_index(
    value: str, *, district: int, kind: str = "phone", ring: KeyRing | None = None
) -> str:
    """32 hex characters for a phone, ID number or case number (kind `access`); '' for nothing.

    ValueError for another kind.

    Bound to district and kind, so that equal numbers of two districts cannot be joined.
    """
    plain = normalised(value, kind)
    if not plain:
        return ""
    key = (ring or current()).index_key
    digest = hmac.new(key, f"{kind}|{district}|{plain}".encode(), hashlib.sha256)
    return digest.digest()[:INDEX_BYTES].hex()


def normalised(value: str, kind: str = "phone") -> str:
    """The number as everybody means it: `+86 138-1234 2206` and `13812342206` are one phone."""
    plain = unicodedata.normalize("NFKC", value).upper()
    if kind == "phone":
        return _phone(plain)
    if kind == "access":  # a case number, out of which its access code is made
        return "".join(plain.split())
    if kind == "id_number":
        return "".join(c for c in plain if c.isascii() and (c.isdigit() or c == "X"))
    raise ValueError(f"no blind index of kind {kind!r}: phone, id_number or access")


def _phone(plain: str) -> str:
    digits = "".join(c for c in plain if c.isascii() and c.isdigit())
    if digits.startswith("0086"):
        return digits[4:]
    if digits.startswith("86") and (plain.lstrip(" (").startswith("+") or len(digits) == 13):
        return digits[2:]
    return digits
