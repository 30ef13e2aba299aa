"""Empties the database of a demo, so that it can be made anew."""

from django.db import connection

#: Kept: what the frame needs, ids that were given out, the key's check value, and the stamps, so
#: that no process takes its old lists for those of the new district.
_KEPT = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "ids_idblock",
        "crypto_keycheck",
        "matters_stamp",
    }
)


def remove_everything() -> None:
    """Deletes all rows of all tables but the kept ones; call inside a write transaction.

    References are checked when the transaction ends, so the order does not matter.
    """
    present = set(connection.introspection.table_names())
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in sorted(_tables() & present - _KEPT):
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608


def _tables() -> set[str]:
    return set(connection.introspection.django_table_names(only_existing=True))
