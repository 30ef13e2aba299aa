"""How a business context joins the spine: the only inversion there is.

A context says in `AppConfig.ready()` which procedures are its own, how its detail row becomes a
value and back, and where its facts come from. Everything else is the platform's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from huying.domain.procedure.facts import Facts
from huying.domain.procedure.matter import Event, Matter
from huying.domain.procedure.model import Procedure


@dataclass(frozen=True, slots=True)
class Moment:
    """What facts are made of: the district as of its stamp, the procedure, the matter's detail."""

    district_id: int
    stamp: int
    procedure: Procedure
    detail: Any
    at: datetime


def _nothing(_event: Event, _district_id: int, _new_id: Callable[[], int]) -> Sequence[Model]:
    return ()


def _hides_nothing(_detail: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """业务: what one context hands to the spine.

    `detail_model` is the 1:1 table of its matters, `accessor` the matter's name for it;
    `blank` makes the detail value of a new matter, `to_domain` reads a row, `evolve` takes an
    event over into the value, `take` writes the value to a row; `project` copies what lists show
    of an event's texts to the row (with the district's id) and says whether that changed it;
    `columns` fills the matter's own filter columns; `personal` names fields kept encrypted, and
    where `hides` says so of the detail every text of the matter is;
    `after` makes rows of the context's own that an event brings, written in the same transaction,
    from the event, the district's id and a source of ids.
    """

    procedures: frozenset[str]
    guards: frozenset[str]
    detail_model: type[Model]
    accessor: str
    blank: Callable[[], Any]
    to_domain: Callable[[Any], Any]
    evolve: Callable[[Any, Event], Any]
    take: Callable[[Any, Any], None]
    project: Callable[[Any, Event, int], bool]
    columns: Callable[[Matter, Any], Mapping[str, Any]]
    facts_for: Callable[[Moment], Facts]
    personal: frozenset[str]
    hides: Callable[[Any], bool] = _hides_nothing
    after: Callable[[Event, int, Callable[[], int]], Sequence[Model]] = _nothing

    def encrypted(self, event: Event, detail: Any) -> frozenset[str]:
        """The names of the event's texts that are kept encrypted."""
        return frozenset(event.texts) if self.hides(detail) else self.personal


_contexts: dict[str, Context] = {}


def register(context: Context) -> None:
    """Makes the context's procedures known; called once from its `AppConfig.ready()`."""
    for code in context.procedures:
        _contexts[code] = context


def context_of(procedure: str) -> Context:
    """The context of a procedure; KeyError when nobody registered it."""
    return _contexts[procedure]


def all_guards() -> frozenset[str]:
    return frozenset().union(*(context.guards for context in _contexts.values()))
