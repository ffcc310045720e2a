"""What greenlets ask for at the same time goes out as one batch, within bounds."""

from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from page_tracker.errors import StorageResting, StorageUnavailable
from page_tracker.storage.recording.writer import BatchWriter
from support.loop import Loop
from support.proxy import Proxy
from support.records import Site
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view
from support.waiting import PATIENCE


@pytest.fixture(name="loop")
def fixture_loop(proxy: Proxy) -> Iterator[Loop]:
    """A loop whose store is behind the proxy."""
    loop = Loop(proxy.url)
    yield loop
    loop.group.close()


@pytest.fixture(name="patient")
def fixture_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that waits in place for as long as a busy machine needs."""
    monkeypatch.setattr(
        "page_tracker.storage.recording.group_commit.PATIENCE", PATIENCE
    )


def test_all_who_ask_in_one_turn_share_a_batch(loop: Loop, client: Redis) -> None:
    """Calls of one turn share a batch, and each gets its own result."""
    loop.ask(*(view("/a", f"visitor {number}") for number in range(50)))

    loop.run()

    assert len(loop.batches) == 1
    assert loop.seen() == [*range(1, 51)]
    assert Site(client).totals == {"views": 50, "visitors": 50}


def test_more_than_a_thousand_views_are_parted(loop: Loop, client: Redis) -> None:
    """The store works on one batch for a few milliseconds, and then for others."""
    pages = (f"/{number % 7}" for number in range(2500))

    loop.ask(*(view(path, f"visitor {path}") for path in pages))
    loop.run()

    assert [len(batch) for batch in loop.batches] == [1, 1, 1]
    assert loop.seen() == [*range(1, 2501)]
    assert Site(client).totals == {"views": 2500, "visitors": 7}
    assert not wrong_sums(Site(client))


def test_a_batch_may_be_of_a_thousand_different_pages_and_visitors(
    loop: Loop, client: Redis
) -> None:
    """The most that the script has to take at once."""
    some = [
        view(f"/{number}", f"visitor {number}", title=f"Page {number}" * 20)
        for number in range(1000)
    ]

    loop.ask(*some)
    loop.run()

    assert len(loop.batches) == 1
    assert len(loop.counted()) == 1000
    assert Site(client).totals == {"views": 1000, "visitors": 1000}
    assert not wrong_sums(Site(client))


def test_who_asks_while_a_batch_is_under_way_is_in_the_next(
    loop: Loop, client: Redis
) -> None:
    """A call during a batch is in the next one."""
    loop.ask(view("/a"))
    loop.group.commit()

    loop.ask(view("/b"), view("/c"))
    loop.run()

    assert len(loop.batches) == 2
    assert len(loop.counted()) == 3
    assert Site(client).totals["views"] == 3


@pytest.mark.usefixtures("patient")
def test_who_is_answered_goes_on_before_the_next_batch_is_sent(
    loop: Loop, valkey: Valkey, client: Redis
) -> None:
    """Answered callers resume before the next batch, without waiting."""
    loop.ask(view())
    loop.run()
    valkey.freeze()
    loop.ask(view())
    loop.group.commit()

    loop.group.look()
    assert len(loop.counted()) == 1

    valkey.thaw()
    loop.look_until(lambda: len(loop.counted()) == 2)
    loop.group.look()
    _expect_two(loop, client)


@pytest.mark.usefixtures("patient")
def test_a_look_at_a_connection_that_is_gone_leaves_the_batch_to_another(
    loop: Loop, proxy: Proxy, client: Redis
) -> None:
    """A lost connection is noticed, and the batch is resent and counted once."""
    loop.ask(view())
    loop.run()
    loop.ask(view())
    proxy.replies.hold()
    loop.group.commit()
    proxy.cut()

    loop.look_until(lambda: not loop.group.pending())
    proxy.replies.release()
    loop.run()

    _expect_two(loop, client)


def test_an_end_of_the_loop_takes_nothing_from_a_batch_that_is_under_way(
    loop: Loop, valkey: Valkey, client: Redis
) -> None:
    """Another thread waits for it, and its callers are still told."""
    loop.ask(view())
    loop.run()
    valkey.freeze()
    loop.ask(view())
    for _ in range(2):  # sends it, then leaves it to the background
        loop.group.commit()

    loop.group.close()
    valkey.thaw()
    loop.run()

    _expect_two(loop, client)


def _refuse(proxy: Proxy) -> None:
    proxy.refuse()


def _be_read_only(proxy: Proxy) -> None:
    proxy.answer = b"-READONLY a replica\r\n" * 4


@pytest.mark.parametrize("hurt", [_refuse, _be_read_only])
def test_an_outage_is_told_in_full_to_one_of_those_who_share_a_batch(
    loop: Loop, proxy: Proxy, hurt: Callable[[Proxy], None]
) -> None:
    """Of the callers of a failed batch, one gets the full error."""
    loop.ask(view())
    loop.run()
    hurt(proxy)
    loop.timeout = 0.2

    loop.ask(*(view(site=f"{name}.org") for name in "abcd"))
    loop.run()

    first, *others = loop.answers[1:]
    assert isinstance(first, StorageUnavailable)
    assert not isinstance(first, StorageResting)
    assert first.__cause__ is not None
    assert len(others) == 3
    assert all(isinstance(other, StorageResting) for other in others)


def test_a_mistake_of_ours_is_told_and_nobody_is_parked_for_ever(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected error resumes every parked caller."""
    loop.ask(view())
    loop.run()

    def fail(*_: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr(BatchWriter, "begin", fail)
    loop.ask(view())
    loop.run()

    error = loop.answers[-1]
    assert isinstance(error, StorageUnavailable)
    assert isinstance(error.__cause__, ValueError)


def _expect_two(loop: Loop, client: Redis) -> None:
    assert loop.seen() == [1, 2]
    assert Site(client).totals == {"views": 2, "visitors": 1}
