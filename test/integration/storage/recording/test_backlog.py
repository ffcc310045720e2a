"""Views wait in the journal while the store is away, and are counted afterwards."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.errors import StorageError, StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.recording.outcomes import Counted, Numbers, Queued
from support.journal import journals_in
from support.loop import Loop
from support.proxy import Proxy, once
from support.records import Site
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view
from support.waiting import PATIENCE

# Seconds that a batch waits for a store that is away.
BRIEF = 0.3


@pytest.fixture(name="journals")
def fixture_journals(tmp_path: Path) -> JournalDirectory:
    """Journals with room for some thousand views."""
    return journals_in(tmp_path)


@pytest.fixture(name="loop")
def fixture_loop(proxy: Proxy, journals: JournalDirectory) -> Iterator[Loop]:
    """A loop that has a journal, and a store behind the proxy."""
    loop = Loop(proxy.url, journals)
    loop.ask(view("/first"))
    loop.run()
    loop.timeout = PATIENCE
    yield loop
    loop.group.close()


def waiting(loop: Loop) -> int:
    """Return how many views wait."""
    assert loop.backlog is not None
    return loop.backlog.journal.waiting().views


def test_views_are_counted_at_once_while_the_store_works(
    loop: Loop, client: Redis
) -> None:
    """With a working store, views are counted at once, journaled, and not pending."""
    loop.ask(view("/a"), view("/b"))
    loop.run()

    assert all(isinstance(answer, Counted) for answer in loop.answers)
    assert waiting(loop) == 0
    assert Site(client).totals["views"] == 3


def test_views_are_queued_while_the_store_is_away_and_counted_when_it_is_back(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """Each of them once, and after those that came before; the counter counts none."""
    loop.timeout = BRIEF
    proxy.refuse()
    loop.ask(view("/a"))
    loop.run()
    for _ in range(40):
        loop.ask(view("/a"), view("/b", site="b.org"))
        loop.count()
        loop.run()
    queued = waiting(loop)

    loop.timeout = PATIENCE
    proxy.refusing = False
    loop.run_until(loop.is_direct)
    loop.ask(view("/a"))
    loop.run()

    assert [*loop.answers[1:-1]] == [Queued()] * 81
    assert queued == 81
    assert all(isinstance(number, StorageError) for number in loop.numbers)
    assert loop.answers[-1] == Counted(Numbers(42, 1), Numbers(43, 1))
    assert Site(client).pages == {"/first": 1, "/a": 42}
    assert Site(client, "b.org").totals["views"] == 40
    assert client.get("page_views") is None
    assert client.smembers(keys.SITES) == {"a.org", "b.org"}
    assert not wrong_sums(Site(client))


@pytest.mark.parametrize("others", ["wait, too", "overtake them"])
def test_views_that_are_about_to_wait_when_the_queue_ends_are_counted(
    loop: Loop, client: Redis, monkeypatch: pytest.MonkeyPatch, others: str
) -> None:
    """Views that join just as the queue ends are counted with the right numbers."""
    assert loop.backlog is not None
    if others == "overtake them":  # as when a replay fails that they wait for
        monkeypatch.setattr(loop.backlog, "wait", lambda: None)
    paths = [f"/{number}" for number in range(50)]  # a replay may be quick by chance

    for path in paths:
        loop.run_until(loop.is_direct)
        loop.backlog.grow(StorageUnavailable("it was away"))
        loop.ask(view(path))
        loop.woken.get(timeout=PATIENCE)()  # nothing waits in the journal yet
        loop.ask(view(path, site="b.org"))
        loop.run()
    loop.run_until(lambda: waiting(loop) == 0)

    expected = {path: 1 for path in paths}
    assert Site(client).pages == expected | {"/first": 1}
    assert Site(client, "b.org").pages == expected
    assert not [each for each in loop.answers if isinstance(each, StorageError)]


def test_views_that_are_queued_while_a_replay_ends_are_replayed_after_it(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """A report that nothing waits is old by then, so that views still have to wait."""
    assert loop.backlog is not None
    loop.run_until(loop.is_direct)
    loop.backlog.grow(StorageUnavailable("it was away"))
    report = loop.woken.get(timeout=PATIENCE)
    proxy.requests.hold()  # so that what is queued now waits until the test says so
    loop.ask(view("/late"))
    loop.run()

    report()
    is_early = loop.is_direct()
    proxy.requests.release()
    loop.run_until(loop.is_direct)

    assert loop.answers[-1] == Queued()
    assert not is_early
    assert Site(client).pages == {"/first": 1, "/late": 1}


def test_views_are_queued_behind_many_that_wait(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """A replay of thousands takes longer than a visitor should wait."""
    assert loop.backlog is not None
    loop.run_until(loop.is_direct)
    loop.backlog.grow(StorageUnavailable("it was away"))
    report = loop.woken.get(timeout=PATIENCE)
    proxy.requests.hold()  # so that what is queued now waits until the test says so
    loop.ask(*(view("/a") for _ in range(1001)))
    loop.run()

    report()
    queues = loop.backlog.queues
    proxy.requests.release()
    loop.run_until(loop.is_direct)

    assert queues
    assert Site(client).pages == {"/first": 1, "/a": 1001}


def test_views_are_queued_without_waiting_for_a_store_that_hangs(
    loop: Loop, valkey: Valkey, client: Redis
) -> None:
    """With a hanging store, only the first views wait, and all count once."""
    loop.timeout = BRIEF
    valkey.freeze()
    for _ in range(5):
        loop.ask(view("/a"))
        loop.run()

    valkey.thaw()
    loop.run_until(loop.is_direct)

    assert loop.answers[1:] == [Queued()] * 5
    assert Site(client).pages == {"/first": 1, "/a": 5}


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(b"-OOM no memory\r\n", id="out of memory"),
        pytest.param(b"-READONLY a replica\r\n", id="a replica"),
        pytest.param(b"-MISCONF a broken disk\r\n", id="a broken disk"),
    ],
)
def test_a_store_that_refuses_to_write_is_as_good_as_away(
    loop: Loop, proxy: Proxy, client: Redis, refusal: bytes
) -> None:
    """A store that rejects writes gets the views again once it accepts them."""
    loop.timeout = BRIEF
    proxy.answer = refusal
    loop.ask(view("/a"))
    loop.run()
    loop.ask(view("/a"))
    loop.run()

    proxy.answer = None
    proxy.cut()
    loop.run_until(loop.is_direct)

    assert loop.answers[1:] == [Queued()] * 2
    assert Site(client).pages == {"/first": 1, "/a": 2}


def test_a_lost_reply_is_asked_for_again(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """A view that the store has is answered with its numbers, not as queued."""
    proxy.meddle = once(lambda _: None)

    loop.ask(view("/a"))
    loop.run()

    assert loop.answers[-1] == Counted(Numbers(1, 1), Numbers(2, 1))
    assert Site(client).pages == {"/first": 1, "/a": 1}


def test_callers_behind_a_failed_batch_are_queued_with_it(
    loop: Loop, valkey: Valkey, client: Redis
) -> None:
    """Callers behind a failed batch are queued, or fail if they cannot be queued."""
    loop.timeout = BRIEF
    valkey.freeze()
    loop.ask(view("/a"))
    for _ in range(2):  # sends it, then leaves it to the background
        loop.group.commit()
    loop.ask(view("/b"))
    loop.count()

    loop.run()
    valkey.thaw()
    loop.run_until(loop.is_direct)

    assert loop.answers[1:] == [Queued()] * 2
    assert isinstance(loop.numbers[0], StorageError)
    assert Site(client).pages == {"/first": 1, "/a": 1, "/b": 1}


def test_views_during_the_last_replay_come_after_it(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """Views during the last part of a replay come after the replayed ones."""
    assert loop.backlog is not None
    loop.timeout = BRIEF
    proxy.refuse()
    for _ in range(3):
        loop.ask(view("/a"))
        loop.run()
    loop.timeout = PATIENCE
    proxy.refusing = False
    while loop.backlog.queues:  # what comes afterwards is not queued any more
        loop.woken.get(timeout=PATIENCE)()
        loop.ask(view("/a"))
        loop.group.commit()

    loop.run_until(loop.is_direct)
    loop.run()

    assert isinstance(loop.answers[-1], Counted)
    assert Site(client).pages == {"/first": 1, "/a": len(loop.answers) - 1}


def test_a_store_that_goes_away_again_during_a_replay_costs_nothing(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """A store that fails again during a replay loses no view."""
    loop.timeout = BRIEF
    proxy.refuse()
    for _ in range(200):
        loop.ask(view("/a"))
        loop.run()
    proxy.meddle = once(lambda _: None)
    proxy.refusing = False

    loop.run_until(loop.is_direct)

    assert Site(client).pages == {"/first": 1, "/a": 200}


def test_an_end_does_not_wait_for_a_long_replay(
    proxy: Proxy, journals: JournalDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing does not wait for a long replay, which the next worker continues."""
    monkeypatch.setattr("page_tracker.storage.journal.drainer._PATIENCE", 0)
    ending = Loop(proxy.url, journals)
    ending.ask(view("/a"))
    ending.run()

    ending.group.close()

    assert len(list(journals.adopt())) == 1


