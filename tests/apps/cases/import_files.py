"""Invented files in the layouts that are imported, and what an import left behind."""

import csv
import gzip
import io
import json
from datetime import datetime
from pathlib import Path

from huying.apps.cases.importing import Wanted, import_cases
from huying.apps.cases.models import Case
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.verify import plain_text
from tests.builders import Town

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=SHANGHAI)
LONG = "东门外三盏路灯已一周不亮。" * 1_000

HOTLINE = ("msg_id", "user", "title", "created", "body", "likes")
LIGHTS = (
    "900001",
    "U0000001",
    "东门外路灯不亮",
    "2026/3/9 20:00:00",
    "\t　　路灯已一周不亮。　　",
    "3",
)
NOISE = ("900002", "U0000002", "夜间施工", "2026/3/9  9:05:00", "楼下夜间施工。", "0")
DUST = ("900003", "U0000003", "道路扬尘", "2026-03-08 17:31:20", LONG, "")
GOOD = (LIGHTS, NOISE, DUST)
BAD = ("900009", "U0000009", "空白", "2026年三月", "", "0")

LEDGER = (
    "rec_id", "create_time", "district_name", "street_name", "community_name", "event_src_name",
    "event_property_name", "event_type_name", "main_type_name", "sub_type_name",
    "dispose_unit_name", "intime_archive_num", "overtime_archive_num",
)  # fmt: skip


def event(number: str, *, street="无名街道", community="无名社区", flags=("1", "0"), **changes):
    told = {
        "rec_id": number,
        "create_time": "2026-03-09 17:31:20",
        "district_name": "呼应区",
        "street_name": street,
        "community_name": community,
        "event_src_name": "12345",
        "event_property_name": "投诉",
        "event_type_name": "市政设施",
        "main_type_name": "道路",
        "sub_type_name": "无此类型",
        "dispose_unit_name": "某处置中心",
        "intime_archive_num": flags[0],
        "overtime_archive_num": flags[1],
        **changes,
    }
    return tuple(told[column] for column in LEDGER)


OURS = ("内容", "反映时间", "来源", "来源编号", "事项类型", "经度", "纬度", "电话", "办理结果")


def sheet(folder: Path, header, *rows, name="in.csv") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    content = out.getvalue().encode()
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def taken_in(town: Town, path: Path, at: datetime = NOW, **how):
    return import_cases(Wanted(town.id, path, **how), clock=lambda: at)


def counts(outcome) -> tuple[int, int, int, int]:
    return (outcome.rows, outcome.accepted, outcome.rejected, outcome.duplicates)


def texts(case: Case) -> dict[str, str]:
    found = EventText.objects.filter(event__matter_id=case.pk)
    return {text.field: plain_text(text) for text in found}


def told(case: Case) -> dict:
    return json.loads(Event.objects.get(matter_id=case.pk, seq=1).body)["fields"]


def nothing_stands() -> bool:
    tables = (Matter, Case, Obligation, Event, EventText, Outbox)
    return not any(table.objects.exists() for table in tables)
