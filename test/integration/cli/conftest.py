"""Commands that run in this process, on a store with a past."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.cli.main import main
from support.command import Ran, Run
from support.history import History
from support.terminal import forget_settings, look_at_plain_text
from support.valkey import Valkey


@pytest.fixture(name="run")
def fixture_run(
    valkey: Valkey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run commands on the shared store, without the data of who runs the tests."""
    forget_settings(monkeypatch)
    monkeypatch.setenv("PAGE_TRACKER_DATA_DIR", str(tmp_path))
    look_at_plain_text(monkeypatch)

    def run(*words: str) -> Ran:
        status = main([*words, "--redis-url", valkey.url])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture(name="past")
def fixture_past(client: Redis) -> History:
    """Forty days until 24 November 2026."""
    return History(days=40, pages=30, last=date(2026, 11, 24)).fill(client)


@pytest.fixture(name="present")
def fixture_present(client: Redis) -> History:
    """Forty days until today."""
    return History(days=40, pages=30, last=datetime.now(UTC).date()).fill(client)
