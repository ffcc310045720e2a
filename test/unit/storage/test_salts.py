"""The salt of a day is asked for once, and forgotten with the day."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.salts import Salts
from support.memory import MemoryRecorder


@pytest.fixture(name="recorder")
def fixture_recorder() -> MemoryRecorder:
    """What is asked for salts."""
    return MemoryRecorder()


def test_the_store_is_asked_once_a_day(recorder: MemoryRecorder) -> None:
    """Only one salt is remembered: visitors of yesterday can no longer be known."""
    salts = Salts(recorder)

    found = [salts.of(day) for day in ("2026-11-23", "2026-11-23", "2026-11-24")]

    assert found == [b"2026-11-23" * 3, b"2026-11-23" * 3, b"2026-11-24" * 3]
    assert recorder.salted == ["2026-11-23", "2026-11-24"]


def test_nothing_is_hashed_without_a_salt(recorder: MemoryRecorder) -> None:
    """With the store away there is an error, and the next one asks again."""
    salts = Salts(recorder)
    recorder.error = StorageUnavailable("away")

    with pytest.raises(StorageUnavailable, match="away"):
        salts.of("2026-11-23")
    recorder.error = None

    assert salts.of("2026-11-23") == b"2026-11-23" * 3


def test_who_asks_while_the_day_changes_gets_the_salt_of_its_day() -> None:
    """Others are served while the store is asked for the next day's salt."""
    found: list[bytes] = []

    class Interrupted(MemoryRecorder):
        """Serves another request before it answers."""

        def salt(self, day: str) -> bytes:
            """Answer, and let somebody else ask first."""
            if day == "2026-11-24":
                found.append(salts.of("2026-11-23"))
            return super().salt(day)

    salts = Salts(Interrupted())
    salts.of("2026-11-23")

    found.append(salts.of("2026-11-24"))

    assert found == [b"2026-11-23" * 3, b"2026-11-24" * 3]
