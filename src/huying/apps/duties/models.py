"""Rows of published lists. A published list is never edited: a change is a new version.

The line itself is kept as the approved file had it (`body`, JSON text); what pages filter by
stands beside it as columns. Rules live in `huying.domain.duties`.
"""

from django.db import models

from huying.domain.duties import Family


class DutyList(models.Model):
    """清单: one published version of one list family; `valid_until` is its last day."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    family = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, default="")
    owner = models.CharField(max_length=12)
    approver = models.CharField(max_length=12)
    document = models.CharField(max_length=80, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    line_count = models.IntegerField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "family", "version"), name="duty_list_version_once"
            ),
            models.CheckConstraint(
                name="duty_list_family",
                condition=models.Q(family__in=[str(family) for family in Family]),
            ),
        )


class DutyItem(models.Model):
    """清单事项: one line of a published list, of whichever family."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    duty_list = models.ForeignKey(DutyList, models.PROTECT, related_name="lines")
    position = models.IntegerField(help_text="order of the approved file, from 1")
    line_no = models.CharField(max_length=20)
    case_type = models.CharField(max_length=20, default="")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, default="")
    group_code = models.CharField(max_length=40, default="")
    group_zh = models.CharField(max_length=40, default="")
    group_en = models.CharField(max_length=80, default="")
    street_role = models.CharField(max_length=10, default="")
    lead_code = models.CharField(max_length=12, default="")
    search = models.TextField(default="", help_text="what the text filter looks in, normalised")
    body = models.TextField(help_text="the line as approved, JSON")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "duty_list", "line_no"), name="duty_item_line_once"
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "duty_list", "position"), name="duty_item_order"),
            models.Index(fields=("district_id", "case_type"), name="duty_item_type"),
        )


class CaseType(models.Model):
    """事项类型: known even when no list line names it any more."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, default="")
    major_code = models.CharField(max_length=10, default="")
    major_zh = models.CharField(max_length=40, default="")
    major_en = models.CharField(max_length=80, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "code"), name="case_type_code_once"),
        )


class PublishedPolicy(models.Model):
    """政策参数: a published version of the limits and numbers; the text is the storage."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    version = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "version"), name="duty_policy_version_once"
            ),
        )


class PublishedChecklists(models.Model):
    """核对清单: a published version of the checklists by case type; the text is the storage."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    version = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "version"), name="duty_checklists_version_once"
            ),
        )
