"""The calendar files of the repository and short ways to write moments."""

from datetime import datetime
from pathlib import Path

from huying.domain.worktime import SHANGHAI, read_calendar

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "data/calendars").glob("*.json"))
CALENDAR = read_calendar(path.read_text(encoding="utf-8") for path in FILES)
ALWAYS_OPEN = CALENDAR.kept_by("always")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
