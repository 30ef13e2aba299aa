"""Writing districts: loading a whole one, and giving people posts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from django.contrib.auth import get_user_model
from django.utils import timezone

from huying.apps.accounts import services as accounts
from huying.apps.organisations.models import Body, Coverage, District, Post
from huying.domain.kernel import bodies
from huying.platform.database import write_transaction
from huying.platform.matters.stamps import raise_stamp


class HoldingSource(Protocol):
    """A role somebody is to hold."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def body(self) -> int: ...
    @property
    def is_head(self) -> bool: ...
    @property
    def certificate_no(self) -> str: ...
    @property
    def identity(self) -> bodies.Identity: ...
    @property
    def employer(self) -> int | None: ...
    @property
    def deployed_by(self) -> int | None: ...


class PersonSource(accounts.PersonSource, Protocol):
    """Somebody to be made known, with the posts they are to hold."""

    @property
    def holdings(self) -> Sequence[HoldingSource]: ...


class CoverageSource(Protocol):
    """A unit on call and a street it answers in."""

    @property
    def id(self) -> int: ...
    @property
    def body(self) -> int: ...
    @property
    def street(self) -> int: ...


class DistrictSource(Protocol):
    """A district to be loaded, parents before children in `bodies`."""

    @property
    def code(self) -> int: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def bodies(self) -> Sequence[bodies.Body]: ...
    @property
    def coverage(self) -> Sequence[CoverageSource]: ...
    @property
    def people(self) -> Sequence[PersonSource]: ...


def load_district(value: DistrictSource, at: datetime, *, valid_from: date | None = None) -> bool:
    """Write a district with its bodies, people and posts; False when it is there already.

    A district that exists is left as it is, whatever it holds. Bodies and posts hold from
    `valid_from` (default: the day of `at`), which lies before the history that is to be loaded.
    """
    since = valid_from or timezone.localtime(at).date()
    with write_transaction():
        if District.objects.filter(id=value.code).exists():
            return False
        District.objects.create(id=value.code, name_zh=value.name_zh, name_en=value.name_en)
        Body.objects.bulk_create(_body_rows(value, since))
        Coverage.objects.bulk_create(
            Coverage(id=c.id, district_id=value.code, body_id=c.body, street_id=c.street)
            for c in value.coverage
        )
        accounts.create_users(value.code, value.people)
        Post.objects.bulk_create(_post_rows(value, since))
        raise_stamp(value.code)
    return True


def _body_rows(value: DistrictSource, since: date) -> list[Body]:
    paths: dict[int | None, str] = {None: "/"}
    rows = []
    for body in value.bodies:
        paths[body.id] = f"{paths[body.parent]}{body.id}/"
        rows.append(
            Body(
                id=body.id,
                district_id=value.code,
                code=body.code,
                kind=body.kind.value,
                name_zh=body.name_zh,
                name_en=body.name_en,
                parent_id=body.parent,
                path=paths[body.id],
                area_code=body.area_code,
                line_id=body.line,
                hours=body.hours,
                valid_from=since,
            )
        )
    return rows


def _post_rows(value: DistrictSource, since: date) -> list[Post]:
    return [
        Post(
            id=held.id,
            district_id=value.code,
            user_id=person.id,
            body_id=held.body,
            role=held.role,
            is_head=held.is_head,
            certificate_no=held.certificate_no,
            identity=held.identity.value,
            employer_id=held.employer,
            deployed_by_id=held.deployed_by,
            valid_from=since,
        )
        for person in value.people
        for held in person.holdings
    ]


def give_post(
    district_id: int,
    *,
    id: int,
    user: int,
    body: int,
    role: str,
    since: date,
    is_head: bool = False,
    certificate_no: str = "",
) -> None:
    """Give a person a role at a body of the district from a day on; ValueError for a body or a
    person of another district."""
    with write_transaction():
        if not Body.objects.filter(pk=body, district=district_id).exists():
            raise ValueError(f"body {body} is not of district {district_id}")
        people = get_user_model()._default_manager
        if not people.filter(pk=user, district_id=district_id).exists():
            raise ValueError(f"user {user} is not of district {district_id}")
        Post.objects.create(
            id=id,
            district_id=district_id,
            user_id=user,
            body_id=body,
            role=role,
            is_head=is_head,
            certificate_no=certificate_no,
            valid_from=since,
        )
        raise_stamp(district_id)


def end_post(district_id: int, post_id: int, *, until: date) -> bool:
    """End a post on a day (the first on which it is not held); False when there is no such post
    open. The row stays: who acted in which role remains to be seen."""
    with write_transaction():
        held = Post.objects.filter(pk=post_id, district=district_id, valid_until__isnull=True)
        ended = held.update(valid_until=until)
        if ended:
            raise_stamp(district_id)
    return bool(ended)
