"""Streets and their communities as one choice, and an address that keeps what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from huying.apps.organisations import queries as organisations
from huying.domain.kernel.bodies import Body, BodyKind, Chart
from huying.platform.pages.words import plain_name

Choice = tuple[str, str | list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Ground:
    """社区所在: a chosen community and the street over it."""

    community: Body
    street: Body

    @property
    def words(self) -> str:
        """As it stands in an address, which is Chinese in every language."""
        return f"{self.street.name_zh} {self.community.name_zh}"


def community_choices(district_id: int, unknown: str) -> list[Choice]:
    """One list of all communities, grouped by street; `unknown` is the first line."""
    chart = organisations.chart(district_id)
    grouped: list[Choice] = [("", unknown)]
    for street in chart.of_kind(BodyKind.STREET):
        below = [c for c in chart.of_kind(BodyKind.COMMUNITY) if c.parent == street.id]
        grouped.append((plain_name(street), [(c.area_code, plain_name(c)) for c in below]))
    return grouped


def ground_of(district_id: int, area_code: str) -> Ground | None:
    """The community of a twelve-digit code; None for any other."""
    chart: Chart = organisations.chart(district_id)
    community = chart.community_of(area_code) if len(area_code) == 12 else None
    street = chart.street_of(area_code)
    return Ground(community, street) if community and street else None


def full_address(ground: Ground | None, address: str) -> str:
    """望河街道 枣园社区 3 号楼: the community stays in front of what was typed."""
    return " ".join(part for part in (ground.words if ground else "", address) if part)
