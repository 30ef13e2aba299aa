"""Leave and stand-ins: entering and cancelling them, and who is away and stands in for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.apps.accounts.access_log import log_access
from huying.apps.accounts.queries import names_of
from huying.apps.organisations.models import Leave, Post
from huying.apps.organisations.queries import chart
from huying.domain.kernel import leave as kernel
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import INNER, Chart
from huying.domain.kernel.leave import Held, Known, leave_faults, stand_in_of
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.stamps import raise_stamp
from huying.platform.policy.evaluate import access, may

#: Codes only: why exactly somebody is ill or needed at home is nobody's business here.
REASONS = ("leave", "official", "training", "other")
#: How many leaves that are over or cancelled a page shows besides those that stand.
PAST_SHOWN = 10


class LeaveSource(Protocol):
    """A leave to be loaded as it is, past or to come."""

    @property
    def id(self) -> int: ...
    @property
    def person(self) -> int: ...
    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date: ...
    @property
    def stand_in(self) -> int | None: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """请假一行: `in_place` is who really stands in on its first day from today (the chain of
    stand-ins followed), '' for nobody; `entered_by` '' when they entered it themselves."""

    id: int
    person: int
    name: str
    from_on: date
    until_on: date
    stand_in: str
    in_place: str
    reason: str
    entered_by: str
    is_cancelled: bool
    is_over: bool

    @property
    def stands(self) -> bool:
        return not (self.is_cancelled or self.is_over)


@dataclass(frozen=True, slots=True)
class Candidate:
    """可选人员: somebody to choose, with the body they are known at."""

    person: int
    name: str
    body: int


# ---- writing ------------------------------------------------------------------------------------


def enter_leave(district_id: int, asked: kernel.Leave, reason: str, by: Actor, at: datetime) -> int:
    """Enter a leave of one's own, or as the head of a person of one's bodies; its id.

    Refused `leave.not_yours` for anybody else's, `wrong_fields` with every wrong field.
    """
    ids.reserve(at, 2)
    with write_transaction():
        today = timezone.localtime(at).date()
        if by.person is None or not may_enter_for(by, asked.person, today):
            raise Refused(Refusal("leave.not_yours"))
        faults = [_named(f) for f in leave_faults(asked, _known(district_id, asked, today))]
        if reason not in REASONS:
            faults.append(Fault("reason", reason[:20], "leave.reason_unknown"))
        if faults:
            params = {"count": len(faults)}
            raise Refused(Refusal("wrong_fields", params=params, faults=tuple(faults)))
        row = Leave.objects.create(
            id=ids.new_id(at),
            district_id=district_id,
            user_id=asked.person,
            from_on=asked.from_on,
            until_on=asked.until_on,
            stand_in_id=asked.stand_in,
            reason=reason,
            entered_by_id=by.person,
            at=at,
        )
        _changed(row, "leave.enter", by, at)
    return row.pk


def cancel_leave(district_id: int, leave_id: int, by: Actor, at: datetime) -> bool:
    """Cancel a leave that has not begun, or end today one that has; False when there is none that
    this person may see. The days already taken stay what they were.

    Refused `leave.is_over` when there is nothing left to cancel.
    """
    ids.reserve(at, 1)
    with write_transaction():
        today = timezone.localtime(at).date()
        row = Leave.objects.filter(pk=leave_id, district=district_id).first()
        if row is None or not may_enter_for(by, row.user_id, today):
            return False
        if row.cancelled_at or row.until_on <= today:
            raise Refused(Refusal("leave.is_over"))
        if row.from_on < today:
            Leave.objects.filter(pk=row.pk).update(until_on=today)
        else:
            Leave.objects.filter(pk=row.pk).update(cancelled_at=at)
        _changed(row, "leave.cancel", by, at)
    return True


def load_leaves(district_id: int, leaves: Iterable[LeaveSource], at: datetime) -> None:
    """Leaves of a district that is being loaded, entered by the people themselves and not checked;
    for loaders only, inside their transaction."""
    with write_transaction():
        Leave.objects.bulk_create(
            Leave(
                id=one.id,
                district_id=district_id,
                user_id=one.person,
                from_on=one.from_on,
                until_on=one.until_on,
                stand_in_id=one.stand_in,
                reason=one.reason,
                entered_by_id=one.person,
                at=at,
            )
            for one in leaves
        )
        raise_stamp(district_id)


def _named(fault: Fault) -> Fault:
    """A fault about a person names the person and not the id."""
    if fault.field != "stand_in":
        return fault
    names = names_of([int(fault.value)])
    return replace(fault, value=names.get(int(fault.value), fault.value))


def _changed(row: Leave, action: str, by: Actor, at: datetime) -> None:
    # Rights pass to another person, so it is to be found out later who let them pass.
    log_access(
        at=at,
        district=row.district_id,
        person=by.person,
        action=action,
        object=f"leave:{row.pk}",
    )
    raise_stamp(row.district_id)


def _known(district_id: int, asked: kernel.Leave, today: date) -> Known:
    """Facts of the first day of the leave, or of today for one that is asked for too late."""
    held = _held(district_id, {asked.person, asked.stand_in or 0}, max(asked.from_on, today))
    standing = _standing(district_id, today).filter(user=asked.person)
    roles = access().roles.values()
    return Known(
        today=today,
        others=[kernel.Leave(r.user_id, r.from_on, r.until_on) for r in standing],
        own=[one for one in held if one.person == asked.person],
        stand_ins=[one for one in held if one.person == asked.stand_in],
        apart=frozenset(role.name for role in roles if role.is_exclusive),
        chart=chart(district_id),
    )


# ---- who may, and whom one may choose -----------------------------------------------------------


def may_enter_for(by: Actor, person: int, on: date) -> bool:
    """One's own leave, and as a head that of people of the bodies one leads."""
    if by.person is None:
        return False
    return by.person == person or any(one.person == person for one in led_by(by, on))


