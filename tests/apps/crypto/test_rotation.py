"""Rotation: everything moves, in batches, and an interruption costs nothing."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from huying.platform.crypto import Undecipherable, columns, decrypt, encrypt
from huying.platform.crypto.keyring import KeyRing
from huying.platform.crypto.rotation import rotate, status

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
TABLE = "crypto_probe"
ROWS = 1_203


def place(row: int) -> dict:
    return {"table": TABLE, "column": "phone", "district": 371502, "row": row}


@pytest.fixture
def probe(db, key_file, monkeypatch):
    """A table with more rows than two batches; one row holds typed text that looks like a token."""
    monkeypatch.setattr(columns, "_columns", {})
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE crypto_probe (id bigint PRIMARY KEY, district_id integer, phone text, "
            "is_personal boolean)"
        )
        cursor.executemany(
            "INSERT INTO crypto_probe VALUES (%s, %s, %s, %s)",
            [(i, 371502, encrypt(f"138{i:08d}", **place(i)), True) for i in range(1, ROWS + 1)]
            + [(9_000, 371502, "v1.k1.just what somebody typed", False)],
        )
    columns.register_encrypted(TABLE, "phone", only_if="is_personal")
    return key_file


def tokens() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, phone FROM crypto_probe WHERE is_personal")
        return dict(cursor.fetchall())


def test_every_value_moves_to_the_new_key_and_still_opens(probe):
    assert rotate(probe, at=AT) == ROWS
    found = tokens()
    assert {token.split(".")[1] for token in found.values()} == {"k2"}
    assert all(decrypt(token, **place(row)) == f"138{row:08d}" for row, token in found.items())
    assert [counts for _, counts in status(KeyRing.load(probe))] == [{"k2": ROWS}]


def test_no_write_transaction_holds_more_than_500_rows(probe):
    ring = KeyRing.load(probe).with_new_key(AT)
    ring.save(probe)
    column = columns.encrypted_columns()[0]
    assert list(columns.reencrypt(column, ring)) == [500, 500, 203]


def test_an_interrupted_rotation_goes_on_with_the_key_it_had_made(probe):
    class Interrupted(Exception):
        pass

    def stop(line: str) -> None:
        if line.endswith(": 500"):
            raise Interrupted

    with pytest.raises(Interrupted):
        rotate(probe, at=AT, say=stop)
    counts = next(status(KeyRing.load(probe)))[1]
    assert counts == {"k1": ROWS - 500, "k2": 500}
    said: list[str] = []
    assert rotate(probe, at=AT, say=said.append) == ROWS - 500
    assert "earlier rotation" in said[0]
    assert KeyRing.load(probe).active == "k2"
    assert rotate(probe, at=AT) == ROWS
    assert KeyRing.load(probe).active == "k3"


def test_a_row_changed_meanwhile_is_not_overwritten(probe):
    ring = KeyRing.load(probe).with_new_key(AT)
    ring.save(probe)
    column = columns.encrypted_columns()[0]
    newer = encrypt("13900000000", **place(7), ring=ring)
    original = columns._moved

    def slow(*arguments):
        if arguments[2] == 7:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE crypto_probe SET phone = %s WHERE id = 7", [newer])
        return original(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_moved", slow)
        list(columns.reencrypt(column, ring))
    assert tokens()[7] == newer


def test_a_value_that_does_not_open_stops_it_and_is_named(probe):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crypto_probe SET phone = 'v1.k1.AAAA' WHERE id = 3")
    with pytest.raises(Undecipherable, match=f"{TABLE}.phone of row 3"):
        rotate(probe, at=AT)


def test_unknown_keys_are_counted_apart(probe):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crypto_probe SET phone = 'v1.k77.AAAA' WHERE id = 3")
    assert next(status(KeyRing.load(probe)))[1] == {"k1": ROWS - 1, "?": 1}


def test_a_name_that_is_no_name_is_refused():
    with pytest.raises(ValueError, match="no column or table name"):
        columns.register_encrypted("t; DROP", "c")
