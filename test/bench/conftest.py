"""Fixtures for the benchmark's own tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .store import Store


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    with Store(tmp_path) as store:
        store.wait()
        yield store
