"""我的网格: open cases in the grids a person walks."""

from __future__ import annotations

from dataclasses import dataclass

from huying.apps.cases.lists.figures import cases_in
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import CaseLine, case_lines
from huying.apps.grids.queries import GridHit, grids_walked_by


@dataclass(frozen=True, slots=True)
class OwnGrids:
    """我的网格: the grids and the open cases in them that this person may see."""

    grids: tuple[GridHit, ...]
    lines: list[CaseLine]


def own_grids(ground: Ground) -> OwnGrids | None:
    """None for whoever is no grid worker."""
    if "grid_worker" not in ground.reader.roles or ground.reader.person is None:
        return None
    walked = grids_walked_by(ground.district_id, ground.reader.person, ground.at)
    return OwnGrids(walked, case_lines(cases_in(ground, [g.code for g in walked]), ground))
