"""Every environment variable the product reads: name, default, type, meaning in two languages.

This is the only place where `HUYING_…` variables are read from the environment; the settings
file takes its values from here and `docs/reference/settings.md` is printed from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

ROOT = Path(__file__).resolve().parents[3]
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T_co]):
    """设置: one environment variable. `default` is text, read the same way as a given value."""

    name: str
    default: str
    read: Callable[[str], T_co]
    kind: str
    zh: str
    en: str
    is_required_in_production: bool = False

    def of(self, environ: Mapping[str, str]) -> T_co:
        """The value; raises ValueError with the remedy when the text cannot be read."""
        return self.read(environ.get(self.name) or self.default)


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path | None:
    return Path(value).expanduser().absolute() if value.strip() else None


def _folder(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _switch(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.strip().lower() not in known:
        raise ValueError("write 1 or 0")
    return known[value.strip().lower()]


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.strip().isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(value)

    return read


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME")
    return value.strip()


DATABASE_URL = Setting(
    "HUYING_DATABASE_URL", "", _database, "sqlite:///… | postgresql://…",
    "数据库地址。不设时为数据目录中的 huying.sqlite3;sqlite:////绝对/路径 为四个斜线。",
    "Address of the database. Unset: huying.sqlite3 in the data directory; "
    "an absolute SQLite path has four slashes.",
    is_required_in_production=True,
)  # fmt: skip
DATA_DIR = Setting(
    "HUYING_DATA_DIR", str(ROOT / "var"), _folder, "folder",
    "数据目录:嵌入式数据库、密钥、上传文件。",
    "Data directory: embedded database, keys, uploaded files.",
)  # fmt: skip
RULES_DIR = Setting(
    "HUYING_RULES_DIR", str(ROOT / "data"), _folder, "folder",
    "规则目录:工作日历、职责清单、流程、政策参数。",
    "Folder of what a district decides: calendars, duty lists, procedures, policies.",
)  # fmt: skip
KEYS = Setting(
    "HUYING_KEYS", "", _path, "file",
    "个人信息密钥文件。不设时为数据目录中的 keys.json,首次启动时生成。",
    "Key file for personal data. Unset: keys.json in the data directory, made at the first start.",
    is_required_in_production=True,
)  # fmt: skip
SECRET_KEY = Setting(
    "HUYING_SECRET_KEY", "", _text, "text",
    "会话签名密钥。不设时在数据目录中生成一次(secret_key,权限 0600)。",
    "Secret that signs sessions. Unset: made once in the data directory (secret_key, mode 0600).",
    is_required_in_production=True,
)  # fmt: skip
ALLOWED_HOSTS = Setting(
    "HUYING_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", _listed, "names, comma between",
    "允许访问的主机名。", "Host names under which the pages may be opened.",
    is_required_in_production=True,
)  # fmt: skip
PRODUCTION = Setting(
    "HUYING_PRODUCTION", "0", _switch, "1 | 0",
    "正式运行:要求明确设置密钥、数据库和主机名,Cookie 仅经 HTTPS 传送,不装入演示区。",
    "Production: keys, database and host names must be set, cookies travel by HTTPS only, "
    "no demo district is loaded.",
)  # fmt: skip
BEHIND_PROXY = Setting(
    "HUYING_BEHIND_PROXY", "0", _switch, "1 | 0",
    "由反向代理提供 HTTPS:信任其 X-Forwarded-Proto。",
    "A reverse proxy provides HTTPS: its X-Forwarded-Proto header is believed.",
)  # fmt: skip
HOST = Setting(
    "HUYING_HOST", "127.0.0.1", _text, "address",
    "监听地址。", "Address the web server listens on.",
)  # fmt: skip
PORT = Setting(
    "HUYING_PORT", "8000", _number(1, 65535), "whole number",
    "监听端口(make run PORT=…)。", "Port the web server listens on (make run PORT=…).",
)  # fmt: skip
WORKERS = Setting(
    "HUYING_WORKERS", "1", _number(1, 64), "whole number",
    "网页进程数;SQLite 用 1。", "Web processes; keep 1 on SQLite.",
)  # fmt: skip
THREADS = Setting(
    "HUYING_THREADS", "4", _number(1, 64), "whole number",
    "每个网页进程的线程数。", "Threads of each web process.",
)  # fmt: skip
CELL = Setting(
    "HUYING_CELL", "0", _number(0, 9999), "whole number",
    "本数据库的编号,使各库的记录号互不重复。",
    "Number of this database, so that ids never meet those of another one.",
)  # fmt: skip
DEMO = Setting(
    "HUYING_DEMO", "1", _switch, "1 | 0",
    "数据库中没有任何区时,make run 是否装入演示区。",
    "Whether make run loads the demo district into a database without any district.",
)  # fmt: skip
TEST_PG = Setting(
    "HUYING_TEST_PG", "", _text, "postgresql://…",
    "测试用的 PostgreSQL 服务;不设时由测试自行启动一个。",
    "PostgreSQL server for the tests; unset, the tests start one of their own.",
)  # fmt: skip
CHROMIUM = Setting(
    "HUYING_CHROMIUM", "", _path, "file",
    "浏览器测试所用的 Chromium;不设时在 PATH 中查找。",
    "Chromium for the browser journeys; unset, it is looked for on the path.",
)  # fmt: skip
JOURNEYS_KEPT = Setting(
    "HUYING_JOURNEYS_KEPT", "", _path, "folder",
    "浏览器测试的示范区放在这里并保留,下次几秒就能开始。",
    "Keeps the journeys' district in this folder, so that the next run starts in seconds.",
)  # fmt: skip
SCREENSHOTS = Setting(
    "HUYING_SCREENSHOTS", "0", _switch, "0 | 1",
    "浏览器测试时重新生成 docs/screenshots 里的图片。",
    "The browser journeys draw the pictures of docs/screenshots anew.",
)  # fmt: skip

SETTINGS: tuple[Setting[object], ...] = (
    DATABASE_URL, DATA_DIR, RULES_DIR, KEYS, SECRET_KEY, ALLOWED_HOSTS, PRODUCTION, BEHIND_PROXY,
    HOST, PORT, WORKERS, THREADS, CELL, DEMO, TEST_PG, CHROMIUM, JOURNEYS_KEPT, SCREENSHOTS,
)  # fmt: skip


def faults_of(environ: Mapping[str, str]) -> list[str]:
    """Everything wrong with the environment at once, each as name, value and remedy."""
    faults = []
    for setting in SETTINGS:
        try:
            setting.of(environ)
        except ValueError as wrong:
            faults.append(f"{setting.name}={environ.get(setting.name, '')!r}: {wrong}")
    if not faults and PRODUCTION.of(environ):
        faults += [
            f"{setting.name} is not set: HUYING_PRODUCTION=1 takes no default for it"
            for setting in SETTINGS
            if setting.is_required_in_production and not environ.get(setting.name)
        ]
    return faults


def settings_page() -> str:
    """The text of docs/reference/settings.md."""
    rows = [_row(setting) for setting in SETTINGS]
    head = "| 变量 Variable | 默认 Default | 类型 Type | 含义 Meaning |\n|---|---|---|---|"
    return "\n".join(["# 设置 Settings", "", _INTRODUCTION, "", head, *rows, ""])


_INTRODUCTION = """\
由 `huying docs` 从 `src/huying/platform/environment.py` 生成,请勿手改。
Printed by `huying docs` from `src/huying/platform/environment.py`; do not edit.

标 † 者在 `HUYING_PRODUCTION=1` 时必须设置。
With `HUYING_PRODUCTION=1` those marked † must be set."""


def _row(setting: Setting[object]) -> str:
    mark = " †" if setting.is_required_in_production else ""
    default = setting.default.replace(f"{ROOT}/", "") or "–"
    kind = setting.kind.replace("|", "\\|")
    return f"| `{setting.name}`{mark} | {default} | {kind} | {setting.zh}<br>{setting.en} |"
