"""`huying migrate`: bring the database to the shape this version expects."""

import argparse

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser("migrate", help="升级数据库结构 run pending migrations")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    migrate_pending()
    return 0


def migrate_pending() -> int:
    """Run the migrations that have not run; how many those were."""
    from django.core.management import call_command

    if number := pending():
        print(f"升级数据库 Bringing the database up to date: {number} migrations", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    return number


def pending() -> int:
    """How many migrations of this version the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
