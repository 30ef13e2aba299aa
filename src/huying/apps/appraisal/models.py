from django.db import models

from huying.platform.matters.models import Matter


class ScoreRecord(models.Model):
    """一事一考: one body's score of one closing of a case; exact parts of one in thousandths.

    None where nothing was owed or nobody answered. Never edited: a case that was reopened gets
    new rows when it closes again, and `reopened` counts how often that happened before.
    """

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    body_id = models.BigIntegerField()
    is_lead = models.BooleanField()
    response = models.IntegerField(null=True)
    resolution = models.IntegerField(null=True)
    satisfaction = models.IntegerField(null=True)
    delay_minutes = models.IntegerField()
    whose = models.TextField(default="{}")
    exemption = models.CharField(max_length=20, default="")
    closed_at = models.DateTimeField()
    reopened = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "event_id", "body_id"), name="score_once"
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "matter_id"), name="score_matter"),
            models.Index(fields=("district_id", "body_id", "closed_at"), name="score_body"),
        )


class VisitRecord(models.Model):
    """回访记录: what one return visit brought, and the body whose handling it judges.

    `joined` is the number of the merged case whose resident was asked, "" for the case's own;
    `reopened` counts how often the case had been reopened before; `dissatisfaction` holds codes
    between commas (",slow,attitude,"), so that each can be counted in the database.
    """

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    body_id = models.BigIntegerField()
    at = models.DateTimeField()
    solved = models.CharField(max_length=10, default="")
    satisfaction = models.CharField(max_length=12, default="")
    is_unreached = models.BooleanField(default=False)
    channel = models.CharField(max_length=10, default="")
    item_code = models.CharField(max_length=20, default="")
    area_code = models.CharField(max_length=15, default="")
    joined = models.CharField(max_length=20, default="")
    dissatisfaction = models.CharField(max_length=120, default="")
    reopened = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "event_id"), name="visit_once"),
        )
        indexes = (
            models.Index(fields=("district_id", "at", "body_id"), name="visit_body"),
            models.Index(fields=("district_id", "matter_id"), name="visit_matter"),
        )


class GivenScore(models.Model):
    """双向评分: the mark one body gave another on one case; kept as it was given (S2-14)."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    by_body_id = models.BigIntegerField()
    of_body_id = models.BigIntegerField()
    score = models.CharField(max_length=10)
    direction = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "event_id"), name="given_once"),
        )
        indexes = (
            models.Index(fields=("district_id", "at"), name="given_at"),
            models.Index(fields=("district_id", "matter_id"), name="given_matter"),
        )


class Exclusion(models.Model):
    """剔除申请: what a matter of the exclusion procedure is about.

    `case_id` is the matter of the case, `asked_by` and `decided_by` are persons; from
    `granted_at` on the case counts nowhere.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="exclusion"
    )
    district_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    body_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    asked_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "case_id", "body_id"), name="exclusion_once"
            ),
            models.CheckConstraint(
                name="exclusion_by_two",
                condition=models.Q(granted_at__isnull=True)
                | (
                    models.Q(asked_by__isnull=False, decided_by__isnull=False)
                    & ~models.Q(asked_by=models.F("decided_by"))
                ),
            ),
        )
