"""`huying prepare`: what stands between set-up and the first page; does nothing twice."""

import argparse

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

    migrate_pending()
    if settings.HUYING_DEMO and not queries.has_district():
        return main.main(["demo"])
    return 0
