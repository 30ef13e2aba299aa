"""Importing demands from files: every row is accounted for, and the same row is taken in once."""

from huying.apps.cases.importing.profiles import profile_for, profiles
from huying.apps.cases.importing.service import (
    ImportStopped,
    Outcome,
    Progress,
    RowError,
    Wanted,
    import_cases,
)

__all__ = [
    "ImportStopped",
    "Outcome",
    "Progress",
    "RowError",
    "Wanted",
    "import_cases",
    "profile_for",
    "profiles",
]
