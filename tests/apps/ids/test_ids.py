"""Ids: unique, of the right month, and never fetched inside a transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from huying.domain.kernel.ids import CELL_SPAN, MONTH_SPAN
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.ids.models import IdBlock

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh():
    ids.reset()
    yield
    ids.reset()


@pytest.mark.django_db
def test_ids_are_distinct_and_carry_the_month():
    many = ids.new_ids(AT, 2_500)
    assert len(set(many)) == 2_500
    assert {i // MONTH_SPAN for i in many} == {26 * 12 + 10}
    assert IdBlock.objects.get().next == 3_001


@pytest.mark.django_db
def test_one_block_serves_a_thousand_ids(django_assert_num_queries):
    ids.new_id(AT)
    with django_assert_num_queries(0):
        ids.new_ids(AT, 999)


@pytest.mark.django_db
def test_the_month_is_the_one_people_here_would_say():
    late_in_greenwich = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
    assert ids.new_id(late_in_greenwich) // MONTH_SPAN == 26 * 12 + 10


@pytest.mark.django_db
def test_cells_never_meet(settings):
    here = ids.new_id(AT)
    ids.reset()
    settings.HUYING_CELL = 7
    assert ids.new_id(AT) - here == 7 * CELL_SPAN


@pytest.mark.django_db
def test_inside_a_transaction_only_reserved_ids_are_given():
    ids.reserve(AT, 3)
    ids.reset()
    ids.reserve(AT, 1_000)
    with write_transaction():
        assert len(set(ids.new_ids(AT, 1_000))) == 1_000
        with pytest.raises(ids.NoIdsLeft, match="reserve"):
            ids.new_id(AT)


@pytest.mark.django_db
def test_reserving_twice_does_not_pile_up():
    ids.reserve(AT, 400)
    ids.reserve(AT, 400)
    assert ids.new_ids(AT, 400)[-1] % CELL_SPAN == 400
    assert ids.new_id(AT) % CELL_SPAN == 401


@pytest.mark.django_db
def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        ids.new_id(datetime(2026, 11, 20))  # noqa: DTZ001


@pytest.mark.django_db(transaction=True)
def test_threads_and_processes_never_share_an_id():
    def work(_: int) -> list[int]:
        try:
            return ids.new_ids(AT, 700)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        lots = [i for part in pool.map(work, range(8)) for i in part]
    ids.reset()  # what another process begins with
    lots += ids.new_ids(AT, 700)
    assert len(set(lots)) == len(lots) == 9 * 700
