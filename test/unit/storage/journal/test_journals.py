"""Journals belong to one store, and to one living worker each."""

import logging
import struct
import time
from errno import EIO
from pathlib import Path
from zlib import crc32

import pytest

from page_tracker.errors import JournalFull, StartError
from page_tracker.settings import Settings
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import HEADER
from page_tracker.storage.journal.segments import SEGMENT
from page_tracker.storage.journal.survey import held, survey
from support.clock import Clock
from support.journal import FAMILY, append, applied, entry, fails_with, numbers

URL = "redis://127.0.0.1:6390/0"


def journals_for(
    directory: Path, url: str = URL, max_bytes: int = 2**30
) -> JournalDirectory:
    """Make what keeps the journals of a store in a directory."""
    settings = Settings(
        data_dir=directory, redis_url=url, journal_max_bytes=max_bytes, journal_keep=60
    )
    made = JournalDirectory.of(settings)
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
    """The journal can be switched off."""
    assert JournalDirectory.of(settings) is None


def test_a_living_workers_journal_is_its_own(tmp_path: Path) -> None:
    """The journal of a running worker is not adopted."""
    journals = journals_for(tmp_path)
    ours = journals.create()
    append(ours, entry(1))

    assert not list(journals_for(tmp_path).adopt())
    assert [found.views for found in survey(tmp_path / "journal")] == [1]


def test_a_dead_workers_journal_is_adopted_once(tmp_path: Path) -> None:
    """A dead worker's journal is adopted once, with its name and pending views."""
    journals = journals_for(tmp_path)
    dead = journals.create()
    append(dead, entry(1))
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
    """A torn journal is reported when it is adopted."""
    journals = journals_for(tmp_path)
    dead = journals.create()
    append(dead, entry(1))
    dead.close()
    (file,) = dead.directory.iterdir()
    file.write_bytes(file.read_bytes()[:-1])

    (adopted,) = journals.adopt()
    adopted.close()

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.message == "a journal is damaged; using its intact entries"
    assert record.__dict__["bytes"] > 0
    assert record.__dict__["journal"] == dead.worker


def unreadable(directory: Path) -> Path:
    """Leave a journal whose file is of a format that is not known yet."""
    dead = journals_for(directory).create()
    append(dead, entry(1))
    dead.close()
    (file,) = dead.directory.iterdir()
    file.write_bytes(b"page-tracker journal 3\nwhatever it may hold")
    return file


