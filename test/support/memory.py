"""A recorder that only notes what it is given: nothing is connected."""

from collections.abc import Sequence

from page_tracker.errors import StorageError
from page_tracker.storage.client import connect
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.storage.recording.recorder import Outcome, Recorder
from page_tracker.tracking.view import Ignored, View
from support.rules import RULES


class MemoryRecorder(Recorder):
    """Counts views of a site in memory; each page has as many as its site.

    ``full`` leaves no room for another site, and ``error`` is raised by every call.
    """

    def __init__(self) -> None:
        super().__init__(connect("redis://store.invalid", timeout=0.1), 0.1, RULES)
        self.taken: list[View | Ignored] = []
        self.admitted: list[str] = []
        self.salted: list[str] = []
        self.full = False
        self.error: StorageError | None = None
        self.journaled = False

    @property
    def view(self) -> View:
        """The only thing that was recorded, which is a view."""
        (taken,) = self.taken
        assert isinstance(taken, View)
        return taken

    def record(self, entries: Sequence[View | Ignored]) -> list[Outcome]:
        """Note them, and say how many there were."""
        self._fail()
        return [self._take(each) for each in entries]

    @property
    def queues(self) -> bool:
        """Return what the test has said."""
        return self.journaled

    def admit(self, site: str) -> bool:
        """Note who asked to be admitted."""
        self._fail()
        self.admitted.append(site)
        return not self.full

    def salt(self, day: str) -> bytes:
        """Make the salt of a day out of the day."""
        self._fail()
        self.salted.append(day)
        return day.encode() * 3

    def _take(self, entry: View | Ignored) -> Counted | Ignored:
        self.taken.append(entry)
        if isinstance(entry, Ignored):
            return entry
        numbers = Numbers(len(self.taken), 1)
        return Counted(None if entry.event else numbers, numbers)

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error
