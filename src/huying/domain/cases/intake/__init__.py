"""Demands that come as rows of a file: what a row says, cleaned, or every reason why not."""

from huying.domain.cases.intake.cells import read_moment, tidy_line, tidy_text
from huying.domain.cases.intake.profile import (
    Profile,
    ProfileFaults,
    TemplateColumn,
    missing_columns,
    read_profile,
    recognise,
)
from huying.domain.cases.intake.result import Duplicate, Intake, Mark, RowFaults, SourceRow
from huying.domain.cases.intake.rows import parse_rows

__all__ = [
    "Duplicate",
    "Intake",
    "Mark",
    "Profile",
    "ProfileFaults",
    "RowFaults",
    "SourceRow",
    "TemplateColumn",
    "missing_columns",
    "parse_rows",
    "read_moment",
    "read_profile",
    "recognise",
    "tidy_line",
    "tidy_text",
]
