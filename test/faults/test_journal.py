"""The journal has no room, is torn, or is switched off."""

import signal
from pathlib import Path

import pytest

from faults.account import FAILED, QUEUED, REFUSED
from faults.scene import Scene, SetScene
from page_tracker.storage.journal.entry import Contents, Entry, packed, unpacked
from support import disk
from support.valkey import Valkey
from support.waiting import wait_until


@pytest.mark.long
def test_a_journal_that_is_full_refuses_views_until_there_is_room(
    set_scene: SetScene,
) -> None:
    """A full journal rejects views until there is room; acknowledged ones stay."""
    scene = set_scene(journal_max_bytes=str(16 << 20))
    scene.load.sees()

    scene.proxy.refuse()
    scene.load.sees(QUEUED)
    others = scene.service.directory / "data" / "journal" / "another store" / "worker"
    others.mkdir(parents=True)
    with (others / "queue").open("wb") as file:
        file.truncate(16 << 20)
    scene.load.sees(REFUSED)
    (others / "queue").unlink()
    scene.load.sees(QUEUED)
    scene.proxy.refusing = False
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)


@pytest.mark.parametrize(
    "away",
    [
        pytest.param(False, id="with the store", marks=pytest.mark.long),
        pytest.param(True, id="while the store is away"),
    ],
)
def test_a_disk_that_is_full_refuses_views_until_there_is_room(
    set_scene: SetScene, away: bool
) -> None:
    """A full disk rejects views: nothing is acknowledged that is not on disk."""
    scene = set_scene(workers="1")
    scene.load.sees()
    (worker,) = scene.service.workers()

    if away:
        scene.proxy.refuse()
        scene.load.sees(QUEUED)
    disk.fill(worker)
    scene.load.sees(REFUSED, more=50)
    disk.free(worker)
    scene.proxy.refusing = False
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)


def last_written(scene: Scene) -> tuple[Path, Contents]:
    """Return the last file with a call; one that was made early may be behind it."""
    every = [(path, unpacked(path.read_bytes())) for path in scene.journal_files()]
    return [
        (path, contents)
        for path, contents in every
        if any(isinstance(each, Entry) for each in contents.entries)
    ][-1]


def test_a_torn_end_of_a_journal_is_cut_reported_and_costs_no_view(
    set_scene: SetScene,
) -> None:
    """A torn end of a journal is cut and reported, and costs no acknowledged view."""
    scene = set_scene(workers="1")
    scene.load.sees()
    scene.proxy.refuse()
    scene.load.sees(QUEUED)
    scene.end_service(signal.SIGKILL)

    file, contents = last_written(scene)
    last = [each for each in contents.entries if isinstance(each, Entry)][-1]
    following = last._replace(number=last.number + 1, previous=last.number)
    torn = packed(following)[:-9]
    with file.open("r+b") as opened:
        opened.seek(contents.length)
        opened.write(torn)
    scene.proxy.refusing = False
    scene.restart_service()
    scene.service.wait_for("a journal is damaged; using its intact entries")
    scene.load.sees()

    account = scene.settle(slack=scene.load.visitors)
    assert not account.given_twice()


@pytest.mark.long
def test_without_a_journal_nothing_is_queued_and_what_is_told_is_in_the_store(
    set_scene: SetScene,
) -> None:
    """A store that keeps everything is trusted alone."""
    scene = set_scene(workers="2", journal="off")
    scene.load.sees()

    scene.store.kill()
    scene.load.sees(FAILED)
    scene.store.start()
    scene.load.sees()

    account = scene.settle(slack=scene.load.visitors)
    assert not account.total(QUEUED)


def test_without_a_journal_a_store_that_forgets_loses_views_and_the_account_shows_it(
    set_scene: SetScene, tmp_path: Path
) -> None:
    """Without a journal a store that forgets loses views, and the tally shows it."""
    scene = set_scene(Valkey(tmp_path / "v"), workers="2", journal="off")
    scene.load.sees()

    scene.store.kill()
    scene.store.start()
    scene.load.sees()

    account = scene.load.stop()
    wait_until(scene.store.answers)
    assert account.wrong(scene.store.client())
