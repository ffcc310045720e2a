"""The salt of a day is asked for once, and forgotten with the day."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.ingest.salts import DailySalts
from support.memory import MemoryRecorder


def test_the_store_is_asked_once_a_day(recorder: MemoryRecorder) -> None:
    """A salt is requested once a day, a day ahead, and forgotten the day after."""
    salts = DailySalts(recorder)

    found = [salts.of(day) for day in ("2026-11-23", "2026-11-23", "2026-11-24")]

    assert found == [b"2026-11-23" * 3, b"2026-11-23" * 3, b"2026-11-24" * 3]
    assert recorder.salted == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_a_store_that_is_away_at_midnight_keeps_nobody_from_being_known(
    recorder: MemoryRecorder,
) -> None:
    """The day's salt is here before the day; that of the next one can wait."""
    salts = DailySalts(recorder)
    salts.of("2026-11-23")
    recorder.error = StorageUnavailable("away")

    found = [salts.of("2026-11-24") for _ in range(3)]

    assert found == [b"2026-11-24" * 3] * 3


def test_nothing_is_hashed_without_a_salt(recorder: MemoryRecorder) -> None:
    """Without a salt there is an error, and the next view requests it again."""
    salts = DailySalts(recorder)
    recorder.error = StorageUnavailable("away")

    with pytest.raises(StorageUnavailable, match="away"):
        salts.of("2026-11-23")
    recorder.error = None

    assert salts.of("2026-11-23") == b"2026-11-23" * 3


def test_who_asks_while_the_day_changes_gets_the_salt_of_its_day() -> None:
    """During the change of day, each caller gets the salt of its own day."""
    found: list[bytes] = []

    class Interrupted(MemoryRecorder):
        """Serves another request before it answers."""

        def salt(self, day: str) -> bytes:
            """Answer, and let somebody else ask first."""
            if day == "2026-11-24":
                found.append(salts.of("2026-11-23"))
            return super().salt(day)

    salts = DailySalts(Interrupted())
    salts.of("2026-11-23")

    found.append(salts.of("2026-11-24"))

    assert found == [b"2026-11-23" * 3, b"2026-11-24" * 3]
