"""The clock of the platform: due promises, and telling what happened."""
