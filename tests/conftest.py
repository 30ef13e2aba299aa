"""What every test gets: its own data directory, plain static files, a quick hasher, no network."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

# A busy machine must not turn a slow example into a failure.
hypothesis_settings.register_profile("huying", deadline=None)
hypothesis_settings.load_profile("huying")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    data = tmp_path_factory.mktemp("data")
    storages = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        HUYING_DATA_DIR=data,
        HUYING_KEYS=data / "keys.json",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=storages,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite on a file: in memory neither WAL nor the waiting of writers would be tested."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            place = tmp_path_factory.mktemp("database") / "test.sqlite3"
            connection.settings_dict["TEST"]["NAME"] = str(place)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """A test that would speak to the outside fails with the address it wanted."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test wanted to connect to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


# ---- which tests show which requirement ---------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--requirements",
        metavar="FILE",
        help="append one JSON line per requirement and passed test (make coverage-map)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("req"):
        item.user_properties += [("req", requirement) for requirement in mark.args]


def pytest_configure(config: pytest.Config) -> None:
    # Workers of pytest-xdist send their reports to the one process that writes.
    if config.getoption("--requirements") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Requirements(Path(config.getoption("--requirements"))))


class _Requirements:
    def __init__(self, path: Path) -> None:
        self.path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" or not report.passed:
            return
        with self.path.open("a", encoding="utf-8") as file:
            for name, requirement in report.user_properties:
                if name == "req":
                    line = {"requirement": requirement, "test": report.nodeid}
                    file.write(json.dumps(line) + "\n")
