"""A lane never lets a batch count twice, whatever happens to its connection."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.errors import CounterUnusable, StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.writer import BatchWriter
from support.journal import journals_in
from support.proxy import Proxy, once
from support.rules import RULES
from support.valkey import Valkey
from support.waiting import wait_until

# A deadline that no test waits for: whoever did would be ended by the test's time-out.
NEVER_S = 600.0


@pytest.fixture(name="lane")
def fixture_lane(proxy: Proxy) -> BatchWriter:
    """A lane to the shared store, through the proxy."""
    return BatchWriter(connect(proxy.url, timeout=NEVER_S))


def batch_of(
    views: int, seconds: float = NEVER_S
) -> tuple[Batch, list[Callable[[], int]]]:
    """Make a batch that is waited for so long."""
    batch = Batch(RULES, time.monotonic() + seconds, time.time())
    return batch, [batch.count_view() for _ in range(views)]


def settle(lane: BatchWriter, views: int = 1, seconds: float = NEVER_S) -> list[int]:
    """Count some views, and return their numbers."""
    batch, numbers = batch_of(views, seconds)
    lane.settle(batch)
    return [number() for number in numbers]


def test_a_batch_gets_as_many_numbers_as_it_has_views(
    lane: BatchWriter, client: Redis
) -> None:
    """Every view of a batch has a number of its own, as if it had been alone."""
    client.set("page_views", 10)

    numbers = settle(lane, 3)

    assert numbers == [11, 12, 13]
    assert client.get("page_views") == "13"


def test_at_the_end_of_the_range_the_first_views_of_a_batch_still_count(
    lane: BatchWriter, client: Redis
) -> None:
    """A batch does not take the last numbers from views that would have had them."""
    client.set("page_views", 2**63 - 3)
    batch, numbers = batch_of(5)

    lane.settle(batch)

    assert [number() for number in numbers[:2]] == [2**63 - 2, 2**63 - 1]
    for number in numbers[2:]:
        with pytest.raises(CounterUnusable):
            number()


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
        pytest.param(lambda _: b"HTTP/1.1 400\r\n", id="another protocol"),
    ],
)
def test_a_batch_whose_reply_is_lost_counts_once_and_gets_its_numbers(
    lane: BatchWriter,
    proxy: Proxy,
    client: Redis,
    meddle: Callable[[bytes], bytes | None],
) -> None:
    """The same numbered batch is sent again, and the store knows it."""
    settle(lane)
    proxy.meddle = once(meddle)
    batch, numbers = batch_of(2)

    lane.begin(batch)
    lane.look(patience=0.05)
    first = batch.settled
    lane.close()
    lane.settle(batch)

    assert not first
    assert [number() for number in numbers] == [2, 3]
    assert client.get("page_views") == "3"


@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(_cut, id="reset"),
        pytest.param(lambda _: b"HTTP/1.1 400\r\n", id="another protocol"),
    ],
)
def test_settling_sends_a_batch_again_by_itself(
    lane: BatchWriter,
    proxy: Proxy,
    client: Redis,
    meddle: Callable[[bytes], bytes | None],
) -> None:
    """A lost connection costs a caller time, not its number."""
    settle(lane)
    proxy.meddle = once(meddle)

    numbers = settle(lane, 2)

    assert numbers == [2, 3]
    assert client.get("page_views") == "3"


@pytest.mark.sensitive
def test_calls_sent_into_a_lost_connection_are_sent_again(
    lane: BatchWriter, proxy: Proxy, client: Redis
) -> None:
    """The store closes connections too: when it restarts, or has too many."""
    settle(lane)
    proxy.refuse()
    batch, numbers = batch_of(1)

    wait_until(lane.is_answered)  # by the reset
    lane.begin(batch)
    lane.look(patience=NEVER_S)
    proxy.refusing = False
    lane.settle(batch)

    assert [number() for number in numbers] == [2]
    assert client.get("page_views") == "2"


def test_a_script_that_the_store_has_forgotten_is_loaded_again(
    lane: BatchWriter, client: Redis
) -> None:
    """SCRIPT FLUSH, or a new server behind the same name, loses nothing."""
    settle(lane)
    client.script_flush()

    numbers = settle(lane)

    assert numbers == [2]


@pytest.mark.sensitive
def test_an_answer_that_is_late_can_be_waited_for_again(
    lane: BatchWriter, valkey: Valkey, client: Redis
) -> None:
    """A batch is in flight until it is answered, and is not sent twice."""
    settle(lane)
    batch, numbers = batch_of(1)
    valkey.freeze()

    lane.begin(batch)
    lane.look(patience=0)
    first = batch.settled
    valkey.thaw()
    lane.settle(batch)

    assert not first
    assert [number() for number in numbers] == [2]
    assert client.get("page_views") == "2"


@pytest.mark.sensitive
def test_a_batch_past_its_deadline_is_not_counted(
    lane: BatchWriter, valkey: Valkey, client: Redis
) -> None:
    """A batch that failed by its deadline stays uncounted when the store goes on."""
    settle(lane)
    valkey.freeze()

    with pytest.raises(StorageUnavailable):
        settle(lane, seconds=0.2)
    valkey.thaw()
    numbers = settle(lane)

    assert numbers == [2]
    assert client.get("page_views") == "2"


def test_a_batch_that_comes_after_its_successor_is_refused(
    lane: BatchWriter, client: Redis
) -> None:
    """A batch from an old connection that arrives after its successor is rejected."""
    old, numbers = batch_of(1)
    lane.begin(old)  # numbered, and not sent: there is no connection yet
    settle(lane)

    lane.settle(old)

    with pytest.raises(StorageUnavailable, match="STALE"):
        numbers[0]()
    assert client.get("page_views") == "1"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"-MISCONF cannot persist\r\n", id="disk error"),
        pytest.param(b"-READONLY a replica\r\n", id="read-only"),
        pytest.param(b"-OOM memory is full\r\n", id="out of memory"),
        pytest.param(b"-BUSY a script runs\r\n", id="busy"),
        pytest.param(b":5\r\n", id="a number, which no script of ours answers"),
        pytest.param(b"$-1\r\n", id="nothing, likewise"),
    ],
)
def test_a_rejected_batch_fails_at_once_and_the_next_is_tried(
    lane: BatchWriter, proxy: Proxy, client: Redis, answer: bytes
) -> None:
    """An answer is an answer: nothing was counted, and nothing is sent again."""
    settle(lane)
    proxy.answer = answer
    batch, numbers = batch_of(1)

    lane.begin(batch)
    lane.look(patience=NEVER_S)
    with pytest.raises(StorageUnavailable):
        numbers[0]()
    with pytest.raises(StorageUnavailable):
        settle(lane)
    proxy.answer = None
    accepted = settle(lane)

    assert accepted == [2]
    assert client.get("page_views") == "2"


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        pytest.param(b"-READONLY a replica\r\n", 1, id="a replica"),
        pytest.param(b"-OOM memory is full\r\n", 0, id="out of memory"),
    ],
)
def test_a_connection_to_a_replica_is_closed_and_its_name_resolved(
    lane: BatchWriter, proxy: Proxy, client: Redis, answer: bytes, connections: int
) -> None:
    """After a failover, the replica's connection is closed and its name resolved."""
    settle(lane)
    before = client.info("stats")["total_connections_received"]
    proxy.answer = answer

    with pytest.raises(StorageUnavailable):
        settle(lane)
    proxy.answer = None
    numbers = settle(lane)

    after = client.info("stats")["total_connections_received"]
    assert after - before == connections
    assert numbers == [2]


