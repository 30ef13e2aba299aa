"""The `huying` command."""
