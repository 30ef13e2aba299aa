"""Files that are either there in full or not there at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

PRIVATE = 0o600


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write aside, sync, rename: a reader or a power cut sees the old file or the new one.

    Raises OSError when the directory cannot be written.
    """
    aside = _written_aside(path, content, mode)
    os.replace(aside, path)
    _sync_directory(path.parent)


def make_once(path: Path, make: Callable[[], bytes], *, mode: int = PRIVATE) -> bytes:
    """The content of `path`; when it is missing, `make()` written there by exactly one process.

    Several processes start at the same moment (web, ticker): a hard link never overwrites, so
    the first one wins and the others read what it wrote.
    """
    if not path.exists():
        aside = _written_aside(path, make(), mode)
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        _sync_directory(path.parent)
    return path.read_bytes()


def _written_aside(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)  # whatever the umask says
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return aside


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
