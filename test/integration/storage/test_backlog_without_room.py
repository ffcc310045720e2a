"""A journal without room, or without a disk, acknowledges nothing that it has not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.errors import JournalFull, StorageError
from page_tracker.storage.journal.segments import SEGMENT
from page_tracker.storage.recording.outcomes import Counted
from support.journal import journals_in
from support.loop import Loop
from support.proxy import Proxy
from support.records import Site
from support.views import view
from support.waiting import PATIENCE

# Seconds that a batch waits for a store that is away.
BRIEF = 0.3


@pytest.fixture(name="loop")
def fixture_loop(proxy: Proxy, tmp_path: Path) -> Iterator[Loop]:
    """A loop that has a journal, and a store behind the proxy."""
    loop = Loop(proxy.url, journals_in(tmp_path))
    loop.ask(view("/first"))
    loop.run()
    loop.timeout = PATIENCE
    yield loop
    loop.group.close()


def is_taken(loop: Loop, path: str, title: str = "") -> Callable[[], bool]:
    """Return what lets a page be seen, and says whether the journal had room for it."""

    def see() -> bool:
        loop.ask(view(path, title=title))
        loop.run()
        return not isinstance(loop.answers[-1], JournalFull)

    return see


@pytest.mark.parametrize("away", [False, True], ids=["a store", "no store"])
def test_a_full_journal_refuses_views_and_counts_none_of_them(
    loop: Loop, proxy: Proxy, client: Redis, tmp_path: Path, away: bool
) -> None:
    """A full journal rejects views without counting them, until it has room."""
    large = tmp_path / "journal" / "other" / "worker" / "segment"
    large.parent.mkdir(parents=True)
    large.write_bytes(bytes(4 * SEGMENT))
    if away:
        loop.timeout = BRIEF
        proxy.refuse()
    loop.ask(view("/large", title="x" * SEGMENT))
    loop.run()
    proxy.refusing = False
    loop.ask(view("/small"))
    loop.run_until(lambda: Site(client).pages.get("/small") == 1)
    large.unlink()

    loop.run_until(is_taken(loop, "/larger", title="x" * SEGMENT))
    loop.run_until(loop.is_direct)

    assert isinstance(loop.answers[1], JournalFull)
    assert Site(client).pages == {"/first": 1, "/small": 1, "/larger": 1}


def test_unsynced_views_are_not_acknowledged_by_the_journal(
    loop: Loop, proxy: Proxy, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed sync acknowledges only views that the store has, now or later."""

    def fail(_file: int) -> None:
        raise OSError(5, "a broken disk")

    monkeypatch.setattr("page_tracker.storage.journal.disk._sync", fail)
    loop.ask(view("/a"))
    loop.count()
    loop.run()
    loop.timeout = BRIEF
    proxy.refuse()
    for _ in range(2):  # the first finds out that the store is away
        loop.ask(view("/b"))
        loop.run()
    monkeypatch.undo()
    proxy.refusing = False
    loop.run_until(is_taken(loop, "/c"))
    loop.run_until(loop.is_direct)

    assert isinstance(loop.answers[1], Counted)
    assert loop.numbers == [1]
    assert isinstance(loop.answers[2], StorageError)
    assert isinstance(loop.answers[3], JournalFull)
    assert Site(client).pages == {"/first": 1, "/a": 1, "/c": 1}
    assert client.get("page_views") == "1"


def test_a_counted_view_is_answered_even_if_it_cannot_be_journaled(
    loop: Loop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A counted view is answered although it cannot be journaled, and is logged."""

    write = os.pwrite

    def fail_for_calls(file: int, data: bytes, offset: int) -> int:
        # The drainer may write a mark at any time, whose failure would come first.
        if b'["call"' in data:
            raise OSError(28, "a full disk")
        return write(file, data, offset)

    with monkeypatch.context() as broken:
        broken.setattr(os, "pwrite", fail_for_calls)
        loop.count()
        loop.run()

    assert loop.numbers == [1]
    assert "are missing from the journal" in caplog.text
