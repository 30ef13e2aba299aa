"""All published lists of a district on one day, with their lookups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huying.domain.duties.checklists import CheckItem
from huying.domain.duties.items import CaseType, Citation, DutyItem, Family, TerritorialLine
from huying.domain.duties.powers import Power


class DutySet:
    """清单集: the lists that hold on one day; built once, then only read.

    `items` has at most one line for each case type; `types` also knows types no line names.
    """

    __slots__ = ("checklists", "items", "powers", "territorial", "types", "versions", "word_index")

    def __init__(
        self,
        items: Iterable[DutyItem],
        *,
        types: Iterable[CaseType] = (),
        territorial: Iterable[TerritorialLine] = (),
        powers: Iterable[Power] = (),
        versions: Mapping[Family, str] | None = None,
        checklists: Mapping[str, tuple[CheckItem, ...]] | None = None,
    ) -> None:
        self.items: Mapping[str, DutyItem] = {item.case_type: item for item in items}
        self.types: Mapping[str, CaseType] = {kind.code: kind for kind in types}
        self.territorial: Mapping[str, TerritorialLine] = {
            line.case_type: line for line in territorial
        }
        self.powers: Mapping[str, Power] = {power.code: power for power in powers}
        self.versions: Mapping[Family, str] = dict(versions or {})
        self.checklists: Mapping[str, tuple[CheckItem, ...]] = dict(checklists or {})
        #: normalised word -> the case types it speaks for, and whether it is their name
        self.word_index: dict[str, dict[str, bool]] = {}

    def __len__(self) -> int:
        return len(self.items)

    def item(self, case_type: str) -> DutyItem | None:
        return self.items.get(case_type)

    def power(self, code: str) -> Power | None:
        return self.powers.get(code)

    def knows(self, case_type: str) -> bool:
        """Is this a case type at all, whether or not a line names it?"""
        return case_type in self.types or case_type in self.items

    def checklist(self, case_type: str) -> tuple[CheckItem, ...]:
        """What has to be looked at in a case of this type; () where nothing is laid down."""
        return self.checklists.get(case_type, ())

    def powers_of(self, item: DutyItem) -> tuple[Power, ...]:
        """The item's powers in the order of its line; codes without a power are left out."""
        return tuple(self.powers[code] for code in item.powers if code in self.powers)

    def citation(self, case_type: str) -> Citation | None:
        """The line that is cited: the territorial one where there is one (S2-29)."""
        item = self.items.get(case_type)
        if item is None:
            return None
        line = self.territorial.get(case_type)
        if line is not None:
            return Citation(Family.TERRITORIAL, line.version, line.line_no, line.text)
        return Citation(item.family, item.list_version, item.line_no, item.text)

    @property
    def label(self) -> str:
        """Versions in one line, for freezing on a matter: `responsibility 2024-1; …`."""
        pairs = sorted((str(family), version) for family, version in self.versions.items())
        return "; ".join(f"{family} {version}" for family, version in pairs)
