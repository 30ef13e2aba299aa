"""`huying manage …`: Django's own commands (makemigrations, shell, collectstatic …)."""

import argparse

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser("manage", help="Django 自带命令 Django's own commands")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["huying manage", *options.words])
    return 0
