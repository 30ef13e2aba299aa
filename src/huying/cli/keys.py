"""`huying keys`: which keys there are, and a new one for everything that is encrypted."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser("keys", help="个人信息密钥 keys of personal data")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    status = actions.add_parser("status", help="各列用哪把密钥 which columns stand under which key")
    status.set_defaults(run=run_status)
    rotate = actions.add_parser(
        "rotate",
        help="换新密钥并分批重新加密,可中断 new key, re-encrypt in batches, may be stopped",
    )
    rotate.set_defaults(run=run_rotate)


def run_status(_: argparse.Namespace) -> int:
    return _told(_status)


def run_rotate(_: argparse.Namespace) -> int:
    return _told(_rotate)


def _status(path: Path) -> int:
    from huying.platform.crypto import rotation
    from huying.platform.crypto.keyring import KeyRing

    ring = KeyRing.load(path)
    print(f"密钥文件 Key file   {path}")
    for key_id, key in ring.keys.items():
        print(f"  {key_id:<6} {key.created}{'  在用 active' if key_id == ring.active else ''}")
    for column, counts in rotation.status(ring):
        told = ", ".join(f"{key} {number}" for key, number in counts.items()) or "0"
        print(f"{column.table}.{column.column}: {told}")
    return 0


def _rotate(path: Path) -> int:
    from huying.platform import clock
    from huying.platform.crypto import rotation

    moved = rotation.rotate(path, at=clock.now(), say=lambda line: print(line, flush=True))
    print(f"已重新加密 {moved} 个值。请备份密钥文件。 {moved} values re-encrypted; back up {path}.")
    return 0


def _told(work: Callable[[Path], int]) -> int:
    """Run `work(key file)`; what is wrong with keys is told in words, not as a trace."""
    from django.conf import settings

    from huying.platform.crypto import KeyFileFault, Undecipherable

    try:
        return work(Path(settings.HUYING_KEYS))
    except (KeyFileFault, Undecipherable) as wrong:
        print(f"huying keys: {wrong}", file=sys.stderr)
        return 1
