"""The inspection at the start tells what is wrong, and never stops the service."""

import logging
from pathlib import Path

import pytest

from page_tracker.server import inspection
from page_tracker.server.inspection import inspected
from page_tracker.settings import Settings
from page_tracker.storage.health.findings import MESSAGES
from page_tracker.storage.journal.directory import JournalDirectory
from support.journal import append, entry


class Scene:
    """A service that is about to start, with its log."""

    def __init__(self, directory: Path, caplog: pytest.LogCaptureFixture) -> None:
        self.directory = directory
        self.caplog = caplog
        self.tended = 0

    def settings(self, url: str = "unix:///nowhere/socket") -> Settings:
        """Return settings with a store that is away."""
        return Settings(data_dir=self.directory, redis_url=url)

    def leave(self, store: str, *, broken: bool = False) -> None:
        """Leave a journal with one view for a store."""
        journals = JournalDirectory(self.directory / "journal", store, 2**30, 60)
        journals.prepare()
        journal = journals.create()
        append(journal, entry(1))
        journal.close()
        if broken:
            loop = journal.directory / "0"
            loop.symlink_to(loop)

    def tend(self) -> None:
        """Count the calls."""
        self.tended += 1

    def run(self, steps: int = 10) -> list[tuple[str, str]]:
        """Inspect in some steps; returns level and message of what was logged."""
        tend = inspected(self.settings(), self.tend)
        for _ in range(steps):
            tend()
        return [(r.levelname, r.getMessage()) for r in self.caplog.records]


@pytest.fixture(name="scene")
def fixture_scene(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Scene:
    """A service whose store is away."""
    caplog.set_level(logging.INFO)
    return Scene(tmp_path, caplog)


def test_what_is_wrong_with_the_store_is_logged_once(scene: Scene) -> None:
    """A problem of the store is logged once, and other duties run at each call."""
    assert scene.run() == [("ERROR", MESSAGES["unreachable"])]
    assert scene.tended == 10


def test_views_for_other_stores_are_logged_once_by_store(scene: Scene) -> None:
    """Pending views for other stores are logged once for each store."""
    for store in ("a.example:6379/0", "b.example:6379/0", "a.example:6379/0"):
        scene.leave(store)

    _, first, second = scene.run()

    assert first[0] == second[0] == "ERROR"
    assert first[1].startswith("2 views wait since")
    assert "for a.example:6379/0, which is not the configured store" in first[1]
    assert second[1].startswith("1 view waits since")


def test_a_journal_that_cannot_be_read_is_logged(scene: Scene) -> None:
    """An unreadable journal is logged with its name and the reason."""
    scene.leave("/nowhere/socket/0", broken=True)

    _, (level, message) = scene.run()

    assert (level, message.startswith("A journal cannot be read")) == ("ERROR", True)
    assert "symbolic links" in scene.caplog.records[-1].__dict__["cause"]


def test_journals_are_read_one_at_each_call(scene: Scene) -> None:
    """The parent of the workers must not be busy for long."""
    for store in ("a.example:6379/0", "b.example:6379/0"):
        scene.leave(store)

    assert len(scene.run(steps=2)) == 1


def test_a_mistake_in_the_inspection_does_not_stop_the_service(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the inspection is logged once and does not stop the service."""
    monkeypatch.setattr(inspection, "probe_store", lambda *_: None)

    assert scene.run() == [("ERROR", "cannot inspect the database")]
    assert scene.tended == 10
