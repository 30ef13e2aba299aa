"""Rows of people's accounts and of the access log."""

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac


class UserManager(models.Manager["User"]):
    """Finds accounts; they are made by `services.create_user`, and there is no superuser."""

    def get_by_natural_key(self, login: str) -> "User":
        return self.get(login=login)


class User(AbstractBaseUser):
    """账号: one person of one district. What a person may do comes from posts, never from here.

    `login` is typed at the door and unique over all districts; `username` inside one.
    """

    id = models.BigIntegerField(primary_key=True)
    district_id = models.IntegerField()
    username = models.CharField(max_length=60)
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.IntegerField(default=0)

    USERNAME_FIELD = "login"
    objects = UserManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "username"), name="user_username_once"),
        )

    def __str__(self) -> str:
        return self.login

    def get_session_auth_hash(self) -> str:
        """Ends all sessions when the password or the epoch changes (new role, "end all")."""
        return salted_hmac("huying.session", f"{self.password}|{self.session_epoch}").hexdigest()

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Never: rights come from `platform/policy` alone."""
        return False

    def has_perms(self, perms: object, obj: object = None) -> bool:  # noqa: ARG002
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        return False


class AppendOnly(models.QuerySet["AccessLog"]):
    """Rows that are only ever added; the database role of production may do no more either."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("the access log is append-only: add a row instead")

    def delete(self) -> NoReturn:
        raise TypeError("the access log is append-only: rows go only with their retention period")


class AccessLog(models.Model):
    """访问记录: who saw or took out what, when and why; logins stand here too.

    `person_id` is null for a login that failed before anybody was known; `object` is
    `kind:id` ("matter:3220000000000012"), `reason` is what the person wrote.
    """

    id = models.BigIntegerField(primary_key=True)
    district_id = models.IntegerField()
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40)
    object = models.CharField(max_length=60, default="")
    fields = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=300, default="")
    address = models.CharField(max_length=45, default="", help_text="IP address")

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("district_id", "-at", "-id"), name="access_newest"),
            models.Index(fields=("district_id", "person_id", "-at"), name="access_by_person"),
            models.Index(fields=("district_id", "object", "-at"), name="access_of_object"),
        )
