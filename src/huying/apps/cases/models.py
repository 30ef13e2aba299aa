from django.db import models

from huying.platform.matters.models import Matter


class Participant(models.Model):
    """参与单位: a body that follows a matter without owing anything in it (S1-16)."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("district_id", "body_id", "matter"), name="participant_body"),
        )


class CaseLink(models.Model):
    """案件关联: two cases that belong together, `case` the one it was said on; the latest row of a
    pair and kind counts, `is_end` takes the link back."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    case = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    other = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    is_end = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="case_link_kind",
                condition=models.Q(kind__in=("split", "merged", "related")),
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "case", "at"), name="case_link_from"),
            models.Index(fields=("district_id", "other", "at"), name="case_link_to"),
        )


class Case(models.Model):
    """案件: what a matter of the case procedure is about.

    Texts stand beside their events; `title` and `address` are copies for lists and are erased
    with them. `phone_index` finds a caller's cases without showing the number.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="case")
    district_id = models.BigIntegerField()
    title = models.CharField(max_length=120, default="")
    address = models.CharField(max_length=200, default="")
    phone_index = models.CharField(max_length=32, default="")
    demand_kind = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    source = models.CharField(max_length=60, default="")
    source_number = models.CharField(max_length=80, default="")
    reported_at = models.DateTimeField()
    external_due_at = models.DateTimeField(null=True)
    case_type = models.CharField(max_length=20, default="")
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    grid = models.CharField(max_length=15, default="")
    is_reachable = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    filed_at = models.DateTimeField(null=True)
    line_id = models.BigIntegerField(null=True)
    list_version = models.CharField(max_length=120, default="")
    list_line = models.CharField(max_length=30, default="")
    solved = models.CharField(max_length=10, default="")
    satisfaction = models.CharField(max_length=12, default="")
    exemption = models.CharField(max_length=20, default="")
    parent_id = models.BigIntegerField(null=True)
    main_id = models.BigIntegerField(null=True)
    joined = models.TextField(default="[]")
    checked = models.TextField(default="[]")

    class Meta:
        constraints = (
            # A source's number names one case; rows without one carry a digest of themselves.
            models.UniqueConstraint(
                fields=("district_id", "source", "source_number"),
                name="case_source_once",
                condition=~models.Q(source=""),
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "phone_index"), name="case_caller"),
            models.Index(fields=("district_id", "grid"), name="case_grid"),
        )
