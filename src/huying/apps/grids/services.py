"""Writing grids: a whole layer at once, checked before it is taken."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from huying.apps.grids.faults import grid_faults
from huying.apps.grids.models import Grid, GridRole
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform.database import write_transaction
from huying.platform.matters.stamps import raise_stamp


class GridSource(Protocol):
    """A grid to be loaded; `ring` is its corners (lon, lat), closed implicitly."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def community(self) -> int: ...
    @property
    def street(self) -> int: ...
    @property
    def ring(self) -> Sequence[tuple[float, float]]: ...
    @property
    def households(self) -> int: ...


class DutySource(Protocol):
    """What somebody is to be to a grid."""

    @property
    def id(self) -> int: ...
    @property
    def person(self) -> int: ...
    @property
    def grid(self) -> int: ...
    @property
    def role(self) -> str: ...


def load_grids(
    district_id: int,
    grids: Sequence[GridSource],
    duties: Sequence[DutySource],
    at: datetime,
    *,
    outline: Sequence[tuple[float, float]] | None = None,
    valid_from: date | None = None,
) -> bool:
    """Write the grids of a district and who walks them; False when it has grids already.

    Refused with all faults at once when grids overlap, leave gaps or share codes (S2-46).
    """
    faults = grid_faults([(grid.code, grid.ring) for grid in grids], outline)
    if faults:
        raise Refused(Refusal("grid.layer", "S2-46", {"faults": len(faults)}, faults))
    since = valid_from or timezone.localtime(at).date()
    with write_transaction():
        if Grid.objects.filter(district=district_id).exists():
            return False
        Grid.objects.bulk_create(_row(district_id, grid) for grid in grids)
        GridRole.objects.bulk_create(
            GridRole(
                id=duty.id,
                district_id=district_id,
                user_id=duty.person,
                grid_id=duty.grid,
                role=duty.role,
                valid_from=since,
            )
            for duty in duties
        )
        raise_stamp(district_id)
    return True


def _row(district_id: int, grid: GridSource) -> Grid:
    lons, lats = zip(*grid.ring, strict=True)
    return Grid(
        id=grid.id,
        district_id=district_id,
        code=grid.code,
        name=grid.name,
        community_id=grid.community,
        street_id=grid.street,
        polygon=json.dumps(grid.ring, separators=(",", ":")),
        west=min(lons),
        south=min(lats),
        east=max(lons),
        north=max(lats),
        households=grid.households,
    )
