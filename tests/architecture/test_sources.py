"""The shape of the source: sizes, names, who may touch the clock, the database, the machine."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "huying"
PYTHON = [
    path for top in ("src", "tests", "scripts", "bench") for path in (ROOT / top).rglob("*.py")
]
MODULES = [path for path in PYTHON if SOURCE in path.parents]
BANNED_NAMES = {"utils", "helpers", "common", "manager", "managers", "base", "misc"}
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".html", ".js", ".css", ".in", ".txt"}
HARD_LINES, SOFT_LINES, FUNCTION_LINES = 400, 300, 60


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def texts() -> Iterator[Path]:
    """Every text file of the repository that people write."""
    outside = {".git", ".venv", "node_modules", "build", "var"}
    for folder in (entry for entry in ROOT.iterdir() if entry.name not in outside):
        found = folder.rglob("*") if folder.is_dir() else [folder]
        yield from (path for path in found if path.is_file() and path.suffix in TEXTS)
    yield ROOT / "Makefile"


def test_files_stay_small() -> None:
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in PYTHON}
    assert not {name: lines for name, lines in lengths.items() if lines > HARD_LINES}
    long = [name for name, lines in lengths.items() if lines > SOFT_LINES]
    assert len(long) <= len(lengths) * 0.05, long


def test_functions_stay_small() -> None:
    long = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert not long


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    assert not [relative(path) for path in MODULES if path.stem in BANNED_NAMES]


def test_domain_imports_only_itself_and_the_standard_library() -> None:
    foreign = [
        f"{relative(path)}: {name}"
        for path in MODULES
        if SOURCE / "domain" in path.parents
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("huying.domain")
    ]
    assert not foreign


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


CLOCK = re.compile(
    r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.time(?:_ns)?\(|\btimezone\.now\b"
    r"|\blocaltime\(\)|\blocaldate\(\)|\btime\.(?:gmtime|localtime)\(\)"
)
ATOMIC = re.compile(r"\batomic\b\s*[(:\n]|import\b.*\batomic\b|set_autocommit|ATOMIC_REQUESTS")


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (CLOCK, {"src/huying/platform/clock.py"}),
        (ATOMIC, {"src/huying/platform/database.py"}),
    ],
    ids=["clock", "transaction"],
)
def test_only_one_module_does_it(pattern: re.Pattern[str], allowed: set[str]) -> None:
    used = {relative(path) for path in MODULES if pattern.search(without_prose(path))}
    assert used <= allowed


def without_prose(path: Path) -> str:
    """The source without comments and docstrings."""
    return ast.unparse(_Bare().visit(tree_of(path)))


class _Bare(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr | ast.Pass:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return ast.Pass() if is_text else node


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(tz)", "date.today()", "time.time()", "timezone.now()", "default=timezone.now",
    ],
)  # fmt: skip
def test_the_clock_is_seen_wherever_it_is_read(line: str) -> None:
    assert CLOCK.search(line)


@pytest.mark.parametrize("line", ["transaction.atomic()", "@atomic\n", "with atomic():"])
def test_a_transaction_is_seen_wherever_it_is_opened(line: str) -> None:
    assert ATOMIC.search(line)


def test_no_path_of_a_machine() -> None:
    # Spelt apart, so that this file does not find itself.
    machine = re.compile("|".join(("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/")))
    found = [
        relative(path)
        for path in texts()
        if machine.search(path.read_text("utf-8")) and path.name != "LICENSE"
    ]
    assert not found


def test_lock_files_name_no_address() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "bun.lock"]
    assert len(locks) == 4
    assert not [relative(path) for path in locks if "http" in path.read_text("utf-8")]


def test_every_requirement_is_pinned_with_a_digest() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^[a-z0-9][^ \n]*==", lock.read_text("utf-8"), re.MULTILINE)
        bare = re.findall(r"^[a-z0-9][^\\\n]*$", lock.read_text("utf-8"), re.MULTILINE)
        assert pinned, lock.name
        assert not bare, lock.name
