"""Journals that nobody is going to send are found, and told until they are sent."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from page_tracker.settings import Settings
from page_tracker.storage.journal import strays as strays_module
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.strays import (
    REFRESH_S,
    Stranded,
    Strays,
    StrayWatch,
    by_store,
    gather,
)
from page_tracker.storage.journal.survey import JournalStatus, Spot, look_at
from support.clock import Clock
from support.journal import AT, append, applied, entry, fails_with
from support.waiting import wait_until

HERE, THERE = "127.0.0.1:6379/0", "redis.example:6379/0"


def journals_for(root: Path, store: str) -> JournalDirectory:
    """Make what keeps the journals for a store."""
    made = JournalDirectory(root, store, 2**30, 60)
    made.prepare()
    return made


def leave(root: Path, store: str, *numbers: int, at: int = AT) -> Journal:
    """Leave a journal with views that wait for a store."""
    journal = journals_for(root, store).create()
    for number in numbers or (1,):
        append(journal, entry(number)._replace(at=at + number))
    journal.close()
    return journal


def workers(found: Strays) -> list[str]:
    """Return the workers of what was found."""
    return sorted(each.worker for each in found)


def test_views_for_another_store_are_stranded(tmp_path: Path) -> None:
    """Only views that are for another store and without a worker are stranded."""
    append(journals_for(tmp_path, THERE).create(), entry(1))
    leave(tmp_path, HERE)
    stranded = leave(tmp_path, THERE)
    strays = Strays(tmp_path, HERE)

    assert workers(strays) == [stranded.worker]
    assert by_store(strays) == [Stranded(THERE, 1, AT + 1)]


def test_a_journal_of_a_newer_format_is_told_also_if_it_is_for_the_store(
    tmp_path: Path,
) -> None:
    """No worker of this version can send what is in it."""
    journal = leave(tmp_path, HERE)
    for file in journal.directory.iterdir():
        file.write_bytes(b"page-tracker journal 9\n" + file.read_bytes())

    (found,) = Strays(tmp_path, HERE)

    assert found.problem == "the file is in format 9, which this version cannot read"


def test_a_journal_without_views_that_wait_is_not_stranded(tmp_path: Path) -> None:
    """A journal without pending views is not stranded."""
    journal = leave(tmp_path, THERE)
    again = next(iter(journals_for(tmp_path, THERE).adopt()))
    applied(again, 1)
    again.close()

    assert again.worker == journal.worker
    assert not list(Strays(tmp_path, HERE))


def test_without_a_journal_views_for_any_store_are_stranded(tmp_path: Path) -> None:
    """With the journal switched off, views for any store are stranded."""
    stranded = leave(tmp_path / "journal", HERE)
    settings = Settings(data_dir=tmp_path, redis_url="redis://localhost")

    on = workers(Strays.of(settings))
    off = workers(
        Strays.of(Settings(data_dir=tmp_path, redis_url="redis://a", journal="off"))
    )

    assert (on, off) == ([], [stranded.worker])


@pytest.mark.parametrize("store", [HERE, THERE])
def test_a_journal_that_cannot_be_read_is_found_whatever_its_store(
    tmp_path: Path, store: str
) -> None:
    """A worker cannot adopt it, and the views in it would be forgotten silently."""
    journal = leave(tmp_path, store)
    loop = journal.directory / "0"
    loop.symlink_to(loop)
    strays = Strays(tmp_path, HERE)

    (found,) = strays
    loop.unlink()
    after = list(strays)

    assert (found.worker, found.problem is None) == (journal.worker, False)
    assert not by_store([found])
    assert [each.problem for each in after] == ([] if store == HERE else [None])


def test_a_journal_that_cannot_be_read_is_found_although_it_is_in_use(
    tmp_path: Path,
) -> None:
    """A worker that has failed to read it may have its lock."""
    living = journals_for(tmp_path, HERE).create()
    append(living, entry(1))
    (living.directory / "0").mkdir()

    (found,) = Strays(tmp_path, HERE)

    assert (found.in_use, found.problem) == (True, "0: Is a directory")


def test_a_file_that_has_just_gone_is_no_problem(tmp_path: Path) -> None:
    """Workers delete theirs at any time; what leads nowhere looks the same."""
    living = journals_for(tmp_path, HERE).create()
    (living.directory / "0").symlink_to("gone")

    assert not list(Strays(tmp_path, HERE))


def test_a_journal_that_does_not_change_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal may have hundreds of megabytes, and readiness is asked for often."""
    read: list[Path] = []

    def look(spot: Spot) -> JournalStatus:
        read.append(spot.directory)
        return look_at(spot)

    monkeypatch.setattr(strays_module, "look_at", look)
    journal = leave(tmp_path, THERE)
    strays = Strays(tmp_path, HERE)

    found = [list(strays) for _ in range(3)]
    again = next(iter(journals_for(tmp_path, THERE).adopt()))
    append(again, entry(2))
    again.close()
    changed = list(strays)

    assert found[0] == found[1] == found[2]
    assert read == [journal.directory] * 2
    assert [each.views for each in changed] == [2]


