"""A survey shows each journal, and never fails because of one of them."""

import os
import struct
from pathlib import Path
from zlib import crc32

import pytest

from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.survey import (
    Spot,
    fingerprint,
    glance_at,
    held,
    look_at,
    survey,
)
from support.journal import AT, append, entry, fails_with, journals_in


@pytest.fixture(name="ended")
def fixture_ended(tmp_path: Path) -> Journal:
    """A journal with a view, whose worker has ended."""
    journal = journals_in(tmp_path).create()
    append(journal, entry(1))
    journal.close()
    return journal


def spot(journal: Journal) -> Spot:
    """Return where a journal is."""
    return Spot(journal.directory, "the store")


def break_file(journal: Journal) -> Path:
    """Put a file into a journal that not even root can read: it leads to itself."""
    file = journal.directory / "0"
    file.symlink_to(file)
    return file


def test_a_journal_whose_worker_lives_is_in_use(tmp_path: Path) -> None:
    """A running worker's journal is in use, and the survey does not change it."""
    living = journals_in(tmp_path).create()
    append(living, entry(1))

    (found,) = survey(tmp_path / "journal")

    assert (found.in_use, found.views, found.since) == (True, 1, AT + 1)
    assert (found.store, found.worker) == ("the store", living.worker)
    assert found.problem is None


def test_where_there_are_no_journals_nothing_is_found(tmp_path: Path) -> None:
    """A directory may be missing, a file, or empty."""
    (tmp_path / "file").touch()

    assert not list(survey(tmp_path / "none"))
    assert not list(survey(tmp_path / "file"))
    assert not list(survey(tmp_path))


def test_a_file_that_cannot_be_read_is_a_problem_of_its_journal(
    tmp_path: Path, ended: Journal
) -> None:
    """An unreadable file is a problem of its journal only."""
    other = journals_in(tmp_path).create()
    append(other, entry(1))
    break_file(ended)

    by_worker = {each.worker: each for each in survey(tmp_path / "journal")}

    assert by_worker[ended.worker].problem == "0: Too many levels of symbolic links"
    assert glance_at(spot(ended)).problem == by_worker[ended.worker].problem
    assert by_worker[ended.worker].size > 0
    assert (by_worker[other.worker].problem, by_worker[other.worker].views) == (None, 1)


def test_an_entry_of_another_version_is_a_problem(ended: Journal) -> None:
    """The journal may have been written by a version that is newer than this one."""
    (file,) = ended.directory.iterdir()
    content = b"[1, 0, 0]\n"
    file.write_bytes(struct.pack(">II", len(content), crc32(content)) + content)

    assert look_at(spot(ended)).problem is not None


@pytest.mark.parametrize("data", [None, b"\xff"], ids=["missing", "no text"])
def test_a_journal_for_an_unknown_store_is_a_problem(
    tmp_path: Path, ended: Journal, data: bytes | None
) -> None:
    """A journal for an unknown store is a problem."""
    name = ended.directory.parent / "store"
    name.unlink()
    if data is not None:
        name.write_bytes(data)

    (found,) = survey(tmp_path / "journal")

    assert (found.store, found.views) == ("unknown", 1)
    assert found.problem == "the name of its store cannot be read"


def test_a_directory_that_cannot_be_listed_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: Journal
) -> None:
    """The problem has the words of the system; root could read it in this test."""
    monkeypatch.setattr(Path, "iterdir", fails_with(13))
    monkeypatch.setattr(os, "listdir", fails_with(13))

    (found,) = survey(tmp_path / "journal")

    assert found.problem == "Permission denied"
    assert glance_at(spot(ended)).problem == "Permission denied"
    assert not fingerprint(ended.directory)


def test_a_directory_that_cannot_be_opened_is_in_use_by_nobody(tmp_path: Path) -> None:
    """A directory that cannot be opened is not in use."""
    with held(tmp_path / "gone") as is_free:
        assert is_free


def test_a_file_that_has_just_gone_has_no_size(
    monkeypatch: pytest.MonkeyPatch, ended: Journal
) -> None:
    """A file that was just deleted has no size."""
    before = fingerprint(ended.directory)
    monkeypatch.setattr(Path, "lstat", fails_with(2))

    after = fingerprint(ended.directory)

    assert [name for name, *_ in before] == [name for name, *_ in after]
    assert [rest for _, *rest in after] == [[0, 0]]