def test_a_journal_of_a_newer_version_is_left_to_that(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A journal of a newer version is neither adopted nor changed, but logged."""
    file = unreadable(tmp_path)
    before = file.read_bytes()
    journals = journals_for(tmp_path)

    assert not list(journals.adopt())

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "in format 3" in record.message
    assert record.__dict__["journal"] == str(file.parent)
    assert file.read_bytes() == before


def test_a_journal_that_cannot_be_read_is_told_of_once_a_minute(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker looks for abandoned journals each second."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    unreadable(tmp_path)
    journals = journals_for(tmp_path)

    told = []
    for _ in range(121):
        assert not list(journals.adopt())
        told.append(len(caplog.records))
        clock.now += 1

    assert (told[0], told[59], told[60], told[120]) == (1, 1, 2, 3)


def test_a_journal_that_cannot_be_read_is_free_for_the_version_that_can(
    tmp_path: Path,
) -> None:
    """The lock of an unreadable journal is released at once."""
    file = unreadable(tmp_path)
    assert not list(journals_for(tmp_path).adopt())

    with held(file.parent) as is_free:
        assert is_free


def test_the_other_journals_are_adopted_beside_one_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    """An unreadable journal does not prevent the adoption of others."""
    unreadable(tmp_path)
    dead = journals_for(tmp_path).create()
    append(dead, entry(1))
    dead.close()

    (adopted,) = journals_for(tmp_path).adopt()
    adopted.close()

    assert adopted.worker == dead.worker


def test_a_journal_on_a_broken_disk_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal on a broken disk is skipped until the disk works."""
    dead = journals_for(tmp_path).create()
    append(dead, entry(1))
    dead.close()

    with monkeypatch.context() as broken:
        broken.setattr(Disk, "read", fails_with(EIO))
        assert not list(journals_for(tmp_path).adopt())
    (adopted,) = journals_for(tmp_path).adopt()
    adopted.close()

    assert "Input/output error" in caplog.text
    assert numbers(adopted) == [1]


def test_a_journal_that_cannot_be_read_is_shown_with_the_reason(tmp_path: Path) -> None:
    """An unreadable journal is listed with the reason."""
    file = unreadable(tmp_path)
    ours = journals_for(tmp_path).create()
    append(ours, entry(1))

    found = {each.worker: each.problem for each in survey(tmp_path / "journal")}

    assert "in format 3" in (found[file.parent.name] or "")
    assert found[ours.worker] is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"not": "a list"}\n', id="another shape"),
        pytest.param(b"no JSON\n", id="no JSON"),
        pytest.param(b'["call", 1]\n', id="too short"),
        pytest.param(b"[]\n", id="empty"),
        pytest.param(b'["mark", 1, "store", [7]]\n', id="a mark of no streams"),
        pytest.param(b'["tried", 1, 7]\n', id="a note of no streams"),
        pytest.param(b"\xff\n", id="no text"),
    ],
)
def test_an_entry_that_is_whole_and_makes_no_sense_is_not_passed_over(
    tmp_path: Path, content: bytes
) -> None:
    """An intact entry with invalid content makes its journal unreadable."""
    file = unreadable(tmp_path)
    head = struct.pack(">II", len(content), crc32(content))
    file.write_bytes(HEADER + head + content)

    (found,) = survey(tmp_path / "journal")

    assert found.problem is not None
    assert not list(journals_for(tmp_path).adopt())


def test_an_adopted_journal_is_known_as_far_as_its_worker_has_marked_it(
    tmp_path: Path,
) -> None:
    """An adopted journal has the progress that its worker's marks recorded."""
    journals = journals_for(tmp_path)
    dead = journals.create()
    append(dead, entry(3, 3), entry(7, 4))
    applied(dead, 3)
    dead.close()

    (adopted,) = journals.adopt()
    adopted.close()

    assert adopted.ledger.of(FAMILY).applied == 3
    assert adopted.waiting().views == 4


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
    """Each store has its own journals, and passwords do not matter for that."""
    ended = journals_for(tmp_path).create()
    append(ended, entry(1))
    ended.close()

    found = list(journals_for(tmp_path, url).adopt())

    assert len(found) == same
    assert not [p for p in tmp_path.rglob("store") if "secret" in p.read_text("utf-8")]


def test_all_journals_share_one_bound(tmp_path: Path) -> None:
    """All journals, also those for other stores, share one size limit."""
    bound = 3 * SEGMENT + 200
    journals = journals_for(tmp_path, max_bytes=bound)
    ours = journals.create()
    theirs = journals_for(tmp_path, f"{URL}1", max_bytes=bound).create()

    for journal in (ours, theirs):
        append(journal, entry(1))

    room = journals.used() == 2 * (SEGMENT + len(HEADER))
    append(ours, entry(2, size=SEGMENT))

    assert room
    with pytest.raises(JournalFull):
        append(theirs, entry(2, size=SEGMENT))


def test_a_file_that_has_just_gone_takes_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was just deleted takes no room."""
    monkeypatch.setattr(Path, "glob", lambda *_: [tmp_path / "gone"])

    assert journals_for(tmp_path).used() == 0


def test_a_directory_that_cannot_be_had_stops_the_start(tmp_path: Path) -> None:
    """A directory that cannot be created ends the start with advice."""
    (tmp_path / "journal").write_text("a file")

    with pytest.raises(StartError, match="PAGE_TRACKER_JOURNAL=off"):
        journals_for(tmp_path)


def test_a_directory_that_has_gone_stops_the_worker(tmp_path: Path) -> None:
    """A directory that disappears stops the worker."""
    journals = JournalDirectory(tmp_path / "gone", "store", 2**30, 60)

    with pytest.raises(StartError, match="cannot make a journal"):
        journals.create()
    assert not list(journals.adopt())
