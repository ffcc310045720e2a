"""A lane never lets a batch count twice, whatever happens to its connection."""

import time
from collections.abc import Callable

import pytest
from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.batch import Batch
from page_tracker.storage.connection import connect
from page_tracker.storage.lane import Lane
from support.proxy import Proxy, once
from support.valkey import Valkey


@pytest.fixture(name="lane")
def fixture_lane(proxy: Proxy) -> Lane:
    """A lane to the shared store, through the proxy."""
    return Lane(connect(proxy.url, timeout=1))


def batch_of(lane: Lane, views: int, seconds: float = 1.0) -> Batch:
    """Number a batch that is waited for so long."""
    return lane.batch(views, time.monotonic() + seconds)


def test_a_batch_gets_as_many_numbers_as_it_has_views(
    lane: Lane, client: Redis
) -> None:
    """Every view of a batch has a number of its own, as if it had been alone."""
    client.set("page_views", 10)

    tally = lane.settle(batch_of(lane, 3))

    assert [tally.number(place) for place in range(3)] == [11, 12, 13]
    assert client.get("page_views") == "13"


def test_at_the_end_of_the_range_the_first_views_of_a_batch_still_count(
    lane: Lane, client: Redis
) -> None:
    """A batch does not take the last numbers from views that would have had them."""
    client.set("page_views", 2**63 - 3)

    tally = lane.settle(batch_of(lane, 5))

    assert (tally.last, tally.counted) == (2**63 - 1, 2)


def _cut(_data: bytes) -> None:
    return None


@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(_cut, id="reset after the script ran"),
        pytest.param(lambda data: data[:2], id="half a reply, then silence"),
        pytest.param(lambda _: b"-LOADING not yet\r\n", id="loading"),
        pytest.param(lambda _: b"-NOSCRIPT forgotten\r\n", id="script forgotten"),
        pytest.param(lambda _: b"-LATE says a clock\r\n", id="the clock has moved"),
    ],
)
def test_a_batch_whose_reply_is_lost_counts_once_and_gets_its_numbers(
    lane: Lane, proxy: Proxy, client: Redis, meddle: Callable[[bytes], bytes | None]
) -> None:
    """The same numbered batch is sent again, and the store knows it."""
    lane.settle(batch_of(lane, 1))
    proxy.meddle = once(meddle)
    batch = batch_of(lane, 2)

    first = lane.attempt(batch, patience=0.05)
    lane.close()
    tally = lane.settle(batch)

    assert first is None
    assert (tally.last, tally.counted) == (3, 2)
    assert client.get("page_views") == "3"


def test_settling_sends_a_batch_again_by_itself(
    lane: Lane, proxy: Proxy, client: Redis
) -> None:
    """A lost connection costs a caller time, not its number."""
    lane.settle(batch_of(lane, 1))
    proxy.meddle = once(_cut)

    tally = lane.settle(batch_of(lane, 2))

    assert (tally.last, tally.counted) == (3, 2)
    assert client.get("page_views") == "3"


def test_a_script_that_the_store_has_forgotten_is_loaded_again(
    lane: Lane, client: Redis
) -> None:
    """SCRIPT FLUSH, or a new server behind the same name, loses nothing."""
    lane.settle(batch_of(lane, 1))
    client.script_flush()

    tally = lane.settle(batch_of(lane, 1))

    assert tally.last == 2


def test_an_answer_that_is_late_can_be_waited_for_again(
    lane: Lane, valkey: Valkey, client: Redis
) -> None:
    """A batch is in flight until it is answered, and is not sent twice."""
    lane.settle(batch_of(lane, 1))
    batch = batch_of(lane, 1, seconds=5)
    valkey.freeze()

    first = lane.attempt(batch, patience=0)
    valkey.thaw()
    tally = lane.settle(batch)

    assert first is None
    assert tally.last == 2
    assert client.get("page_views") == "2"


def test_a_batch_that_nobody_waits_for_any_more_is_not_counted(
    lane: Lane, valkey: Valkey, client: Redis
) -> None:
    """What was answered with an error stays uncounted when a hung store goes on."""
    lane.settle(batch_of(lane, 1))
    valkey.freeze()

    with pytest.raises(StorageUnavailable):
        lane.settle(batch_of(lane, 1, seconds=0.2))
    valkey.thaw()
    tally = lane.settle(batch_of(lane, 1))

    assert tally.last == 2
    assert client.get("page_views") == "2"


def test_a_batch_that_comes_after_its_successor_is_refused(
    lane: Lane, client: Redis
) -> None:
    """What is left of an old connection cannot count behind the back of a new one."""
    old = batch_of(lane, 1)
    lane.settle(batch_of(lane, 1))

    with pytest.raises(StorageUnavailable, match="STALE"):
        lane.settle(old)

    assert client.get("page_views") == "1"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"-MISCONF cannot persist\r\n", id="disk error"),
        pytest.param(b"-READONLY a replica\r\n", id="read-only"),
        pytest.param(b"-OOM memory is full\r\n", id="out of memory"),
        pytest.param(b"-BUSY a script runs\r\n", id="busy"),
    ],
)
def test_a_refusal_is_told_at_once_and_the_next_batch_is_tried(
    lane: Lane, proxy: Proxy, client: Redis, answer: bytes
) -> None:
    """An answer is an answer: nothing was counted, and nothing is sent again."""
    lane.settle(batch_of(lane, 1))
    proxy.answer = answer

    with pytest.raises(StorageUnavailable):
        lane.attempt(batch_of(lane, 1), patience=1)
    with pytest.raises(StorageUnavailable):
        lane.settle(batch_of(lane, 1))
    proxy.answer = None
    tally = lane.settle(batch_of(lane, 1))

    assert tally.last == 2
    assert client.get("page_views") == "2"


def test_a_store_that_says_nothing_on_a_new_connection_is_given_up_in_time(
    lane: Lane, valkey: Valkey
) -> None:
    """A hung store takes connections; the caller waits no longer than it said."""
    valkey.freeze()
    began = time.monotonic()

    with pytest.raises(StorageUnavailable):
        lane.settle(batch_of(lane, 1, seconds=0.2))

    assert time.monotonic() - began < 0.6
    valkey.thaw()


def test_the_last_batch_is_remembered_in_the_slot_of_the_counter(
    lane: Lane, client: Redis
) -> None:
    """Counter and guard move together, and the guard goes when it is of no use."""
    lane.settle(batch_of(lane, 1))

    guard = next(iter(client.scan_iter("{page_views}:applied:*")))
    assert client.get(guard) == "1 1 1"
    assert 0 < client.ttl(guard) <= keys.APPLIED_LIFE
