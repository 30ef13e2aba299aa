"""Names of the ground in a demand's words."""

from __future__ import annotations

import pytest

from huying.domain.cases.places import named_places
from huying.domain.kernel.bodies import Body, BodyKind, Chart

STREET, COMMUNITY = BodyKind.STREET, BodyKind.COMMUNITY
CHART = Chart(
    [
        Body(1, "S01", STREET, "柳桥街道", area_code="380102001"),
        Body(2, "S02", STREET, "白塔镇", area_code="380102002"),
        Body(11, "C11", COMMUNITY, "枣园里社区", parent=1, area_code="380102001001"),
        Body(12, "C12", COMMUNITY, "北门社区", parent=1, area_code="380102001002"),
        Body(21, "C21", COMMUNITY, "北门村", parent=2, area_code="380102002001"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("枣园里社区井盖松动", [(11, "枣园里社区", True)]),
        ("枣园里 3 号楼漏水", [(11, "枣园里", False)]),
        ("柳桥街道有人乱停车", [(1, "柳桥街道", True)]),
        ("柳桥街道枣园里社区井盖", [(11, "枣园里社区", True)]),
        ("北门井盖", [(12, "北门", False), (21, "北门", False)]),
        ("白塔镇北门井盖", [(21, "北门", False), (12, "北门", False)]),
        ("北 门 社 区井盖", [(12, "北门社区", True), (21, "北门", False)]),
        ("老机床厂后门路灯不亮", []),
        ("", []),
    ],
)
def test_names_found_in_the_words(text: str, expected: list[tuple[int, str, bool]]) -> None:
    found = named_places(CHART, text)
    assert [(f.body.id, f.word, f.is_whole) for f in found] == expected
