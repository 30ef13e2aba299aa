from django.db import models


class Lease(models.Model):
    """Who may do a job that only one process may do at a time, and until when."""

    name = models.CharField(max_length=30, primary_key=True)
    holder = models.CharField(max_length=60)
    until = models.DateTimeField()


class DailyRun(models.Model):
    """A job of the day that has been done for a district; there is never a second one."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    name = models.CharField(max_length=30)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "name", "day"), name="daily_run_once"),
        )
        indexes = (models.Index(fields=("day",), name="daily_run_day"),)
