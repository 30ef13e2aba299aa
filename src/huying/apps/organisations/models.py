"""Rows of districts, bodies, posts and the streets an on-call unit answers in."""

from django.conf import settings
from django.db import models

from huying.domain.kernel.bodies import BodyKind, Identity


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
    has the role head without it. A certificate number allows to carry out enforcement.

    `employer` is the body that employs somebody who is not on the post's own establishment (null:
    the body itself), `deployed_by` the street that sends them to work.
    """

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="posts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    is_head = models.BooleanField(default=False)
    certificate_no = models.CharField(max_length=30, default="")
    identity = models.CharField(max_length=20, default=Identity.ESTABLISHED.value)
    employer = models.ForeignKey(Body, models.PROTECT, null=True, related_name="employed")
    deployed_by = models.ForeignKey(Body, models.PROTECT, null=True, related_name="deployed")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="first day on which it is no more held")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district", "user", "body", "role", "valid_from"), name="post_once"
            ),
            models.CheckConstraint(
                name="post_identity",
                condition=models.Q(identity__in=[identity.value for identity in Identity]),
            ),
            models.CheckConstraint(
                name="post_employer_named",
                condition=models.Q(identity=Identity.ESTABLISHED.value)
                | models.Q(employer__isnull=False),
            ),
            # Whoever is hired off the establishment only assists and never carries out enforcement
            # (行政处罚法 art. 42: only certified officers; 城市管理执法办法 on 协管人员).
            models.CheckConstraint(
                name="post_assists_only",
                condition=~models.Q(identity=Identity.OFF_ESTABLISHMENT.value)
                | models.Q(certificate_no=""),
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


class Leave(models.Model):
    """请假: a person is away from `from_on` to the day before `until_on`; meanwhile `stand_in`
    fills their posts (null: nobody does). A cancelled one stays to be read and counts no more.

    `reason` is a code and not a text: of illness or family nothing is written down.
    """

    id = models.BigIntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="leaves")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leaves")
    from_on = models.DateField()
    until_on = models.DateField(help_text="first day back")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="stood_in"
    )
    reason = models.CharField(max_length=20)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entered_leaves"
    )
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="leave_ends", condition=models.Q(until_on__gt=models.F("from_on"))
            ),
            models.CheckConstraint(
                name="leave_not_oneself",
                condition=models.Q(stand_in__isnull=True) | ~models.Q(stand_in=models.F("user")),
            ),
            models.CheckConstraint(
                name="leave_reason",
                condition=models.Q(reason__in=("leave", "official", "training", "other")),
            ),
        )
        indexes = (
            models.Index(fields=("district", "until_on"), name="leave_until"),
            models.Index(fields=("district", "user", "from_on"), name="leave_of_user"),
        )
