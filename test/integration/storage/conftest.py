"""Fixtures for tests of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.servers import Server


@pytest.fixture(name="server")
def fixture_server(program: str, tmp_path: Path) -> Iterator[Server]:
    """A store of the test's own, of each program that is installed."""
    own = Server(tmp_path / "v", program)
    own.start()
    yield own
    own.kill()  # with a broken disk, SIGTERM does not end it
