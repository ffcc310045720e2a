"""Fixtures for tests of pages for people: a browser on reports that are made up."""

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp

from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.dashboard.dashboard import DashboardReports
from support.canned import CannedGlances, CannedRankings, CannedReports, CannedSeries
from support.people import Browse, pages_for_people

# 2026-11-24, 09:30 UTC.
NOW = 1_795_512_600.0


@pytest.fixture(name="reports")
def fixture_reports() -> CannedReports:
    """A site with seven views a day."""
    return CannedReports()


@pytest.fixture(name="browse")
def fixture_browse(
    reports: CannedReports, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> Browse:
    """Open a browser on a service with some settings, on one morning."""
    monkeypatch.setattr("time.time", lambda: NOW)
    usual = DashboardReports(reports, CannedRankings(), CannedSeries(), CannedGlances())

    def browse(
        origin: str | None = None, rankings: Any = None, **settings: Any
    ) -> TestApp:
        sources = replace(usual, rankings=rankings) if rankings else usual
        chosen = Settings(**settings)
        return TestApp(pages_for_people(sources, chosen, recorder, origin))

    return browse
