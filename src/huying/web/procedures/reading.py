"""A published procedure with everything its page needs: what can happen, and the words for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from huying.domain.procedure import moves
from huying.domain.procedure.model import Procedure, Text
from huying.domain.procedure.moves import Move
from huying.platform.matters.models import PublishedProcedure
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from huying.platform.policy import access


def published(district_id: int) -> tuple[Procedure, ...]:
    """The newest version of every procedure of a district, by code."""
    rows = PublishedProcedure.objects.filter(district_id=district_id)
    codes = sorted(set(rows.values_list("code", flat=True)))
    mark = stamp(district_id)
    return tuple(newest(district_id, code, mark) for code in codes)


def find(district_id: int, code: str) -> Procedure | None:
    return next((one for one in published(district_id) if one.code == code), None)


_moves: dict[str, frozenset[Move]] = {}


def moves_of(procedure: Procedure) -> frozenset[Move]:
    """(state, act, state) for all that can happen; kept per process under the text's digest."""
    if procedure.digest not in _moves:
        _moves[procedure.digest] = moves.moves_of(procedure)
    return _moves[procedure.digest]


def words() -> Mapping[str, Text]:
    """Words of roles, parties, guards and fields by code, in both languages."""
    own = _read("procedure.toml")
    found = {name: _text(entry) for name, entry in _read("fields.toml").items()}
    for table in ("parties", "guards"):
        found |= {name: _text(entry) for name, entry in own[table].items()}
    found |= {role.name: Text(role.zh, role.en) for role in access().roles.values()}
    # A desk is a party and a role: the manual says who presses, so the person's word wins.
    return found | {name: _text(entry) for name, entry in own["roles"].items()}


def party_words() -> Mapping[str, Text]:
    """Words of parties alone: as debtors and creditors they are bodies, not people."""
    return {name: _text(entry) for name, entry in _read("procedure.toml")["parties"].items()}


def _text(entry: Mapping[str, str]) -> Text:
    return Text(entry["zh"], entry["en"])


def _read(name: str) -> Mapping[str, Any]:
    path = Path(settings.HUYING_RULES_DIR) / "texts" / name
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed: int) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
