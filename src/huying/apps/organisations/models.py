"""Rows of districts, bodies, posts and the streets an on-call unit answers in."""

from django.conf import settings
from django.db import models

from huying.domain.kernel.bodies import BodyKind


class District(models.Model):
    """区县: its id is the six-digit code of GB/T 2260."""

    id = models.IntegerField(primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, default="")


class Body(models.Model):
    """机构: `path` holds the ids from the top down to this body ("/1/5/"), so that everything
    under a body is one prefix; `line` is the department of a stationed or on-call unit."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="bodies")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200)
    area_code = models.CharField(max_length=12, default="")
    line = models.ForeignKey("self", models.PROTECT, null=True, related_name="units")
    hours = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="first day on which it is no more")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district", "code"), name="body_code_once"),
            models.CheckConstraint(
                name="body_kind", condition=models.Q(kind__in=[kind.value for kind in BodyKind])
            ),
            models.CheckConstraint(
                name="body_hours", condition=models.Q(hours__in=("office", "always"))
            ),
        )
        indexes = (models.Index(fields=("district", "path"), name="body_path"),)


class Post(models.Model):
    """任职: a role held at a body for a time. `is_head` marks the leader in person; a stand-in
    has the role head without it. A certificate number allows to carry out enforcement."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="posts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    is_head = models.BooleanField(default=False)
    certificate_no = models.CharField(max_length=30, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="first day on which it is no more held")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district", "user", "body", "role", "valid_from"), name="post_once"
            ),
        )
        indexes = (models.Index(fields=("district", "body", "role"), name="post_body_role"),)


class Coverage(models.Model):
    """值守范围: a street that a unit on call answers in."""

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="coverage")
    body = models.ForeignKey(Body, models.PROTECT, related_name="coverage")
    street = models.ForeignKey(Body, models.PROTECT, related_name="covered_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district", "body", "street"), name="coverage_once"),
        )
