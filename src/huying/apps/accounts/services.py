"""Writing accounts: making them, passwords, roles, and the end of sessions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F

from huying.apps.accounts.access_log import log_access
from huying.apps.accounts.models import User
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.policy.roles import assignment_refusal


class PersonSource(Protocol):
    """Somebody to be made known; `password` '' for people who cannot log in."""

    @property
    def id(self) -> int: ...
    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def password(self) -> str: ...


def normal_login(typed: str) -> str:
    """A login name as it is stored: one width, lower case, no blanks around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def create_user(
    *,
    district: int,
    username: str,
    name: str,
    at: datetime,
    password: str = "",
    login: str = "",
    must_change_password: bool = True,
) -> User:
    """One new account; Refused names every wrong field. Without a password it cannot log in."""
    user = User(
        district_id=district,
        username=normal_login(username),
        login=normal_login(login or username),
        name=name.strip(),
        must_change_password=must_change_password,
    )
    if faults := [*_name_faults(user), *_password_faults(user, password)]:
        raise Refused(_wrong(faults))
    user.id = ids.new_id(at)
    user.password = make_password(password or None)
    with write_transaction():
        user.save(force_insert=True)
    return user


def create_users(district: int, people: Iterable[PersonSource]) -> None:
    """Accounts of a whole district at once; ids are handed in, passwords are not checked.

    For loaders only, inside their transaction. The login is the username, with the district
    behind it where another district has that one already.
    """
    known = list(people)
    names = [normal_login(person.username) for person in known]
    taken = set(User.objects.exclude(district_id=district).values_list("login", flat=True))
    User.objects.bulk_create(
        [
            User(
                id=person.id,
                district_id=district,
                username=name,
                login=f"{name}@{district}" if name in taken else name,
                name=person.name,
                password=make_password(person.password or None),
            )
            for person, name in zip(known, names, strict=True)
        ],
        batch_size=500,
    )


def set_password(user: User, password: str, *, by: int, at: datetime, address: str = "") -> None:
    """A new password for `user`, set by the person `by`; ends all sessions of the user.

    Refused when it breaks the rules. One set by somebody else has to be changed at first login.
    """
    if faults := _password_faults(user, password):
        raise Refused(_wrong(faults))
    user.password = make_password(password)
    user.must_change_password = by != user.pk
    ids.reserve(at, 1)
    with write_transaction():
        user.save(update_fields=["password", "must_change_password"])
        _log_of(user, by, "password.set", at, address)


def end_sessions(user: User, *, by: int, at: datetime, address: str = "") -> None:
    """End every session of a user: on request, at a new role, when an account is closed."""
    ids.reserve(at, 1)
    with write_transaction():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        _log_of(user, by, "sessions.end", at, address)
    user.refresh_from_db(fields=["session_epoch"])


def deactivate(user: User, *, by: int, at: datetime) -> None:
    """Close an account: no login any more, open sessions end with the next request."""
    ids.reserve(at, 1)
    with write_transaction():
        User.objects.filter(pk=user.pk).update(
            is_active=False, session_epoch=F("session_epoch") + 1
        )
        _log_of(user, by, "account.close", at, "")
    user.refresh_from_db(fields=["is_active", "session_epoch"])


def set_language(user: User, language: str) -> None:
    """Remember the language of the pages; written only when it changes."""
    if user.language != language:
        user.language = language
        with write_transaction():
            user.save(update_fields=["language"])


def assign_role(
    role: str,
    *,
    to: User,
    held: Collection[str],
    by: Actor,
    at: datetime,
    write: Callable[[], None],
) -> None:
    """Give a role: `write` stores the post (organisations do), sessions end, the log says who.

    Refused: an unknown role, one that excludes a held one, one's own, or without the right.
    Ids that `write` needs are reserved by the caller, one more than it needs.
    """
    refusal = assignment_refusal(role, to=to.pk, held=held, by=by, in_district=to.district_id)
    if refusal or by.person is None:
        raise Refused(refusal or Refusal("role_not_yours_to_give", params={"role": role}))
    ids.reserve(at, 1)
    with write_transaction():
        write()
        User.objects.filter(pk=to.pk).update(session_epoch=F("session_epoch") + 1)
        _log_of(to, by.person, "role.assign", at, "", reason=role)
    to.refresh_from_db(fields=["session_epoch"])


def _wrong(faults: Collection[Fault]) -> Refusal:
    return Refusal("wrong_fields", params={"count": len(faults)}, faults=tuple(faults))


def _log_of(user: User, by: int, action: str, at: datetime, address: str, reason: str = "") -> None:
    log_access(
        at=at,
        district=user.district_id,
        person=by,
        action=action,
        object=f"user:{user.pk}",
        reason=reason,
        address=address,
    )


def _name_faults(user: User) -> list[Fault]:
    faults = []
    if not user.name:
        faults.append(Fault("name", user.name, "needed"))
    if not user.username:
        faults.append(Fault("username", user.username, "needed"))
    elif User.objects.filter(district_id=user.district_id, username=user.username).exists():
        faults.append(Fault("username", user.username, "username_taken"))
    elif User.objects.filter(login=user.login).exists():
        faults.append(Fault("login", user.login, "username_taken"))
    return faults


def _password_faults(user: User, password: str) -> list[Fault]:
    """One fault for each broken rule; the value itself is never repeated. '' is no password."""
    if not password:
        return []
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return [
            Fault("password", "", "password_weak", {"why": message}) for message in wrong.messages
        ]
    return []