def test_nothing_is_counted_on_a_replica_that_takes_writes(
    own_valkey: Valkey,
) -> None:
    """The replica loses them at its next sync; the batch waits for the primary."""
    client = own_valkey.client()
    client.replicaof("127.0.0.1", "1")
    client.config_set("replica-read-only", "no")
    lane = BatchWriter(connect(own_valkey.url, timeout=NEVER_S))
    batch, numbers = batch_of(1)

    lane.settle(batch)

    with pytest.raises(StorageUnavailable, match="the store is a replica"):
        numbers[0]()
    assert client.get("page_views") is None


def test_a_batch_that_was_sent_is_settled_when_the_failover_has_ended(
    proxy: Proxy, own_valkey: Valkey, client: Redis
) -> None:
    """A batch in flight is settled by the same call after the failover."""
    lane = BatchWriter(connect(proxy.url, timeout=NEVER_S))
    assert settle(lane) == [1]
    before = proxy.meddle
    own_valkey.client().replicaof("127.0.0.1", "1")
    asked = Counter({"replica": 0})

    def become_primary(data: bytes) -> bytes | None:
        asked["replica"] += 1
        if b"role:slave" in data:
            proxy.meddle = before
            proxy.lead_to(Path(client.connection_pool.connection_kwargs["path"]))
        return data

    def lose(_data: bytes) -> None:
        proxy.meddle = become_primary
        proxy.lead_to(own_valkey.path)

    proxy.meddle = lose

    assert settle(lane) == [2]
    assert asked["replica"] > 0
    assert client.get("page_views") == "2"


