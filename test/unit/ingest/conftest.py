"""Fixtures for tests of what becomes of a view."""

import pytest

from support.memory import MemoryRecorder


@pytest.fixture(name="recorder")
def fixture_recorder() -> MemoryRecorder:
    """Remembers what is to be recorded, and what the store was asked."""
    return MemoryRecorder()
