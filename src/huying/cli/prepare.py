"""`huying prepare`: what stands between set-up and the first page; does nothing twice."""

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "prepare",
        help="升级数据库,空库则装入演示区 migrate, and load the demo into an empty database",
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    from django.conf import settings

    from huying.apps.organisations import queries
    from huying.cli import main
    from huying.cli.migrate import migrate_pending
    from huying.platform.clock import now
    from huying.platform.crypto.start import prepare_keys, start_fault
    from huying.platform.matters.procedures import ProcedureChanged

    if made := prepare_keys(at=now()):
        print(made, flush=True)
    migrate_pending()
    if fault := start_fault():
        print(fault, file=sys.stderr)
        return 2
    if settings.HUYING_DEMO and "demo" in main.COMMANDS and not queries.districts():
        return main.main(["demo"])
    try:
        publish_new([district.id for district in queries.districts()], now())
    except ProcedureChanged as changed:
        print(changed, file=sys.stderr)
        print(
            "演示区可重新装入 a demo district can be loaded anew: huying demo --reset",
            file=sys.stderr,
        )
        return 2
    return 0


def publish_new(districts: Iterable[int], at: datetime) -> int:
    """Publishes the shipped procedures a district does not have yet; how many that were.

    ProcedureChanged when a file says something else than the version published under its number.
    """
    from django.conf import settings

    from huying.platform.matters.procedures import publish

    files = sorted((Path(settings.HUYING_RULES_DIR) / "procedures").glob("*.toml"))
    return sum(publish(district, file, at=at) for district in districts for file in files)
