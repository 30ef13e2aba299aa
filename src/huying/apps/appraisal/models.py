from django.db import models


class ScoreRecord(models.Model):
    """一事一考: one body's score of one closed case; exact parts of one in thousandths.

    None where nothing was owed or nobody answered. Corrected by a new row, never edited.
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
    """回访记录: what one return visit brought, and the body whose handling it judges."""

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
