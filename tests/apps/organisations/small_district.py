"""A district of three departments and one street, small enough to know by heart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from huying.domain.kernel.bodies import Body, BodyKind, Identity

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
#: Not the demo district's code: both may stand in one database.
DISTRICT = 380103


@dataclass(frozen=True)
class Held:
    id: int
    role: str
    body: int
    is_head: bool = False
    certificate_no: str = ""
    identity: Identity = Identity.ESTABLISHED
    employer: int | None = None
    deployed_by: int | None = None


@dataclass(frozen=True)
class Somebody:
    id: int
    username: str
    name: str
    holdings: tuple[Held, ...]
    password: str = ""


@dataclass(frozen=True)
class Covered:
    id: int
    body: int
    street: int


@dataclass(frozen=True)
class SmallDistrict:
    code: int = DISTRICT
    name_zh: str = "小青区"
    name_en: str = "Xiaoqing District"
    bodies: tuple[Body, ...] = (
        Body(1, "DISTRICT", BodyKind.DISTRICT, "小青区"),
        Body(2, "UMB", BodyKind.DEPARTMENT, "区城市管理局", parent=1),
        Body(3, "SAN", BodyKind.DEPARTMENT, "区环境卫生服务中心", parent=1),
        Body(4, "S01", BodyKind.STREET, "柳桥街道", parent=1, area_code="380103001"),
        Body(5, "S01-OFF04", BodyKind.OFFICE, "柳桥街道综合行政执法办公室", parent=4),
        Body(6, "S01-STA03", BodyKind.STATIONED, "柳桥城管执法中队", parent=4, line=2),
        Body(7, "S01-C01", BodyKind.COMMUNITY, "枣园里社区", parent=4, area_code="380103001001"),
        Body(8, "S01-C01-STATION", BodyKind.STATION, "枣园里社区工作站", parent=7),
        Body(9, "STN01-1", BodyKind.STATIONED, "柳桥片区交警中队", parent=2, line=2),
    )
    coverage: tuple[Covered, ...] = (Covered(900, 9, 4),)
    people: tuple[Somebody, ...] = field(
        default=(
            Somebody(101, "clerk", "韩璐", (Held(201, "clerk", 2),), "huying-7391"),
            Somebody(102, "u102", "邵文博", (Held(202, "head", 2, True),)),
            Somebody(103, "u103", "严小雨", (Held(203, "clerk", 3),)),
            Somebody(104, "u104", "孟晓", (Held(204, "clerk", 4), Held(205, "verifier", 4))),
            Somebody(105, "u105", "白露", (Held(206, "head", 5, True, "38010300001"),)),
            Somebody(106, "u106", "卢勇", (Held(207, "clerk", 5, False, "38010300002"),)),
            Somebody(107, "u107", "何佳", (Held(208, "community_worker", 8),)),
            Somebody(108, "u108", "高远", (Held(209, "head", 2),)),
        )
    )
