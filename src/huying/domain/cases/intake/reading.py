"""One row read field by field; what is wrong is gathered, never raised at the first fault."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from huying.domain.cases.fields import FIELDS, LONGEST_TEXT
from huying.domain.cases.intake.cells import read_moment, tidy_line, tidy_text, without_controls
from huying.domain.cases.intake.profile import OUTCOMES, Profile
from huying.domain.cases.intake.result import Mark, SourceRow
from huying.domain.kernel.refusal import Fault

MAX_LINE: Final = 300
#: Longest values a case takes (domain/cases/fields.py); the rest of the lines are source values.
MAX_TEXT: Final = LONGEST_TEXT
MAX_TITLE: Final = 120
_MOST: Final = {"source": 60, "number": 80, "address": 200, "requester_name": 60}
#: Two systems' clocks may differ a little; more is a wrong date.
CLOCK_LEEWAY: Final = timedelta(minutes=10)
#: Earlier moments are an empty date in disguise (1899, 1900, 1970).
EARLIEST_YEAR: Final = 1990
#: China's land and sea, generously: anything else is a swapped pair or another unit.
LON_RANGE: Final = (Decimal(73), Decimal(136))
LAT_RANGE: Final = (Decimal(3), Decimal(54))

_PHONE_JOINTS: Final = re.compile(r"[\s()（）\-－—]")
_FLAGS: Final = {"1": True, "0": False}


class RowReader:
    """Reads one row by one profile; `faults` and `marks` fill as fields are asked for."""

    def __init__(self, row: SourceRow, profile: Profile, received_at: datetime) -> None:
        self._row = row
        self._profile = profile
        self._received_at = received_at
        self.faults: list[Fault] = []
        self._marks: set[Mark] = set()
        if row.extra:
            self._fault("", " | ".join(row.extra)[:80], "import_cells_too_many", n=len(row.extra))
        if row.missing:
            self._fault("", "", "import_cells_too_few", n=row.missing)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(sorted(self._marks))

    def line(self, name: str, most: int | None = None) -> str:
        """The field as one tidy line; "" when unknown; too long is a fault."""
        column, raw = self._filled(name)
        most = most or _MOST.get(name, MAX_LINE)
        value = tidy_line(raw)
        self._note_controls(raw)
        if len(value) > most:
            self._fault(column, f"{value[:40]}…", "import_too_long", length=len(value), most=most)
            return ""
        return value

    def source(self) -> str:
        return self.line("source") or self._profile.source

    def number(self) -> str:
        number = self.line("number")
        if number.startswith("~"):  # ours, for rows without a number
            self._fault(self._filled("number")[0], number, "import_number_reserved")
        return number

    def reported_at(self) -> datetime:
        """The source's time; the import's own, marked, when the source gives none."""
        if not self._filled("reported_at")[1]:
            self._marks.add(Mark.TIME_MISSING)
            return self._received_at
        at = self.moment("reported_at")
        if at is not None and at > self._received_at + CLOCK_LEEWAY:
            column, raw = self._filled("reported_at")
            self._fault(column, raw, "import_time_in_future")
        return at or self._received_at

    def moment(self, name: str) -> datetime | None:
        column, raw = self._filled(name)
        if not raw:
            return None
        moment = read_moment(raw, self._profile.zone)
        if moment is None:
            self._fault(column, tidy_line(raw)[:40], "import_time_unreadable")
            return None
        if moment.at.year < EARLIEST_YEAR:
            self._fault(column, tidy_line(raw), "import_time_too_early", year=EARLIEST_YEAR)
            return None
        if moment.is_day and name == "reported_at":
            self._marks.add(Mark.TIME_IS_DAY)
        return moment.at

    def words(self) -> tuple[str, str]:
        """Title and text; what is missing is composed from type names, and marked."""
        column, raw = self._filled("text")
        self._note_controls(raw)
        text = tidy_text(raw)
        title = self.line("title", MAX_TEXT)
        if not text:
            text = self._compose() or title
            self._marks.add(Mark.TEXT_COMPOSED)
        if not text:
            self._fault(self._profile.columns.get("text", ("",))[0], "", "import_text_missing")
        title, text = self._titled(title, text)
        if len(text) > MAX_TEXT:
            self._fault(column, f"{text[:40]}…", "import_too_long", length=len(text), most=MAX_TEXT)
        return title, text

    def coded(self, name: str, assumed: Mark) -> str:
        """Our code for the source's word; the profile's default, marked, when we know none."""
        word = self.line(name)
        code = self._profile.values.get(name, {}).get(word, "") if word else ""
        if not code:
            code = self._profile.defaults.get(name, "")
            self._marks.add(assumed)
        return code

    def point(self) -> tuple[Decimal | None, Decimal | None]:
        """Longitude and latitude in degrees; one without the other is a fault."""
        lon, lat = self._degrees("lon", LON_RANGE), self._degrees("lat", LAT_RANGE)
        for name, other in (("lon", "lat"), ("lat", "lon")):
            if self._filled(name)[1] and not self._filled(other)[1]:
                column = self._profile.columns.get(other, (other,))[0]
                self._fault(column, "", "import_point_half")
        return lon, lat

    def requester(self) -> tuple[str, str]:
        """Name and phone; what is no phone is kept beside the name, where a person reads it."""
        name = self.line("requester_name")
        phone = _PHONE_JOINTS.sub("", self.line("requester_phone"))
        if phone and FIELDS["requester_phone"].judge(phone):
            self._marks.add(Mark.PHONE_ODD)
            return f"{name} {phone}".strip()[: _MOST["requester_name"]], ""
        return name, phone

    def outcome(self) -> str:
        """in_time, late, open or "" for unknown, from a column of words or two of flags."""
        column, raw = self._filled("outcome")
        if raw:
            word = tidy_line(raw)
            found = self._profile.values.get("outcome", {}).get(word, word)
            if found not in OUTCOMES:
                self._fault(column, word[:40], "import_outcome_unknown")
            return found
        flags = {outcome: self._flag(column) for outcome, column in self._profile.flags.items()}
        raised = [outcome for outcome, is_set in flags.items() if is_set]
        if len(raised) > 1:
            self._fault(" + ".join(self._profile.flags.values()), "1", "import_outcomes_conflict")
        if raised:
            return raised[0]
        return "open" if flags and all(flag is False for flag in flags.values()) else ""

    def known_cells(self, besides: frozenset[str]) -> dict[str, str]:
        """Cells that say something, by column name, without those columns."""
        tidy = {
            column: tidy_line(cell)[:MAX_LINE]
            for column, cell in self._row.cells.items()
            if column not in besides
        }
        return {c: value for c, value in tidy.items() if value not in self._profile.unknown}

    def _filled(self, name: str) -> tuple[str, str]:
        """First column of the field that says something, and its cell; ("", "") when none."""
        for column in self._profile.columns.get(name, ()):
            cell = self._row.cells.get(column, "")
            if cell.strip() not in self._profile.unknown:
                return column, cell
        return "", ""

    def _compose(self) -> str:
        cells = (tidy_line(self._row.cells.get(column, "")) for column in self._profile.compose)
        # A name repeated on two levels of the tree is said once.
        return " · ".join(dict.fromkeys(c for c in cells if c not in self._profile.unknown))

    def _titled(self, title: str, text: str) -> tuple[str, str]:
        if not title:
            self._marks.add(Mark.TITLE_COMPOSED)
            return tidy_line(text)[:40], text
        if len(title) > MAX_TITLE:
            self._marks.add(Mark.TITLE_CUT)
            return title[:MAX_TITLE], text if text == title else f"{title}\n\n{text}"
        return title, text

    def _degrees(self, name: str, within: tuple[Decimal, Decimal]) -> Decimal | None:
        column, raw = self._filled(name)
        if not raw:
            return None
        try:
            value = Decimal(tidy_line(raw))
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_nan() or not within[0] <= value <= within[1]:
            low, high = str(within[0]), str(within[1])
            self._fault(column, tidy_line(raw)[:40], "import_degrees", low=low, high=high)
            return None
        return value

    def _flag(self, column: str) -> bool | None:
        cell = tidy_line(self._row.cells.get(column, ""))
        if cell not in self._profile.unknown and cell not in _FLAGS:
            self._fault(column, cell[:40], "import_flag_unknown")
        return _FLAGS.get(cell)

    def _note_controls(self, raw: str) -> None:
        if without_controls(raw) != raw.replace("\r\n", "\n").replace("\r", "\n"):
            self._marks.add(Mark.CONTROLS_REMOVED)

    def _fault(self, column: str, value: str, code: str, **params: str | int) -> None:
        # The value is shown again, so nothing unseen may ride along.
        self.faults.append(Fault(column, without_controls(value), code, params))
