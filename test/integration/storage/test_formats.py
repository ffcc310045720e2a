"""What an older version has left in its journal is counted by this one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.journal.entry import HEADER
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.scripts import ScriptConnection
from support.golden import ROOT, STORE, WORKER, at_that_time, write
from support.journal import FAMILY, journals_in
from support.records import DAY, MONTH, Site
from support.sums import wrong_sums
from support.valkey import Valkey

FORMATS = sorted(path.name for path in ROOT.iterdir())

# The lists of a.org by their dimension, if the store gets all views, or the last batch.
ALL = {
    "pages": {"/a": 2, "/b": 2},
    "entry_pages": {"/a": 1, "/b": 1},
    "referrers": {"Google": 1, "(direct)": 3},
    "campaigns": {"(none)": 2, "spring": 2},
    "browsers": {"Firefox": 2, "Chrome": 2},
    "systems": {"Linux": 3, "Windows": 1},
    "devices": {"desktop": 3, "mobile": 1},
    "languages": {"en": 3, "de": 1},
    "countries": {"FR": 1, "DE": 3},
    "events": {"play": 1},
}


@pytest.fixture(name="journal", params=FORMATS)
def fixture_journal(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Journal]:
    """The journal of a worker of some version, adopted a minute after its end."""
    journals = journals_in(tmp_path)
    shutil.copytree(ROOT / request.param, journals.create().directory.parent / WORKER)
    with at_that_time():
        adopted = [each for each in journals.adopt() if each.worker == WORKER]
        (journal,) = adopted
        yield journal
        journal.close()


@pytest.fixture(name="connection")
def fixture_connection(valkey: Valkey) -> Iterator[ScriptConnection]:
    """A connection to a store in which nothing was counted."""
    connection = ScriptConnection(connect(valkey.url, timeout=10), 10)
    yield connection
    connection.close()


def lists(client: Redis, time: str) -> dict[str, dict[str, int]]:
    """Return the lists of a.org of a day or month by their dimension."""
    site = Site(client)
    return {each: site.top(each, time) for each in keys.DIMENSIONS}


def test_each_format_that_a_version_has_written_has_a_journal_here() -> None:
    """There is a sample journal for each format, the last one for the current."""
    numbers = [int(name.removeprefix("format-")) for name in FORMATS]

    assert numbers == list(range(1, int(HEADER.split()[-1]) + 1))


def test_today_a_journal_is_written_as_the_one_that_is_kept_here(
    tmp_path: Path,
) -> None:
    """A change of the bytes needs another number, and the reader of this one."""
    write(tmp_path)

    (name,) = [path.name for path in tmp_path.iterdir()]
    (written,), (kept,) = (tmp_path / name).iterdir(), (ROOT / name).iterdir()
    assert written.read_bytes() == kept.read_bytes()


def test_all_views_of_a_journal_are_counted_where_nothing_was(
    journal: Journal, connection: ScriptConnection, client: Redis
) -> None:
    """Each in its lists, as the version that wrote it would have counted it."""
    Replay(connection, journal, 10).run()

    site, other = Site(client), Site(client, "b.org")
    assert lists(client, DAY) == lists(client, MONTH) == ALL
    assert site.pages == {"/a": 2, "/b": 2}
    assert site.page_visitors == {"/a": 1, "/b": 1}
    assert site.titles == {"/a": "Page A", "/b": "Page B"}
    assert site.totals == {"views": 4, "visitors": 2, "events": 1}
    assert site.hours() == {"07:views": 4, "07:visitors": 2}
    assert site.ignored == {f"{DAY}:bot": 1}
    assert other.totals == {"views": 1, "visitors": 1}
    assert client.smembers(keys.SITES) == {"a.org", "b.org"}
    assert client.hgetall(keys.REFUSED) == {f"{DAY}:unknown_site": "2"}
    assert client.get(keys.PAGE_VIEWS) == "3"
    assert not wrong_sums(site)
    assert journal.waiting().views == 0


def test_a_second_replay_counts_nothing(
    journal: Journal, connection: ScriptConnection, client: Redis
) -> None:
    """A second replay counts nothing, even in a process that knows of no first."""
    for _ in range(2):
        Replay(connection, journal, 10).run()
        for progress in journal.ledger.streams.values():
            progress.doubt = True

    assert Site(client).totals == {"views": 4, "visitors": 2, "events": 1}
    assert client.get(keys.PAGE_VIEWS) == "3"


def test_what_waits_in_a_journal_of_any_format_is_known(journal: Journal) -> None:
    """The store has the first batch, and the plain counter's views never wait."""
    assert journal.waiting().views == 3
    assert journal.waiting().since == 1795419060
    assert journal.ledger.of(FAMILY).store == STORE
