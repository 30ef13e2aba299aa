"""Personal data at rest: encryption bound to its row, look-up without plain text, masks."""

from huying.platform.crypto.cipher import Undecipherable, decrypt, encrypt, key_id_of
from huying.platform.crypto.columns import register_encrypted
from huying.platform.crypto.index import blind_index
from huying.platform.crypto.keyring import KeyFileFault, KeyRing, ensure_keys
from huying.platform.crypto.masks import mask_address, mask_id_number, mask_name, mask_phone

__all__ = [
    "KeyFileFault",
    "KeyRing",
    "Undecipherable",
    "blind_index",
    "decrypt",
    "encrypt",
    "ensure_keys",
    "key_id_of",
    "mask_address",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "register_encrypted",
]