def test_the_next_worker_takes_over_what_was_queued(
    proxy: Proxy, journals: JournalDirectory, client: Redis
) -> None:
    """Under the name of the one that has ended, so that nothing counts twice."""
    ending = Loop(proxy.url, journals)
    ending.ask(view("/first"))
    ending.run()
    proxy.refuse()
    ending.timeout = BRIEF
    ending.ask(view("/a"), view("/b"))
    ending.run()
    ending.group.close()
    proxy.refusing = False

    successor = Loop(proxy.url, journals)
    successor.run_until(lambda: Site(client).totals["views"] == 3)
    successor.ask(view("/a"))
    successor.run()
    successor.group.close()

    assert Site(client).pages == {"/first": 1, "/a": 2, "/b": 1}


def test_an_outage_is_logged_once_however_often_it_is_found_out(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    """An outage is logged once, however many calls detect it."""
    assert loop.backlog is not None
    loop.run_until(loop.is_direct)

    for _ in range(3):
        loop.backlog.grow(StorageUnavailable("it was away"))

    told = [r for r in caplog.records if "queueing views in the journal" in r.message]
    assert len(told) == 1


@pytest.mark.parametrize("step", ["tend", "entries", "durable", "size"])
# pylint: disable-next=too-many-arguments,too-many-positional-arguments  # fixtures
def test_a_mistake_of_ours_leaves_no_view_in_the_journal_for_ever(
    loop: Loop,
    proxy: Proxy,
    client: Redis,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: str,
) -> None:
    """An unexpected error in the drainer is logged, once a minute, and retried."""
    failing: list[str] = []

    def fail(*_: object, **__: object) -> None:
        failing.append(threading.current_thread().name)
        raise ValueError("a mistake")

    loop.timeout = BRIEF
    proxy.refuse()
    loop.ask(view("/a"))
    loop.run()
    with monkeypatch.context() as broken:
        broken.setattr(Journal, step, fail)
        proxy.refusing = False
        loop.run_until(lambda: failing.count("drainer") > 1)

    loop.run_until(loop.is_direct)
    logged = [r for r in caplog.records if r.message == "cannot maintain the journals"]
    assert len(logged) == 1

    assert Site(client).pages == {"/first": 1, "/a": 1}
