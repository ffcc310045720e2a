"""How many views wait is counted now and then, whoever asks."""

from pathlib import Path

import pytest

from page_tracker.settings import Settings
from page_tracker.web.dashboard.problem_pages import WaitingViews


def test_the_number_of_waiting_views_is_kept_for_some_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that refresh themselves do not read the journals each time."""
    waiting = WaitingViews(Settings(data_dir=tmp_path, redis_url="redis://a.example"))
    counts: list[int] = []

    def count(_: WaitingViews) -> int:
        counts.append(7)
        return 7

    monkeypatch.setattr(WaitingViews, "_count", count)

    assert [waiting.views(), waiting.views()] == [7, 7]
    assert len(counts) == 1
