"""Collects every wrong value of a file before refusing it, so that one mend is enough."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.domain.worktime import Limit, Unit
from huying.domain.worktime.limits import LONGEST


class RowFaults:
    """行内错误: reads the cells of rows and remembers each one that is wrong.

    Field names of the faults are `place.field`, e.g. `event_types.csv:17.urgency`.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, place: str, field: str, value: object, code: str, **params: str | int) -> None:
        self.faults.append(Fault(f"{place}.{field}", str(value), code, params))

    def text(self, place: str, row: Mapping[str, str], field: str) -> str:
        value = row.get(field, "").strip()
        if not value:
            self.add(place, field, "", "value.missing")
        return value

    def choice(
        self, place: str, row: Mapping[str, str], field: str, options: Collection[str]
    ) -> str:
        value = row.get(field, "").strip()
        if value not in options:
            self.add(place, field, value, "value.not_one_of", options="、".join(sorted(options)))
        return value

    def whole(self, place: str, row: Mapping[str, str], field: str, low: int, high: int) -> int:
        value = row.get(field, "").strip()
        if value.isascii() and value.isdigit() and low <= int(value) <= high:
            return int(value)
        self.add(place, field, value, "value.not_a_number_in_range", low=low, high=high)
        return low

    def day(self, place: str, row: Mapping[str, str], field: str) -> date | None:
        value = row.get(field, "").strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.add(place, field, value, "value.not_a_day")
            return None

    def flag(self, place: str, row: Mapping[str, object], field: str, *, missing: bool) -> bool:
        """True or false as TOML writes it; `missing` when the field is not there."""
        value = row.get(field, missing)
        if isinstance(value, bool):
            return value
        self.add(place, field, value, "value.not_true_or_false")
        return missing

    def limit(self, place: str, value: object, unit: object) -> Limit:
        """A limit of at least 1 of a known unit (W8); a placeholder when it is wrong."""
        amount = _whole(value)
        if amount is None or not 1 <= amount <= LONGEST:
            self.add(place, "limit_value", value, "limit.not_positive", high=LONGEST)
            amount = 1
        if unit not in set(Unit):
            self.add(place, "limit_unit", unit, "value.not_one_of", options="、".join(Unit))
            return Limit(1, Unit.DAY)
        return Limit(amount, Unit(str(unit)))

    def refuse_any(self, code: str) -> None:
        """Raise Refused with all faults, if there is any."""
        if self.faults:
            raise Refused(Refusal(code, faults=tuple(self.faults)))


def _whole(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else None
