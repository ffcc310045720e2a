"""Fixtures for tests in a real browser: Debian's Chromium, driven by Playwright.

Host names that end in ``.example`` lead to this machine, and no others lead anywhere.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host, Website
from support.service import Service
from support.valkey import Valkey
from support.waiting import PATIENCE

CHROMIUM = "/usr/bin/chromium"
RESOLVER = (
    "EXCLUDE 127.0.0.1, EXCLUDE localhost,"
    " MAP *.example 127.0.0.1, MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    f"--host-resolver-rules={RESOLVER}",
    # Pages are not told that a program drives it.
    "--disable-blink-features=AutomationControlled",
]

# Takes a picture of a page under a name, and returns where it is.
Picture = Callable[[Page, str], Path]

_numbers = count(1)


class Stats(NamedTuple):
    """The service that the pages of all tests report to."""

    service: Service
    url: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let pictures be kept."""
    parser.addoption("--screenshots", help="where pictures go (.artefacts)")
    parser.addoption("--libraries", help="a node_modules with libraries of others")


@pytest.fixture(scope="session", name="browser")
def fixture_browser() -> Iterator[Browser]:
    """One Chromium for all tests; it does not say that it is driven by a program."""
    if shutil.which(CHROMIUM) is None:
        pytest.fail("There is no Chromium: apt-get install -y chromium", pytrace=False)
    expect.set_options(timeout=PATIENCE * 1000)  # by itself it waits for five seconds
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", name="stats")
def fixture_stats(
    shared_valkey: Valkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stats]:
    """A service for all tests: each has a site of its own."""
    directory = tmp_path_factory.mktemp("stats")
    service = Service(directory, shared_valkey.url, max_sites="1000").start()
    yield Stats(service, f"http://stats.example:{urlsplit(service.address).port}")
    service.stop()


@pytest.fixture(scope="session", name="website")
def fixture_website() -> Iterator[Website]:
    """The server of all pages that carry the script."""
    website = Website()
    yield website
    website.stop()


@pytest.fixture(name="host")
def fixture_host(website: Website, stats: Stats) -> Host:
    """A host of the test's own, without pages yet."""
    return Host(website, f"site{next(_numbers)}.example", f"{stats.url}/tracker.js")


@pytest.fixture(name="recorded")
def fixture_recorded(host: Host, shared_valkey: Valkey) -> Recorded:
    """What is recorded of the test's own host."""
    return Recorded(shared_valkey.client(), host.site)


@pytest.fixture(name="context")
def fixture_context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who has never been here, with the agent of a browser with a window."""
    major = browser.version.partition(".")[0]
    agent = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
        f" Chrome/{major}.0.0.0 Safari/537.36"
    )
    context = browser.new_context(user_agent=agent)
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


@pytest.fixture(name="watch")
def fixture_watch(context: BrowserContext, host: Host, stats: Stats) -> Iterator[Watch]:
    """Fail the test whose pages complain, or ask others than site and service."""
    watch = Watch(context, {host.site, urlsplit(stats.url).netloc})
    yield watch
    assert not watch.complaints


@pytest.fixture(name="page")
def fixture_page(context: BrowserContext, watch: Watch) -> Page:
    """A watched tab."""
    assert not watch.requests
    return context.new_page()


@pytest.fixture(name="picture")
def fixture_picture(request: pytest.FixtureRequest) -> Picture:
    """Keep pictures of pages in the folder that ``--screenshots`` names."""
    chosen = request.config.getoption("--screenshots", None)
    folder = Path(chosen or request.config.rootpath / ".artefacts")

    def picture(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        return path

    return picture
