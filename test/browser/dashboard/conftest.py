"""Fixtures for tests of the dashboard."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from browser.conftest import Stats
from browser.dashboard.shown import SITE
from browser.watch import Watch
from support.history import History
from support.valkey import Valkey


@pytest.fixture(scope="session", name="history", autouse=True)
def fixture_history(shared_valkey: Valkey) -> History:
    """A site with more than a year of views, until today."""
    history = History(
        site=SITE, days=400, pages=150, views=2000, last=datetime.now(UTC).date()
    )
    return history.fill(shared_valkey.client())


@pytest.fixture(name="home")
def fixture_home(stats: Stats, watch: Watch) -> str:
    """Where the service is for its owner: a place that browsers call secure."""
    watch.hosts.add(stats.service.address.removeprefix("http://"))
    return stats.service.address


@pytest.fixture(name="dashboard")
def fixture_dashboard(page: Page, home: str) -> Page:
    """The page of the site, with a clock that a test can move."""
    page.clock.install()
    page.goto(f"{home}/dashboard/{SITE}")
    return page
