"""How personal data is shown to those who may know that it is there, but not what it is."""

STAR = "*"


def mask_phone(phone: str) -> str:
    """`13812342206` → `138****2206`; shorter numbers keep their last two digits."""
    digits = "".join(c for c in phone if c.isdigit())
    if len(digits) >= 11:
        return f"{digits[:3]}{STAR * (len(digits) - 7)}{digits[-4:]}"
    return STAR * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else STAR * len(digits)


def mask_name(name: str) -> str:
    """`周小明` → `周**`; the first character stays, in a Latin name the first letter."""
    plain = name.strip()
    return plain[:1] + STAR * max(min(len(plain) - 1, 2), 1) if plain else ""


def mask_id_number(number: str) -> str:
    """`371502194803120021` → `371***********0021`: the region and the last four stay."""
    plain = number.strip()
    if len(plain) < 8:
        return STAR * len(plain)
    return f"{plain[:3]}{STAR * (len(plain) - 7)}{plain[-4:]}"


def mask_address(address: str) -> str:
    """`向阳小区3号楼2单元501室` → `向阳小区****`: everything from the first digit is hidden."""
    plain = address.strip()
    first = next((i for i, c in enumerate(plain) if c.isdigit()), len(plain))
    # Without a number the tail may still name a door: keep at most the first half.
    kept = plain[: min(first, 12) if first < len(plain) else min(len(plain) // 2, 12)]
    return kept + STAR * 4 if plain else ""