def test_a_connection_is_left_when_a_replay_has_found_another_store(
    proxy: Proxy, client: Redis, tmp_path: Path
) -> None:
    """A connection is closed when a replay has found another store."""
    journal = journals_in(tmp_path).create()
    lane = BatchWriter(connect(proxy.url, timeout=NEVER_S), journal)
    for number in (1, 2):
        batch, numbers = batch_of(1)
        before = client.info("stats")["total_connections_received"]
        lane.begin(batch)
        lane.settle(batch)
        after = client.info("stats")["total_connections_received"]
        journal.ledger.connected("another store", time.monotonic())

        assert [each() for each in numbers] == [number]
        assert after - before == 1
    lane.close()
    journal.close()


@pytest.mark.parametrize("store", ["the same", "another"])
def test_a_connection_is_kept_if_no_newer_one_has_found_another_store(
    proxy: Proxy, client: Redis, tmp_path: Path, store: str
) -> None:
    """A replay whose connection is older knows no better."""
    journal = journals_in(tmp_path).create()
    lane = BatchWriter(connect(proxy.url, timeout=NEVER_S), journal)
    batch, _ = batch_of(1)
    lane.begin(batch)
    lane.settle(batch)
    if store == "another":
        journal.ledger.connected("another store", now=0)
    before = client.info("stats")["total_connections_received"]

    batch, numbers = batch_of(1)
    lane.begin(batch)
    lane.settle(batch)

    assert client.info("stats")["total_connections_received"] == before
    assert [each() for each in numbers] == [2]
    lane.close()
    journal.close()


@pytest.mark.sensitive
def test_a_store_that_says_nothing_on_a_new_connection_is_given_up_in_time(
    lane: BatchWriter, valkey: Valkey
) -> None:
    """A hung store takes connections; the caller waits no longer than it said."""
    valkey.freeze()

    try:
        with pytest.raises(StorageUnavailable):
            settle(lane, seconds=0.2)  # and not for as long as the client would
    finally:
        valkey.thaw()


def test_a_store_that_rejects_the_set_up_fails_the_batch_at_once(
    lane: BatchWriter, client: Redis
) -> None:
    """A wrong password does not become right by asking again."""
    client.config_set("requirepass", "secret")

    try:
        with pytest.raises(StorageUnavailable, match="[Aa]uth"):
            settle(lane)  # and not at the deadline
    finally:
        client.config_set("requirepass", "")

    assert settle(lane) == [1]


def test_the_last_batch_is_remembered_in_the_slot_of_the_counter(
    lane: BatchWriter, client: Redis
) -> None:
    """Counter and guard move together, and the guard goes when it is of no use."""
    settle(lane)

    guard = next(iter(client.scan_iter("{page_views}:applied:*")))
    assert client.get(guard) == "1 1 1"
    assert 0 < client.ttl(guard) <= keys.APPLIED_LIFE
