"""`huying prepare`: what stands between set-up and the first page; does nothing twice."""

import argparse
import sys

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

    if made := prepare_keys(at=now()):
        print(made, flush=True)
    migrate_pending()
    if fault := start_fault():
        print(fault, file=sys.stderr)
        return 2
    if settings.HUYING_DEMO and "demo" in main.COMMANDS and not queries.districts():
        return main.main(["demo"])
    return 0
