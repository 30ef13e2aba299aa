"""Which sub-commands there are, and how one is run."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

Commands = argparse._SubParsersAction  # the type of what `register` gets

# name on the command line -> module of this package
COMMANDS = {
    "audit": "audit",
    "calendar": "calendar",
    "demo": "demo",
    "docs": "docs",
    "due": "due",
    "import": "importing",
    "keys": "keys",
    "load-cases": "load",
    "manage": "manage",
    "messages": "messages",
    "migrate": "migrate",
    "prepare": "prepare",
    "serve": "serve",
    "ticker": "ticker",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    # Only the module of the command asked for is loaded: `huying due` starts at once.
    names = [words[0]] if words and words[0] in COMMANDS else COMMANDS
    parsed = _parser(names).parse_args(words)
    try:
        if getattr(parsed, "without_django", False):
            return int(parsed.run(parsed) or 0)
        return _run(parsed)
    except ImproperlyConfigured as wrong:
        print(f"huying: {wrong}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(parsed: argparse.Namespace) -> int:
    """The command's exit code; a database that was never prepared is told in words."""
    import_module("django").setup()
    from django.db import DatabaseError

    try:
        return int(parsed.run(parsed) or 0)
    except DatabaseError:
        from huying.cli.migrate import pending

        if not pending():
            raise
        print("数据库还没准备好 the database is not ready: huying prepare", file=sys.stderr)
        return 2


def _parser(names: Iterable[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="huying", description="呼应 Huying")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in names:
        import_module(f"huying.cli.{COMMANDS[name]}").register(commands)
    return parser
