"""Every setting is registered, explained in two languages, and refused in words when wrong."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from huying.platform import environment
from huying.platform.database_url import database_settings
from huying.platform.environment import ROOT, SETTINGS, faults_of, settings_page

NAMES = {setting.name for setting in SETTINGS}
PAGE = ROOT / "docs" / "reference" / "settings.md"


def test_every_variable_named_anywhere_is_registered() -> None:
    sources = [
        *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "scripts").rglob("*.py"), ROOT / "Makefile", ROOT / ".ci" / "run",
    ]  # fmt: skip
    named = {
        name for path in sources for name in re.findall(r"HUYING_[A-Z_]*[A-Z]", path.read_text())
    }
    assert named <= NAMES | {name for name in dir(settings) if name.startswith("HUYING_")}


def test_only_the_registry_and_the_settings_read_the_environment() -> None:
    readers = {
        path.relative_to(ROOT / "src" / "huying").as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"os\.(environ\.get|environ\[|getenv)", path.read_text())
    }
    assert readers == set()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_explained_in_both_languages(setting: environment.Setting[object]) -> None:
    assert re.search(r"[\u4e00-\u9fff]", setting.zh)
    assert not re.search(r"[\u4e00-\u9fff]", setting.en)
    assert setting.of({}) is not ...


def test_the_page_of_settings_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page()
    assert set(re.findall(r"^\| `(HUYING_\w+)`", settings_page(), re.MULTILINE)) == NAMES


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("HUYING_PORT", "eighty", "whole number from 1 to 65535"),
        ("HUYING_PORT", "0", "whole number from 1 to 65535"),
        ("HUYING_PORT", "65536", "whole number from 1 to 65535"),
        ("HUYING_WORKERS", "-1", "whole number from 1 to 64"),
        ("HUYING_PRODUCTION", "maybe", "write 1 or 0"),
        ("HUYING_DATABASE_URL", "mysql://x", "postgresql://"),
        ("HUYING_CELL", "10000", "0 to 9999"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(name: str, value: str, remedy: str) -> None:
    (fault,) = faults_of({name: value})
    assert name in fault
    assert value in fault
    assert remedy in fault


def test_all_wrong_values_are_named_at_once() -> None:
    assert len(faults_of({"HUYING_PORT": "x", "HUYING_DEMO": "x", "HUYING_CELL": "x"})) == 3


def test_production_takes_no_default_for_what_must_be_chosen() -> None:
    required = {setting.name for setting in SETTINGS if setting.is_required_in_production}
    assert required >= {"HUYING_SECRET_KEY", "HUYING_KEYS", "HUYING_ALLOWED_HOSTS"}
    faults = faults_of({"HUYING_PRODUCTION": "1"})
    assert {fault.split()[0] for fault in faults} == required
    given = {name: "postgresql://h/x" if "URL" in name else "x" for name in required}
    assert faults_of({"HUYING_PRODUCTION": "1", **given}) == []


@pytest.mark.parametrize(
    ("url", "name", "host"),
    [
        ("", "DATA/huying.sqlite3", None),
        ("sqlite:////srv/a%20b.sqlite3", "/srv/a b.sqlite3", None),
        ("postgresql://u:p%40w@db:5433/huying?sslmode=require", "huying", "db"),
        ("postgresql://u@/huying?host=/run/postgresql", "huying", "/run/postgresql"),
    ],
)
def test_database_addresses(url: str, name: str, host: str | None, tmp_path: Path) -> None:
    found = database_settings(url, tmp_path)
    assert found["NAME"] == name.replace("DATA", str(tmp_path))
    assert found["CONN_MAX_AGE"] is None
    assert found.get("HOST") == host
    assert "postgresql" not in url or found["CONN_HEALTH_CHECKS"]


def test_parts_of_a_postgresql_address() -> None:
    found = database_settings("postgresql://u:p%40w@db:5433/h?sslmode=require", Path())
    assert (found["USER"], found["PASSWORD"], found["PORT"]) == ("u", "p@w", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_there_is_no_back_door() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.PASSWORD_HASHERS
    assert settings.SESSION_SAVE_EVERY_REQUEST is False
