"""Rows of grids, of who walks them, and of who verified them."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

GRID_ROLES = ("head", "full_time", "part_time", "assistant", "police", "doctor")


class Grid(models.Model):
    """网格: a piece of one community's ground. `polygon` is the JSON list of its corners
    [lon, lat] (CGCS2000 degrees, closed implicitly), the box holds its outermost degrees.
    `households` and `checked_at` repeat the newest check of its ledger, for lists."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey("organisations.District", models.PROTECT, related_name="+")
    code = models.CharField(max_length=15)
    name = models.CharField(max_length=60)
    community = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    street = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    polygon = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    households = models.IntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("district", "code"), name="grid_code_once"),)


class GridRole(models.Model):
    """网格任务: what a person is to a grid; many people to a grid, many grids to a person."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey("organisations.District", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="first day on which it is no more held")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district", "grid", "user", "role", "valid_from"), name="grid_role_once"
            ),
            models.CheckConstraint(name="grid_role_known", condition=models.Q(role__in=GRID_ROLES)),
        )
        indexes = (models.Index(fields=("district", "user"), name="grid_role_user"),)


class Checks(models.QuerySet["GridCheck"]):
    """Rows that are only ever added: who was wrong adds a newer one."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("a check of a grid is never edited: add a newer one instead")

    def delete(self) -> NoReturn:
        raise TypeError("a check of a grid is never deleted: add a newer one instead")


class GridCheck(models.Model):
    """网格核实: somebody looked, and these were the households (S1-44). Never edited; the newest
    row is what holds. `by` is null for what was taken over from an earlier ledger."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey("organisations.District", models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    households = models.IntegerField()
    note = models.CharField(max_length=200, default="")
    key = models.CharField(max_length=40)

    objects = Checks.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district", "key"), name="grid_check_key_once"),
            models.CheckConstraint(
                name="grid_check_households", condition=models.Q(households__gte=0)
            ),
        )
        indexes = (models.Index(fields=("grid", "-checked_at", "-id"), name="grid_check_newest"),)
