"""Refusals and faults as plain text for a terminal: Chinese, then English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from huying.domain.kernel.refusal import Fault, Refusal


def refusal_text(refusal: Refusal) -> str:
    """Why it cannot be, in both languages."""
    return _filled(refusal.code, refusal.params)


def fault_text(fault: Fault) -> str:
    """What is wrong with one cell: field, value and remedy, in both languages."""
    return _filled(fault.code, {"field": fault.field, "value": fault.value, **fault.params})


def _filled(code: str, params: Mapping[str, str | int]) -> str:
    texts = _texts().get(code, {})
    known = [texts[language] for language in ("zh", "en") if texts.get(language)]
    if not known:
        # A code without a text still says what it is about.
        return " ".join([code, *(f"{name}={value}" for name, value in params.items())])
    return " · ".join(text.format_map(_Params(params)) for text in known)


class _Params(dict[str, str | int]):
    """Named values of a text; a name without a value stays readable."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    from django.conf import settings

    path = Path(settings.HUYING_RULES_DIR) / "texts" / "refusals.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
