"""A command on a database that was never prepared says so instead of showing a traceback."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_command_on_an_empty_database_names_the_remedy(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUYING_")}
    done = subprocess.run(
        [sys.executable, "-m", "huying", "audit", "verify"],
        env={**kept, "HUYING_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "huying prepare" in done.stderr
    assert "Traceback" not in done.stderr
