"""What waits in a journal for one store is counted once in another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.errors import StorageError, StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.journal.directory import claim
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.transfer import transfer
from page_tracker.storage.scripts import ScriptConnection
from support.journal import append, applied, fails_with
from support.left import begin, entries, leave
from support.proxy import Proxy, once
from support.records import Site
from support.sums import wrong_sums
from support.valkey import Valkey

THERE = "redis.example:6379/0"


@pytest.fixture(name="connection")
def fixture_connection(valkey: Valkey) -> Iterator[ScriptConnection]:
    """A connection to the store that is to count."""
    opened = ScriptConnection(connect(valkey.url, 10), 10)
    yield opened
    opened.close()


def many(directory: Path, calls: int) -> None:
    """Leave a journal with calls of one view each."""
    journal = begin(directory, THERE)
    entry = entries()[1]
    for number in range(2, 2 + calls):
        append(journal, entry._replace(number=number, previous=number - 1))
    journal.close()


def only(directory: Path) -> Journal:
    """Claim the only journal for the other store."""
    (journal,) = claim(directory / "journal", THERE)
    return journal


def test_what_waits_is_counted_and_its_journal_is_deleted(
    tmp_path: Path, connection: ScriptConnection, client: Redis
) -> None:
    """Pending views are counted, their sites become known, the journal is deleted."""
    many(tmp_path, calls=150)

    (sent,) = [
        transfer(connection, journal, 10)
        for journal in claim(tmp_path / "journal", THERE)
    ]

    assert sent == 4 + 150
    assert Site(client).pages == {"/": 3}
    assert client.hgetall(keys.REFUSED) == {"2026-11-18:bot": "151"}
    assert client.smembers(keys.SITES) == {"a.org"}
    assert not wrong_sums(Site(client))
    assert not list(claim(tmp_path / "journal", THERE))


def test_what_the_other_store_has_is_not_counted_again(
    tmp_path: Path, connection: ScriptConnection, client: Redis
) -> None:
    """A transfer sends only views that the journal's own store lacks."""
    journal = begin(tmp_path, THERE)
    applied(journal, 3)
    append(journal, entries()[1]._replace(number=2, previous=1))
    journal.close()

    sent = [
        transfer(connection, each, 10) for each in claim(tmp_path / "journal", THERE)
    ]

    assert sent == [2]
    assert not Site(client).pages
    assert client.hgetall(keys.REFUSED) == {"2026-11-18:bot": "2"}


def test_a_transfer_that_is_interrupted_can_be_repeated(
    tmp_path: Path, proxy: Proxy, connection: ScriptConnection, client: Redis
) -> None:
    """The store has counted, and its answer was lost; then nothing counts twice."""
    many(tmp_path, calls=150)
    broken = ScriptConnection(connect(proxy.url, 10), 10)
    proxy.meddle = once(lambda _data: None)
    with pytest.raises(StorageUnavailable):
        for journal in claim(tmp_path / "journal", THERE):
            transfer(broken, journal, 10)
    broken.close()

    for journal in claim(tmp_path / "journal", THERE):
        transfer(connection, journal, 10)

    assert Site(client).totals == {"views": 3}
    assert client.hgetall(keys.REFUSED) == {"2026-11-18:bot": "151"}


def test_a_store_that_refuses_leaves_the_journal_as_it_is(
    tmp_path: Path, own_valkey: Valkey
) -> None:
    """The first error is raised, and the views wait on."""
    leave(tmp_path, THERE)
    connection = ScriptConnection(connect(own_valkey.url, 10), 10)
    own_valkey.client().config_set("maxmemory", 1)

    with pytest.raises(StorageError, match="memory"):
        for journal in claim(tmp_path / "journal", THERE):
            transfer(connection, journal, 10)
    connection.close()

    assert only(tmp_path).waiting().views == 4


def test_a_journal_is_claimed_by_one_at_a_time(tmp_path: Path) -> None:
    """A worker that lives, and somebody else who claims, keep it from others."""
    begin(tmp_path, THERE)
    left = leave(tmp_path, THERE)

    for journal in claim(tmp_path / "journal", THERE):
        assert journal.worker == left.worker
        assert not list(claim(tmp_path / "journal", THERE))

    assert only(tmp_path).worker == left.worker


def test_a_journal_that_cannot_be_opened_is_not_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root could open it in this test, so that the lock is made to fail."""
    leave(tmp_path, THERE)
    monkeypatch.setattr(Disk, "lock", fails_with(13))

    assert not list(claim(tmp_path / "journal", THERE))
