"""Ids from blocks of a thousand, taken before a business transaction opens."""

from huying.platform.ids.blocks import NoIdsLeft, new_id, new_ids, reserve, reset

__all__ = ["NoIdsLeft", "new_id", "new_ids", "reserve", "reset"]
