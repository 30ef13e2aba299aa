from django.db import models


class Lease(models.Model):
    """Who may do a job that only one process may do at a time, and until when."""

    name = models.CharField(max_length=30, primary_key=True)
    holder = models.CharField(max_length=60)
    until = models.DateTimeField()
