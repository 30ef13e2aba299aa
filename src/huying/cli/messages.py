"""`huying messages`: the English catalogue, whose ids are the Chinese sentences of the source.

GNU gettext is not needed: Django turns a template into something Babel reads as JavaScript.
Without options the catalogue takes in new texts and drops unused ones; `--check` fails when
that would change anything or a translation is missing; `--compile` writes the binary file.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from huying.cli.main import Commands
from huying.platform.environment import ROOT

SOURCE = ROOT / "src" / "huying"
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = "# English texts of Huying; ids are the Chinese sentences. Written by `huying messages`."


def register(commands: Commands) -> None:
    parser = commands.add_parser("messages", help="英文文本目录 the English catalogue")
    parser.add_argument("--check", action="store_true", help="只检查 compare, write nothing")
    parser.add_argument("--compile", action="store_true", help="编译 write the binary file")
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    if options.compile:
        return compile_catalogue()
    text = po_text(merged(read_catalogue()))
    stale = not CATALOGUE.is_file() or CATALOGUE.read_text(encoding="utf-8") != text
    if stale and not options.check:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text, encoding="utf-8")
    elif stale:
        print(f"{CATALOGUE.relative_to(ROOT)} misses texts: run make messages", file=sys.stderr)
    missing = [str(message.id) for message in merged(read_catalogue()) if is_missing(message)]
    for text in missing:
        print(f"no English for: {text}", file=sys.stderr)
    return 1 if options.check and (stale or missing) else 0


def compile_catalogue() -> int:
    catalogue = read_catalogue()
    for message in list(catalogue):
        if is_missing(message):  # an empty plural would be written and shown as an empty text
            catalogue.delete(message.id, message.context)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return 0


def read_catalogue() -> Catalog:
    """The catalogue as it stands; an empty one when there is none yet."""
    if not CATALOGUE.is_file():
        return _empty()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="django", charset="utf-8")


def merged(old: Catalog) -> Catalog:
    """What the source says now, with the translations of `old`."""
    new = _empty()
    for text, comments, context in sorted(found(), key=lambda one: (str(one[0]), one[2] or "")):
        known = old.get(text if isinstance(text, str) else text[0], context)
        string = known.string if known and bool(known.pluralizable) != isinstance(text, str) else ""
        flags = ("python-format",) if "%(" in str(text) else ()
        new.add(text, string or None, auto_comments=comments, context=context, flags=flags)
    return new


def is_missing(message: Message) -> bool:
    if not message.id:
        return False
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not all(strings)


def po_text(catalogue: Catalog) -> str:
    """The catalogue as text: sorted, without line numbers and dates, so that it can be compared."""
    body = io.BytesIO()
    write_po(body, catalogue, no_location=True, omit_header=True, sort_output=True, width=100)
    return f"{HEADER}\n{_HEADER_ENTRY}\n{body.getvalue().decode('utf-8')}"


_HEADER_ENTRY = r"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def _empty() -> Catalog:
    return Catalog(locale="en", domain="django", charset="utf-8", fuzzy=False)


Found = tuple[str | tuple[str, ...], tuple[str, ...], str | None]


def found() -> Iterator[Found]:
    """Every text of the source once per place: id, comments for translators, context."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _extract("python", path.read_bytes())
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            yield from _extract("javascript", _as_script(path))


def _as_script(path: Path) -> bytes:
    from django.utils.translation.template import templatize

    return templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode("utf-8")


def _extract(method: str, source: bytes) -> Iterator[Found]:
    options = {"encoding": "utf-8"}
    for _line, text, comments, context in extract(
        method, io.BytesIO(source), KEYWORDS, ("Translators:",), options
    ):
        yield text, tuple(comments), context
