"""Which mapping profile a file is read by: the one asked for, or the one its header fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from huying.domain.cases.intake import (
    Profile,
    ProfileFaults,
    missing_columns,
    read_profile,
    recognise,
)
from huying.domain.kernel.refusal import Refusal, Refused

_FOLDER = "policies/import_profiles"


def profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """The profiles of the rules folder by code; Refused with every fault of a wrong file."""
    folder = folder or Path(settings.HUYING_RULES_DIR) / _FOLDER
    found = (_read(path) for path in sorted(folder.glob("*.toml")))
    return {profile.code: profile for profile in found}


def profile_for(header: Iterable[str], name: str = "") -> Profile:
    """The named profile, or the one recognised; Refused when none has this layout."""
    columns = tuple(header)
    known = profiles()
    if not name:
        return _recognised(columns, known)
    if name not in known:
        params = {"value": name, "known": "、".join(known)}
        raise Refused(Refusal("import_profile_unknown", params=params))
    missing = missing_columns(columns, known[name])
    if missing:
        params = {"profile": name, "columns": "、".join(missing)}
        raise Refused(Refusal("import_columns_missing", params=params))
    return known[name]


def _recognised(columns: tuple[str, ...], known: Mapping[str, Profile]) -> Profile:
    found = recognise(columns, known.values())
    if found is None:
        # The nearest layout says best what is missing.
        near = min(known.values(), key=lambda p: (len(missing_columns(columns, p)), p.code))
        params = {
            "known": "、".join(known),
            "near": near.code,
            "columns": "、".join(missing_columns(columns, near)),
        }
        raise Refused(Refusal("import_layout_unknown", params=params))
    return found


def _read(path: Path) -> Profile:
    try:
        return read_profile(path.read_text(encoding="utf-8"), path.name)
    except ProfileFaults as wrong:
        params = {"file": path.name}
        raise Refused(Refusal("import_profile_wrong", params=params, faults=wrong.faults)) from None
