"""Run a set-up step only when what it reads has changed.

    stamp.py STAMP INPUT... -- COMMAND...

The stamp file keeps a digest of the names and contents of the inputs (directories are read
through), of the command, and of the place of the checkout. Times of files say nothing after a
clone, a branch change or a restored cache, so they are not looked at. Standard library only:
this runs before there is an environment.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def files_under(paths: Iterable[str]) -> Iterator[Path]:
    """Every file of the inputs in a fixed order; a missing input ends the step with its name."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = (entry for entry in path.rglob("*") if entry.is_file())
            yield from sorted(entry for entry in found if "__pycache__" not in entry.parts)
        elif path.is_file():
            yield path
        else:
            sys.exit(f"Set-up needs {name}, which is missing from this checkout.")


def digest_of(inputs: list[str], command: list[str]) -> str:
    seen = hashlib.sha256(f"{Path.cwd()}\0{command}".encode())
    for path in files_under(inputs):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        seen.update(f"\0{path.as_posix()}\0{content}".encode())
    return seen.hexdigest()


def main(arguments: list[str]) -> int:
    border = arguments.index("--")
    stamp, inputs, command = Path(arguments[0]), arguments[1:border], arguments[border + 1 :]
    wanted = digest_of(inputs, command)
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    stamp.unlink(missing_ok=True)
    result = subprocess.run(command, check=False).returncode
    if result == 0:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
