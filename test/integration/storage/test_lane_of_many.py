"""The calls of one batch share a round trip, and nothing else."""

import re
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from redis import Redis

from page_tracker.errors import CounterUnusable, StorageError, StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.view import Ignored
from support.proxy import Meddle, Proxy
from support.rules import RULES
from support.views import view
from support.waiting import PATIENCE

SITES = ("a.org", "b.org", "c.org")
REFUSED = Ignored("", "unknown_site")


class Answers(NamedTuple):
    """The answers to those who wait for a batch of all kinds."""

    number: Callable[[], int]
    counted: list[Callable[[], Any]]
    refused: Callable[[], Ignored]
    admitted: Callable[[], bool]
    salt: Callable[[], bytes]


@pytest.fixture(name="lane")
def fixture_lane(proxy: Proxy) -> BatchWriter:
    """A lane to the shared store, through the proxy, that is connected."""
    lane = BatchWriter(connect(proxy.url, timeout=PATIENCE))
    batch, _ = batch_of_all()
    lane.settle(batch)
    return lane


def batch_of_all(seconds: float = PATIENCE) -> tuple[Batch, Answers]:
    """Make a batch that has calls of each kind, three of them for sites."""
    batch = Batch(RULES, time.monotonic() + seconds, time.time())
    answers = Answers(
        batch.count_view(),
        [batch.record(view(site=site)) for site in SITES],
        batch.ignore(REFUSED),
        batch.admit("a.org"),
        batch.salt("2026-11-23"),
    )
    return batch, answers


def assert_counted_twice(client: Redis) -> None:
    """Assert that everything was counted by two batches, each of them once."""
    assert client.get("page_views") == "2"
    for site in SITES:
        assert client.hget(keys.totals(site), "views") == "2"
        assert client.zscore(keys.pages(site), "/") == 2
    assert [*client.hgetall(keys.REFUSED).values()] == ["2"]


def test_each_kind_of_call_gets_its_own_answer(
    lane: BatchWriter, client: Redis
) -> None:
    """Each kind of call in a batch gets its own reply, by order."""
    batch, answers = batch_of_all()

    lane.settle(batch)

    assert answers.number() == 2
    expected = Counted(Numbers(2, 1), Numbers(2, 1))
    assert [counted() for counted in answers.counted] == [expected] * 3
    assert answers.refused() == REFUSED
    assert answers.admitted()
    assert len(answers.salt()) == 32
    assert_counted_twice(client)


def of_all(meddle: Meddle) -> Meddle:
    """Meddle once, with all replies to a batch, of which the salt is the last."""
    held: list[bytes] = []
    done: list[bool] = []

    def meddle_once(data: bytes) -> bytes | None:
        if done:
            return data
        held.append(data)
        replies = b"".join(held)
        if not re.search(rb"\$32\r\n.{32}\r\n\Z", replies, re.DOTALL):
            return b""
        done.append(True)
        return meddle(replies)

    return meddle_once


def _first_reply_only(data: bytes) -> bytes:
    return data[: data.index(b"\r\n", 5) + 2]


def _instead_of_the_first(answer: bytes) -> Meddle:
    def meddle(data: bytes) -> bytes | None:
        return re.sub(rb"\A\$\d+\r\n[^\r]*\r\n", answer, data)

    return meddle


def _instead_of_the_last(answer: bytes) -> Meddle:
    def meddle(data: bytes) -> bytes | None:
        return data[: -len(b"$32\r\n\r\n") - 32] + answer

    return meddle