def test_a_watch_never_waits_for_the_disk(tmp_path: Path) -> None:
    """A watch returns the last result at once, and searches in the background."""
    goes_on, looks = threading.Event(), 0

    class Slow(Strays):
        """Takes its time."""

        def __iter__(self) -> Iterator[JournalStatus]:
            """Wait for the test."""
            nonlocal looks
            looks += 1
            assert goes_on.wait(10)
            yield from super().__iter__()

    leave(tmp_path, THERE)
    clock = Clock()
    watch = StrayWatch(Slow(tmp_path, HERE), clock)
    first = [watch.latest() for _ in range(3)]
    goes_on.set()
    wait_until(lambda: len(watch.latest()) == 1)
    wait_until(lambda: not watch.is_looking)
    watch.latest()
    before = looks
    clock.now += REFRESH_S
    watch.latest()
    wait_until(lambda: looks == 2)

    assert first == [(), (), ()]
    assert before == 1


def test_views_are_summed_by_store_with_the_oldest(tmp_path: Path) -> None:
    """A store has a journal of each worker that ended."""
    leave(tmp_path, THERE, 1, 2, at=AT + 4)
    leave(tmp_path, THERE, 1, at=AT + 2)
    leave(tmp_path, "/run/s/0", 1, at=AT + 6)

    found = by_store(Strays(tmp_path, HERE))

    assert found == [Stranded("/run/s/0", 1, AT + 7), Stranded(THERE, 3, AT + 3)]


def test_a_message_has_the_commands_that_send_the_views() -> None:
    """The message has the commands for both stores."""
    message = Stranded(THERE, 3, AT).message
    alone = Stranded(THERE, 1, AT).message

    assert message.startswith("3 views wait since 2026-11-18 11:06:40Z in the journal")
    assert alone.startswith("1 view waits since")
    assert f"--drain --redis-url redis://{THERE}'," in message
    assert message.endswith(f"--drain --from {THERE}'.")


@pytest.mark.parametrize("name", ["localhost:6379/0", "::1:6379/0", "None:6379/0"])
def test_journals_for_other_names_of_the_machine_are_moved_and_adopted(
    tmp_path: Path, name: str
) -> None:
    """An older version kept them in a directory for each name."""
    old, living = leave(tmp_path, name), journals_for(tmp_path, name).create()
    append(living, entry(1))
    leave(tmp_path, THERE)
    here = journals_for(tmp_path, HERE)

    moved = [gather(tmp_path, HERE) for _ in range(2)]
    (adopted,) = here.adopt()

    assert moved == [1, 0]
    assert (adopted.worker, adopted.waiting().views) == (old.worker, 1)
    assert living.directory.exists()


def test_a_journal_that_cannot_be_moved_stays_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A journal that cannot be moved stays, and is logged."""
    old = leave(tmp_path, "localhost:6379/0")
    monkeypatch.setattr(Path, "rename", fails_with(28))

    assert gather(tmp_path, HERE) == 0
    assert old.directory.exists()
    assert "cannot move a journal" in caplog.text
