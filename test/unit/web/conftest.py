"""Fixtures for tests of pages for people: a browser on reports that are made up."""

from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment
from webtest import TestApp

from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.dashboard.dashboard import DashboardReports
from support.canned import (
    CannedGlances,
    CannedMembers,
    CannedRankings,
    CannedReports,
    CannedSeries,
    CannedSitePages,
)
from support.people import Browse, pages_for_people

# 2026-11-24, 09:30 UTC.
NOW = 1_795_512_600.0


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Compile each template once, which takes longer than a test, for all services."""
    compiled: dict[str, CodeType] = {}
    compile_anew = Environment.compile

    def compile_once(
        environment: Environment, source: str, name: str, filename: str
    ) -> CodeType:
        if name not in compiled:
            compiled[name] = compile_anew(environment, source, name, filename)
        return compiled[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield


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

    def browse(
        origin: str | None = None,
        rankings: CannedRankings | None = None,
        site_pages: Any = None,
        **settings: Any,
    ) -> TestApp:
        rows = rankings or CannedRankings()
        sources = DashboardReports(
            reports,
            site_pages or CannedSitePages(reports, rows),
            CannedMembers(rows),
            CannedSeries(),
            CannedGlances(),
        )
        chosen = Settings(**settings)
        return TestApp(pages_for_people(sources, chosen, recorder, origin))

    return browse
