"""The people of a made-up district: who holds which post, and who walks which grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from huying.domain.kernel.bodies import Body, BodyKind, Identity
from huying.sim.names import Namer
from huying.sim.plan import DistrictPlan, NamedPerson


@dataclass(frozen=True, slots=True)
class Holding:
    """任职: one role at one body; `is_head` marks the post's own holder, not a stand-in.
    `employer` is who employs somebody not on the body's own establishment, `deployed_by` the
    street that sends them to work."""

    id: int
    role: str
    body: int
    is_head: bool = False
    certificate_no: str = ""
    identity: Identity = Identity.ESTABLISHED
    employer: int | None = None
    deployed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """人员: `password` is '' for everybody who cannot log in."""

    id: int
    username: str
    name: str
    holdings: tuple[Holding, ...]
    password: str = ""
    title_zh: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """用工关系: by which right, employed by whom (None: the body itself), sent by which street."""

    identity: Identity = Identity.ESTABLISHED
    employer: int | None = None
    deployed_by: int | None = None


@dataclass(frozen=True, slots=True)
class GridDuty:
    """网格任务: what a person is to a grid: head, full_time or part_time (S2-49)."""

    id: int
    person: int
    grid: int
    role: str


#: role → how many, by kind of body. A street's own desk signs; its verifiers check others' work.
_ROLES: Final[Mapping[BodyKind, tuple[tuple[str, int], ...]]] = {
    BodyKind.DISTRICT: (("head", 1),),
    BodyKind.CENTRE: (("head", 1), ("clerk", 2), ("desk", 6), ("visitor", 4)),
    BodyKind.INSPECTION: (("head", 1), ("clerk", 2), ("supervisor", 3), ("verifier", 2)),
    BodyKind.DEPARTMENT: (("head", 1), ("clerk", 2)),
    BodyKind.UTILITY: (("head", 1), ("clerk", 2)),
    BodyKind.STREET: (("head", 1), ("clerk", 3), ("verifier", 2)),
    BodyKind.OFFICE: (("head", 1), ("clerk", 2)),
    BodyKind.INSTITUTION_UNIT: (("head", 1), ("clerk", 2)),
    BodyKind.STATIONED: (("head", 1), ("clerk", 3)),
    BodyKind.RESIDENTS_COMMITTEE: (("head", 1),),
    BodyKind.STATION: (("community_worker", 3),),
}
#: Posts only one department has.
_OWN_ROLES: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "EST": (("establishment", 2),),
    "AUD": (("auditor", 1),),
    "CYB": (("security_admin", 1),),
    "DAT": (("system_admin", 1),),
}
_SQUADRON: Final = "STA03"
_ENFORCEMENT_OFFICE: Final = "OFF04"
#: Off the establishment: place within a street → employing department and how many. About forty
#: for a whole district's one line (S1-12) come to a few a street; they assist and hold no
#: certificate.
_ASSISTANTS: Final[Mapping[str, tuple[str, int]]] = {
    _SQUADRON: ("UMB", 3),
    "STA01": ("PSB", 2),
    "STA02": ("MKT", 1),
    _ENFORCEMENT_OFFICE: ("UMB", 1),
}


@dataclass(slots=True)
class Hiring:
    """Fills posts body by body; the plan's named people take their places first."""

    plan: DistrictPlan
    rng: Random
    next_id: Callable[[], int]
    people: list[Person] = field(default_factory=list)
    namer: Namer = field(init=False)
    _named: dict[tuple[str, str, int], NamedPerson] = field(init=False)
    _certificates: int = 0

    def __post_init__(self) -> None:
        self.namer = Namer(self.plan.names, self.rng, {p.name for p in self.plan.people})
        self._named = {}
        for person in self.plan.people:
            self._named[(person.body, person.role, self._place(person))] = person

    def staff(self, bodies: Sequence[Body]) -> None:
        """People for every body but the grid workers, who come with the grids."""
        code_of = {body.id: body.code for body in bodies}
        for body in bodies:
            certified = self._certified(body, code_of.get(body.line or 0, ""))
            for role, count in self._roles(body):
                held = certified if role == "clerk" else 0
                self.hire(body, role, count, certified=held)

    def engage(self, bodies: Sequence[Body]) -> None:
        """编外人员: contract staff of departments, deployed by the streets they work in."""
        ids = {body.code: body.id for body in bodies}
        for body in bodies:
            street, _, unit = body.code.partition("-")
            employer, count = _ASSISTANTS.get(unit, ("", 0))
            if employer in ids:
                terms = Terms(Identity.OFF_ESTABLISHMENT, ids[employer], ids[street])
                self.hire(body, "clerk", count, terms=terms)

    def hire(
        self, body: Body, role: str, count: int, *, certified: int = 0, terms: Terms | None = None
    ) -> list[Person]:
        """`count` new people with this role, the first `certified` of them with a certificate."""
        on = terms or _usual_terms(body)
        return [self._hire(body, role, nth, on, nth <= certified) for nth in range(1, count + 1)]

    def _hire(self, body: Body, role: str, nth: int, on: Terms, certified: bool) -> Person:
        # Who comes on other terms than the body's own takes no place the plan gives a name for.
        place = (body.code, role, nth) if on == _usual_terms(body) else ("", "", 0)
        named = self._named.pop(place, None)
        number = self._number(certified)
        post = Holding(
            self.next_id(), role, body.id, role == "head", number,
            on.identity, on.employer, on.deployed_by,
        )  # fmt: skip
        serial = len(self.people) + 1
        person = Person(self.next_id(), f"u{serial:04d}", "", (post,))
        if named is None:
            person = replace(person, name=self.namer.draw())
        else:
            person = self._take_place(person, named)
        self.people.append(person)
        return person

    def _take_place(self, person: Person, named: NamedPerson) -> Person:
        if not named.login:
            return replace(person, name=named.name)
        return replace(
            person,
            name=named.name,
            username=named.login,
            password=f"huying-{self.rng.randrange(1000, 10000)}",
            title_zh=named.title_zh,
            title_en=named.title_en,
        )

    def _roles(self, body: Body) -> Iterator[tuple[str, int]]:
        for role, count in (*_ROLES.get(body.kind, ()), *_OWN_ROLES.get(body.code, ())):
            if role == "head" and body.code in self.plan.head_vacant:
                continue
            if role == "clerk" and body.code.endswith((_SQUADRON, _ENFORCEMENT_OFFICE)):
                count = 5
            yield role, count

    def _certified(self, body: Body, line: str) -> int:
        """How many clerks of this body may carry out enforcement."""
        street, _, unit = body.code.partition("-")
        if unit == _ENFORCEMENT_OFFICE:
            return 1 if street in self.plan.one_certificate else 3
        if unit == _SQUADRON:
            return 5
        return 2 if (line or body.code) in self.plan.enforcing else 0

    def _number(self, certified: bool) -> str:
        if not certified:
            return ""
        self._certificates += 1
        return f"{self.plan.code}{self._certificates:05d}"

    def _place(self, person: NamedPerson) -> int:
        """The asked place, or the next one that an earlier row left free."""
        if person.nth:
            return person.nth
        taken = {
            nth for body, role, nth in self._named if (body, role) == (person.body, person.role)
        }
        return next(nth for nth in range(1, 1000) if nth not in taken)


def _usual_terms(body: Body) -> Terms:
    """How people of a body are usually employed: a unit's by its department, and placed in the
    street it stands under; grid workers on contract by the street that sends them."""
    if body.kind is BodyKind.STATIONED:
        is_placed = body.parent != body.line
        identity = Identity.STATIONED if is_placed else Identity.ESTABLISHED
        return Terms(identity, body.line, body.parent if is_placed else None)
    if body.kind is BodyKind.COMMUNITY:
        return Terms(Identity.OFF_ESTABLISHMENT, body.parent, body.parent)
    return Terms()