def led_by(by: Actor, on: date) -> tuple[Candidate, ...]:
    """People with a post at a body this actor leads or at one of its offices and units; () for
    whoever leads none."""
    if may(by, "leave.enter") is None:
        return ()
    return _candidates(by.district, _bodies_led(by, chart(by.district)), on)


def may_stand_in_for(district_id: int, people: Collection[int], on: date) -> tuple[Candidate, ...]:
    """Those with a post at a body of one of these people, or at the body right above."""
    known = chart(district_id)
    own = {one.body for one in _held(district_id, people, on)}
    return _candidates(district_id, {b for body in own for b in (body, *known.above(body)[:1])}, on)


def _bodies_led(by: Actor, known: Chart) -> set[int]:
    led = {post.body for post in by.posts if post.role == "head"}
    inner = (body for kind in INNER for body in known.of_kind(kind))
    return led | {body.id for body in inner if body.parent in led}


def _candidates(district_id: int, places: Collection[int], on: date) -> tuple[Candidate, ...]:
    rows = _held_rows(district_id, on).filter(body__in=places).order_by("body__code", "id")
    found: dict[int, Candidate] = {}
    for person, name, body in rows.values_list("user", "user__name", "body"):
        found.setdefault(person, Candidate(person, name, body))
    return tuple(found.values())


def _held(district_id: int, people: Collection[int], on: date) -> list[Held]:
    rows = _held_rows(district_id, on).filter(user__in=people).order_by("id")
    return [Held(*row) for row in rows.values_list("user", "role", "body")]


def _held_rows(district_id: int, on: date) -> QuerySet[Post]:
    until = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return Post.objects.filter(
        until, district=district_id, valid_from__lte=on, user__is_active=True
    )


# ---- reading ------------------------------------------------------------------------------------


def leaves_of(district_id: int, people: Collection[int], today: date) -> tuple[LeaveRow, ...]:
    """Leaves of these people that stand, soonest first, and then the newest that are over."""
    rows = Leave.objects.filter(district=district_id, user__in=people)
    stands = Q(until_on__gt=today, cancelled_at__isnull=True)
    current = rows.filter(stands).order_by("from_on", "id")
    past = rows.exclude(stands).order_by("-until_on", "-id")[:PAST_SHOWN]
    return _rows(district_id, [*current, *past], today)


def stood_for(district_id: int, person: int, today: date) -> tuple[LeaveRow, ...]:
    """Leaves that stand and name this person as stand-in, soonest first."""
    named = _standing(district_id, today).filter(stand_in=person).order_by("from_on", "id")
    return _rows(district_id, list(named), today)


def _standing(district_id: int, today: date) -> QuerySet[Leave]:
    return Leave.objects.filter(district=district_id, until_on__gt=today, cancelled_at__isnull=True)


def _rows(district_id: int, found: list[Leave], today: date) -> tuple[LeaveRow, ...]:
    """In two statements: who else is away, and the names."""
    if not found:
        return ()
    standing = [
        kernel.Leave(row.user_id, row.from_on, row.until_on, row.stand_in_id)
        for row in _standing(district_id, today)
    ]
    in_place = {row.pk: _in_place(row, standing, today) for row in found}
    people = {p for r in found for p in (r.user_id, r.stand_in_id, r.entered_by_id) if p}
    names = names_of({*people, *(p for p in in_place.values() if p)})
    return tuple(_row(row, names, in_place[row.pk], today) for row in found)


def _in_place(row: Leave, standing: list[kernel.Leave], today: date) -> int | None:
    day = max(today, row.from_on)
    if row.cancelled_at or row.until_on <= today:
        return None
    return stand_in_of(row.user_id, kernel.away_on(standing, day))


def _row(row: Leave, names: dict[int, str], in_place: int | None, today: date) -> LeaveRow:
    by_other = row.entered_by_id != row.user_id
    return LeaveRow(
        id=row.pk,
        person=row.user_id,
        name=names.get(row.user_id, ""),
        from_on=row.from_on,
        until_on=row.until_on,
        stand_in=names.get(row.stand_in_id or 0, ""),
        in_place=names.get(in_place or 0, ""),
        reason=row.reason,
        entered_by=names.get(row.entered_by_id, "") if by_other else "",
        is_cancelled=row.cancelled_at is not None,
        is_over=row.until_on <= today,
    )
