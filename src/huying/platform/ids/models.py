"""The next free number of each cell and month."""

from django.db import models


class IdBlock(models.Model):
    """号段: where the next block of ids of this cell and month begins.

    No business row: it belongs to the database, not to a district.
    """

    cell = models.IntegerField()
    month = models.IntegerField(help_text="months since 2000-01")
    next = models.BigIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cell", "month"], name="ids_block_cell_month"),
        )
