"""Documents say what is there: links, commands, files, terms, worked answers."""

import csv
import re
import shlex
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import resolve

from huying.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:src|tests|data|docs|scripts|locale)/[\w./-]*\w)`")
#: Written by `make coverage-map` from tests that passed.
MADE = {"docs/reference/requirements.md", "docs/reference/requirements.csv"}
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The fragments a page's headings can be reached by, as code forges make them."""
    prose = FENCE.sub("", page.read_text("utf-8"))
    heads = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def broken(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    path, _, fragment = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return True
    return bool(fragment) and target.suffix == ".md" and fragment not in anchors(target)


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_link_resolves(document: Path) -> None:
    prose = FENCE.sub("", document.read_text("utf-8"))
    assert [link for link in LINK.findall(prose) if broken(document, link)] == []


def test_a_broken_link_is_seen() -> None:
    page = ROOT / "README.md"
    assert broken(page, "docs/nothing.md")
    assert broken(page, "docs/glossary.md#nothing")
    assert not broken(page, "docs/adr/README.md#decision-records")


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_file_named_is_there(document: Path) -> None:
    named = NAMED.findall(document.read_text("utf-8"))
    assert [path for path in named if path not in MADE and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_command_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    words = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE)) | {"help"}
    assert set(re.findall(r"`make ([a-z][a-z-]*)", text)) <= words
    assert set(re.findall(r"\bhuying ([a-z][a-z-]*) ?[^\n]*`", text)) <= set(main.COMMANDS)


#: Commands whose example file is named in the reader's language.
_WITH_A_FILE = ("`.venv/bin/huying import", "`.venv/bin/huying calendar import")


def test_both_readmes_name_the_same_commands_and_pages() -> None:
    chinese, english = (
        {
            *re.findall(r"`(?:\.venv/bin/|make )[^`]*`", page.read_text("utf-8")),
            *(link for link in LINK.findall(page.read_text("utf-8")) if "README" not in link),
        }
        for page in READMES
    )
    differ = {line for line in chinese ^ english if not line.startswith(("#", *_WITH_A_FILE))}
    assert differ == set()


def rows() -> dict[str, str]:
    """Chinese term (each of several in one cell) -> identifier cell, from the glossary."""
    found: dict[str, str] = {}
    for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 3:
            for term in cells[0].split(" / "):
                found[term] = found.get(term, "") + cells[2]
    return found


def coded() -> dict[str, dict[str, str]]:
    """Chinese words of the codes that data gives names to: word -> code, by what they name."""
    read = {
        path: tomllib.loads((ROOT / "data" / path).read_text("utf-8"))
        for path in ("procedures/case.toml", "policies/roles.toml", "texts/codes.toml")
    }
    case, codes = read["procedures/case.toml"], read["texts/codes.toml"]
    tables = {
        "state": case["states"],
        "obligation": case["obligations"],
        "act": case["labels"],
        "role": read["policies/roles.toml"]["roles"],
        "demand kind": codes["demand_kind"],
        "channel": codes["channel"],
    }
    return {
        kind: {text["zh"]: code for code, text in table.items()} for kind, table in tables.items()
    }


@pytest.mark.parametrize("kind", ["state", "obligation", "act", "role", "demand kind", "channel"])
def test_the_glossary_has_every_word_that_data_names(kind: str) -> None:
    glossary = rows()
    missing = {
        word: code
        for word, code in coded()[kind].items()
        if f"`{code}`" not in glossary.get(word, "")
    }
    assert missing == {}, f"write each {kind} with its code into docs/glossary.md"


def asked() -> list[tuple[str, str]]:
    """Every `$ huying due …` of the documents with the answer that stands below it."""
    found = []
    for page in PAGES:
        lines = page.read_text("utf-8").splitlines()
        for line, answer in pairwise(lines):
            if line.startswith("$ huying due "):
                found.append((line.removeprefix("$ huying "), answer))
    return found


@pytest.mark.parametrize(("question", "answer"), asked(), ids=[q for q, _ in asked()])
def test_a_worked_answer_is_what_the_command_says(
    question: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(shlex.split(question)) == 0
    assert capsys.readouterr().out.strip() == answer


RECORDS = sorted((ROOT / "docs/adr").glob("0*.md"))
PARTS = ("Context.", "Decision.", "Consequences.", "Alternatives.", "Enforced by.")


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem[:4])
def test_a_decision_record_is_whole_and_listed(record: Path) -> None:
    text = record.read_text("utf-8")
    assert [part for part in PARTS if f"**{part}**" not in text] == []
    assert text.startswith(f"# {record.name[:4]} · ")
    assert f"({record.name})" in (ROOT / "docs/adr/README.md").read_text("utf-8")


def test_records_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def listed(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", listed("docs/requirement_pages.csv"), ids=lambda row: row["id"])
def test_the_page_of_a_requirement_exists(row: dict[str, str]) -> None:
    assert row["id"] in {known["id"] for known in listed("tests/requirements.csv")}
    if row["page"].startswith("/"):
        resolve(re.sub(r"\{\w+\}", "2611-0K3F9-7", row["page"]))
    else:
        assert (ROOT / row["page"]).is_file()
