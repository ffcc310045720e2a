"""A store that is not what it was gets what it lacks; nothing is given up too soon."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import StorageError
from page_tracker.storage.journal.ledger import Known
from page_tracker.storage.recording.outcomes import Counted, Numbers
from support.journal import FAMILY, journals_in
from support.loop import Loop
from support.proxy import Proxy
from support.records import Site
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view
from support.waiting import PATIENCE


@pytest.fixture(name="loop")
def fixture_loop(proxy: Proxy, tmp_path: Path) -> Iterator[Loop]:
    """A loop with a journal, whose store has one view of it."""
    loop = Loop(proxy.url, journals_in(tmp_path))
    see(loop, "/first")
    loop.run_until(lambda: is_known_to_have(loop, 1))
    yield loop
    loop.group.close()


@pytest.fixture(name="other")
def fixture_other(tmp_path: Path) -> Iterator[Valkey]:
    """Another store, in which nothing was counted."""
    other = Valkey(tmp_path / "other").start()
    yield other
    other.stop()


def see(loop: Loop, *paths: str) -> None:
    """Let pages be seen, each in a batch of its own."""
    for path in paths:
        loop.ask(view(path))
        loop.run()


def is_known_to_have(loop: Loop, number: int) -> bool:
    """Return whether the store that is there is known to have the views of the site."""
    assert loop.backlog is not None
    ledger = loop.backlog.journal.ledger
    progress = ledger.of(FAMILY)
    known = Known(progress.store, progress.applied)
    return known == (ledger.store, number) and not progress.waiting


def rolled_back(client: Redis) -> Callable[[], None]:
    """Return what takes a store back to where it is now, under another identity.

    Who is connected stays so, as behind a proxy that follows a failover.
    """
    kept = {key: client.dump(key) for key in client.scan_iter()}

    def forget() -> None:
        todo: Any = client.pipeline()
        todo.execute_command("REPLICAOF", "127.0.0.1", "1")
        todo.execute_command("REPLICAOF", "NO", "ONE")
        todo.flushall()
        for key, value in kept.items():
            todo.restore(key, 0, value)
        todo.execute()

    return forget


@pytest.mark.parametrize("cut", [True, False], ids=["a lost connection", "a view"])
def test_a_store_that_was_rolled_back_is_made_whole(
    loop: Loop, client: Redis, proxy: Proxy, cut: bool
) -> None:
    """Whether the connection or only the next view shows it."""
    forget = rolled_back(client)
    see(loop, "/a", "/b")
    forget()
    if cut:
        proxy.cut()

    see(loop, "/last")
    loop.run_until(lambda: is_known_to_have(loop, 4))

    assert Site(client).pages == {"/first": 1, "/a": 1, "/b": 1, "/last": 1}
    assert not [each for each in loop.answers if isinstance(each, StorageError)]
    assert not wrong_sums(Site(client))


def test_a_store_that_was_rolled_back_is_made_whole_without_any_view(
    loop: Loop, client: Redis
) -> None:
    """A quiet site does not have to wait for its next visitor."""
    forget = rolled_back(client)
    see(loop, "/a")
    forget()

    loop.run_until(lambda: Site(client).totals["views"] == 2)

    assert Site(client).pages == {"/first": 1, "/a": 1}


def test_a_number_of_the_plain_counter_is_waited_for_until_the_store_is_whole(
    loop: Loop, client: Redis
) -> None:
    """A count that came before those that are missing would be given out twice."""
    loop.count()
    loop.run()
    forget = rolled_back(client)
    loop.count()
    loop.run()
    loop.run_until(loop_has_kept(loop, 2))
    forget()
    loop.timeout = 20

    loop.count()
    loop.run()

    assert loop.numbers == [1, 2, 3]
    assert client.get("page_views") == "3"


def loop_has_kept(loop: Loop, number: int) -> Callable[[], bool]:
    """Return what says whether the disk has a number of the plain counter."""
    backlog = loop.backlog
    assert backlog is not None

    def has() -> bool:
        backlog.flusher.start()
        return backlog.journal.durable().get(("count",)) == number

    return has


def test_what_somebody_has_deleted_stays_deleted(
    loop: Loop, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """The same store, and no trace: that was no accident; the log says so once."""
    see(loop, "/a", "/b")
    client.flushall()

    see(loop, "/new", "/newer")
    loop.run_until(lambda: is_known_to_have(loop, 5))

    told = [r for r in caplog.records if "were deleted from the database" in r.message]
    assert Site(client).pages == {"/new": 1, "/newer": 1}
    assert [(r.levelno, r.__dict__["views"]) for r in told] == [(logging.ERROR, 3)]


def test_the_plain_counter_begins_anew_where_it_was_deleted(
    loop: Loop, client: Redis
) -> None:
    """A deleted plain counter starts again at the next view."""
    loop.count()
    loop.run()
    client.flushall()
    loop.timeout = 20

    for _ in range(2):
        loop.count()
        loop.run()

    assert loop.numbers == [1, 1, 2]


def test_between_two_stores_nothing_is_given_up(
    loop: Loop, client: Redis, proxy: Proxy, valkey: Valkey, other: Valkey
) -> None:
    """Each of them has all views in the end, however often they take turns."""
    for number, store in enumerate((other, valkey, other, valkey), 2):
        proxy.lead_to(store.path)
        see(loop, f"/{number}")
        loop.run_until(lambda n=number: is_known_to_have(loop, n))  # type: ignore[misc]

    expected = {"/first": 1} | {f"/{number}": 1 for number in range(2, 6)}
    assert Site(client).pages == expected
    assert Site(other.client()).pages == {k: expected[k] for k in [*expected][:-1]}
    assert not [each for each in loop.answers if isinstance(each, StorageError)]


def test_a_store_that_was_emptied_while_another_was_there_is_made_whole(
    loop: Loop, client: Redis, proxy: Proxy, valkey: Valkey, other: Valkey
) -> None:
    """A store that was emptied while another was in its place is refilled."""
    proxy.lead_to(other.path)
    see(loop, "/a")
    loop.run_until(lambda: is_known_to_have(loop, 2))
    client.flushall()

    proxy.lead_to(valkey.path)
    see(loop, "/b")
    loop.run_until(lambda: is_known_to_have(loop, 3))

    assert Site(client).pages == {"/first": 1, "/a": 1, "/b": 1}


def test_a_site_whose_views_the_store_refuses_does_not_hold_up_the_others(
    loop: Loop, client: Redis, proxy: Proxy
) -> None:
    """A site whose views are rejected does not delay those of other sites."""
    loop.count()
    loop.run()
    forget = rolled_back(client)
    loop.count()
    loop.run()
    loop.run_until(loop_has_kept(loop, 2))
    forget()
    client.set("page_views", "a text")
    proxy.refuse()

    loop.timeout = 0.3  # for a store that is away
    see(loop, "/a")
    loop.timeout = PATIENCE
    proxy.refusing = False
    backlog = loop.backlog
    assert backlog is not None
    loop.run_until(lambda: Site(client).pages == {"/first": 1, "/a": 1})
    loop.run_until(lambda: not (backlog.queues or backlog.joins))
    see(loop, "/b")
    client.set("page_views", 1)
    loop.run_until(lambda: client.get("page_views") == "2")

    assert loop.answers[-1] == Counted(Numbers(1, 1), Numbers(3, 1))