@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(lambda _: None, id="all replies lost"),
        pytest.param(_first_reply_only, id="all but the first"),
        pytest.param(lambda data: data[:-40], id="the last lost, one cut"),
        pytest.param(
            _instead_of_the_first(b"-NOSCRIPT forgotten\r\n"), id="one script forgotten"
        ),
        pytest.param(
            _instead_of_the_last(b"-NOSCRIPT forgotten\r\n"), id="the last one"
        ),
        pytest.param(_instead_of_the_first(b"-LATE a clock\r\n"), id="a clock moved"),
    ],
)
def test_calls_whose_replies_are_lost_count_once_and_get_their_answers(
    lane: BatchWriter,
    proxy: Proxy,
    client: Redis,
    meddle: Meddle,
) -> None:
    """Calls whose replies are lost are resent, count once, and get their results."""
    proxy.meddle = of_all(meddle)
    batch, answers = batch_of_all()

    lane.begin(batch)
    lane.look(patience=0.05)
    first = batch.settled
    lane.close()
    lane.settle(batch)

    assert not first
    assert answers.number() == 2
    expected = Counted(Numbers(2, 1), Numbers(2, 1))
    assert [counted() for counted in answers.counted] == [expected] * 3
    assert (answers.refused(), answers.admitted()) == (REFUSED, True)
    assert len(answers.salt()) == 32
    assert_counted_twice(client)


@pytest.mark.parametrize("answer", [b"-NOSCRIPT forgotten\r\n", b"-LATE a clock\r\n"])
def test_settling_asks_again_for_one_call_of_many(
    lane: BatchWriter, proxy: Proxy, client: Redis, answer: bytes
) -> None:
    """The others keep their answers, whatever becomes of that one."""
    proxy.meddle = of_all(_instead_of_the_first(answer))
    batch, answers = batch_of_all()

    lane.settle(batch)

    assert answers.number() == 2
    assert [counted().site.views for counted in answers.counted] == [2, 2, 2]
    assert_counted_twice(client)


def test_an_error_of_one_call_leaves_the_others_counted(
    lane: BatchWriter, client: Redis
) -> None:
    """A key that somebody has broken costs its own callers their answer only."""
    client.set("page_views", "many")
    batch, answers = batch_of_all()

    lane.settle(batch)

    with pytest.raises(CounterUnusable):
        answers.number()
    assert [counted().site.views for counted in answers.counted] == [2, 2, 2]
    assert answers.refused() == REFUSED
    assert client.get("page_views") == "many"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(b"-OOM no memory\r\n", StorageUnavailable, id="out of memory"),
        pytest.param(b"-READONLY a replica\r\n", StorageUnavailable, id="a replica"),
        pytest.param(b"-WRONGTYPE not a hash\r\n", CounterUnusable, id="a wrong type"),
        pytest.param(b":7\r\n", StorageUnavailable, id="no text"),
    ],
)
def test_a_refusal_of_one_call_is_told_to_its_callers(
    lane: BatchWriter,
    proxy: Proxy,
    client: Redis,
    answer: bytes,
    kind: type[StorageError],
) -> None:
    """A rejected call fails its callers, and is not sent again."""
    proxy.meddle = of_all(_instead_of_the_first(answer))
    batch, answers = batch_of_all()

    lane.settle(batch)

    with pytest.raises(kind):
        answers.number()
    assert [counted().site.views for counted in answers.counted] == [2, 2, 2]
    assert client.get("page_views") == "2"


def test_what_was_refused_is_not_sent_again_with_the_others(
    lane: BatchWriter, proxy: Proxy, client: Redis
) -> None:
    """A rejected call is not resent with the others of its batch."""
    refuse = _instead_of_the_first(b"-OOM no memory\r\n")
    forget = _instead_of_the_last(b"-NOSCRIPT forgotten\r\n")
    sent = client.info("commandstats")["cmdstat_evalsha"]["calls"]
    proxy.meddle = of_all(lambda data: forget(refuse(data) or b""))
    batch, answers = batch_of_all()

    lane.settle(batch)

    with pytest.raises(StorageUnavailable, match="no memory"):
        answers.number()
    assert len(answers.salt()) == 32
    again = client.info("commandstats")["cmdstat_evalsha"]["calls"] - sent
    assert again == len(batch) + 1


def test_who_waits_no_longer_is_told_so_and_the_answers_that_came_are_kept(
    lane: BatchWriter, proxy: Proxy
) -> None:
    """A time-out in the middle of the replies takes nothing from the first."""
    proxy.meddle = of_all(_first_reply_only)
    batch, answers = batch_of_all(seconds=2)

    lane.settle(batch)

    assert answers.number() == 2
    with pytest.raises(StorageUnavailable):
        answers.counted[0]()
