"""Journals belong to one store, and to one living worker each."""

import logging
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull, StartError
from page_tracker.settings import Settings
from page_tracker.storage.journal.files import SEGMENT
from page_tracker.storage.journal.journal import Draft
from page_tracker.storage.journal.journals import Journals

DRAFT = Draft(1, 1_795_000_000, 1, "record", ("a.org", "2026-11-23"), (b"{}", b""))
URL = "redis://127.0.0.1:6390/0"


def journals_for(directory: Path, url: str = URL, max_bytes: int = 2**30) -> Journals:
    """Make what keeps the journals of a store in a directory."""
    settings = Settings(
        data_dir=directory, redis_url=url, journal_max_bytes=max_bytes, journal_keep=60
    )
    made = Journals.of(settings)
    assert made is not None
    made.prepare()
    return made


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(Settings(journal="off", redis_url=URL), id="switched off"),
        pytest.param(Settings(), id="no store"),
    ],
)
def test_there_may_be_no_journal(settings: Settings) -> None:
    """Then a view is acknowledged when the store has it."""
    assert Journals.of(settings) is None


def test_a_living_workers_journal_is_its_own(tmp_path: Path) -> None:
    """Whoever looks for abandoned ones passes it by."""
    journals = journals_for(tmp_path)
    ours = journals.create()
    ours.append([DRAFT])

    assert not list(journals_for(tmp_path).adopt())
    assert [found.waiting().views for found in journals.look()] == [1]


def test_a_dead_workers_journal_is_adopted_once(tmp_path: Path) -> None:
    """Under its name, with what waits in it."""
    journals = journals_for(tmp_path)
    dead = journals.create()
    dead.append([DRAFT])
    dead.close()

    (adopted,) = list(journals.adopt())
    others = list(journals.adopt())
    adopted.close()

    assert (adopted.worker, adopted.waiting().views) == (dead.worker, 1)
    assert not others
    assert [again.worker for again in journals.adopt()] == [dead.worker]


def test_a_torn_journal_is_reported_by_who_adopts_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its worker was killed while it wrote, or the disk has lost something."""
    journals = journals_for(tmp_path)
    dead = journals.create()
    dead.append([DRAFT])
    dead.close()
    (file,) = dead.directory.iterdir()
    file.write_bytes(file.read_bytes()[:-1])

    (adopted,) = journals.adopt()
    adopted.close()

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.__dict__["bytes"] > 0


@pytest.mark.parametrize(
    ("url", "same"),
    [
        pytest.param("redis://user:secret@127.0.0.1:6390", True, id="who goes there"),
        pytest.param("redis://127.0.0.1:6390/1", False, id="another database"),
        pytest.param("redis://127.0.0.1", False, id="another port"),
        pytest.param("redis://other.example:6390", False, id="another host"),
        pytest.param("unix:///run/redis.sock", False, id="a socket"),
    ],
)
def test_what_was_queued_for_one_store_is_not_for_another(
    tmp_path: Path, url: str, same: bool
) -> None:
    """Passwords change, and are not written down."""
    ended = journals_for(tmp_path).create()
    ended.append([DRAFT])
    ended.close()

    found = list(journals_for(tmp_path, url).adopt())

    assert len(found) == same
    assert not [p for p in tmp_path.rglob("store") if "secret" in p.read_text("utf-8")]


def test_all_journals_share_one_bound(tmp_path: Path) -> None:
    """Also those for other stores: a disk is a disk."""
    bound = 3 * SEGMENT + 200
    journals = journals_for(tmp_path, max_bytes=bound)
    ours = journals.create()
    theirs = journals_for(tmp_path, f"{URL}1", max_bytes=bound).create()

    for journal in (ours, theirs):
        journal.append([DRAFT])

    room = journals.used() == 2 * SEGMENT
    ours.append([DRAFT._replace(sequence=2, values=(bytes(SEGMENT), b""))])

    assert room
    with pytest.raises(JournalFull):
        theirs.append([DRAFT._replace(sequence=2, values=(bytes(SEGMENT), b""))])


def test_a_file_that_has_just_gone_takes_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers delete theirs at any time."""
    monkeypatch.setattr(Path, "glob", lambda *_: [tmp_path / "gone"])

    assert journals_for(tmp_path).used() == 0


def test_a_directory_that_cannot_be_had_stops_the_start(tmp_path: Path) -> None:
    """With what can be done about it."""
    (tmp_path / "journal").write_text("a file")

    with pytest.raises(StartError, match="PAGE_TRACKER_JOURNAL=off"):
        journals_for(tmp_path)


def test_a_directory_that_has_gone_stops_the_worker(tmp_path: Path) -> None:
    """It would have nowhere to keep what it acknowledges."""
    journals = Journals(tmp_path / "gone", "store", 2**30, 60)

    with pytest.raises(StartError, match="cannot make a journal"):
        journals.create()
    assert not list(journals.adopt())
