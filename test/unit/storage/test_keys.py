"""The names of the keys."""

import pytest
from redis.crc import key_slot

from page_tracker.storage import keys


def test_the_plain_counter_has_the_name_that_everybody_knows() -> None:
    """The tutorial's key: other programs read and set it."""
    assert keys.PAGE_VIEWS == "page_views"


@pytest.mark.parametrize("worker", ["a", "0123456789abcdef", "w-2"])
def test_what_a_worker_has_applied_lives_in_the_slot_of_the_counter(
    worker: str,
) -> None:
    """One script changes both at once, also in a Redis Cluster."""
    name = keys.applied(worker)

    assert key_slot(name.encode()) == key_slot(keys.PAGE_VIEWS.encode())


def test_each_worker_has_a_key_of_its_own() -> None:
    """The batches of one worker are not taken for those of another."""
    assert keys.applied("a") != keys.applied("b")


def test_a_batch_is_remembered_for_a_week() -> None:
    """Far longer than any caller waits, and not for ever."""
    assert keys.APPLIED_LIFE == 7 * 24 * 60 * 60
