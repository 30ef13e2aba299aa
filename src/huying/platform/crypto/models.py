"""The check value that tells at the start whether the key file belongs to this database."""

from django.db import models


class KeyCheck(models.Model):
    """密钥校验值: one row with a known text under the active key; no business row."""

    id = models.IntegerField(primary_key=True)
    district_id = models.IntegerField(default=0)
    token = models.TextField()
