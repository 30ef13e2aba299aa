from django.db import models


class Notice(models.Model):
    """消息: one person told of one event; read when `read_at` is set."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    matter_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    act = models.CharField(max_length=30)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "event_id", "person_id"), name="notice_once"
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "person_id", "read_at", "-at"), name="notice_mine"),
        )
