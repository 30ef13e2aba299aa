from django.db import models


class Notice(models.Model):
    """消息: one person told of one event, or of a day; read when `read_at` is set.

    The digest of a day (`act` "digest") has no event: its figures stand in `counts` (JSON).
    """

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    matter_id = models.BigIntegerField(null=True)
    event_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=30)
    day = models.DateField(null=True)
    counts = models.TextField(default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "event_id", "person_id"), name="notice_once"
            ),
            models.UniqueConstraint(
                fields=("district_id", "person_id", "day"), name="notice_of_day_once"
            ),
        )
        indexes = (
            models.Index(fields=("district_id", "person_id", "read_at", "-at"), name="notice_mine"),
        )
