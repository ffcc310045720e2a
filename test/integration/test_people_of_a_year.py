"""The pages for people, on a store with a year in it: few round trips, few bytes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from redis import Redis
from redis.client import Pipeline
from webtest import TestApp, TestResponse

from page_tracker.tracking.period import NAMES
from support.history import History
from support.html import every, one, text
from support.people import TOKEN, Browse, browse_store
from support.valkey import Valkey

SITE, LAST = "example.com", date(2026, 11, 24)
# 23:30 UTC on that day.
NOW = 1_795_563_000.0

# Of a page with all that it needs.
MOST_BYTES = 60_000


@pytest.fixture(name="year", scope="module")
def fixture_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A store with more than a year of a site with many pages, for who only reads."""
    store = Valkey(tmp_path_factory.mktemp("v")).start()
    History(days=400, pages=500, views=5000, last=LAST).fill(store.client())
    yield store
    store.stop()


@pytest.fixture(name="browse")
def fixture_browse(year: Valkey, monkeypatch: pytest.MonkeyPatch) -> Browse:
    """Open a browser on a service with some settings, on the last evening."""
    return browse_store(year.url, NOW, monkeypatch)


def weight(browser: TestApp, page: TestResponse) -> int:
    """Count the bytes of a page and of all that it loads."""
    needed = {str(each["href"]) for each in every(page, "head link")}
    needed |= {str(each["src"]) for each in every(page, "script, img")}
    return len(page.body) + sum(len(browser.get(each).body) for each in needed)


@pytest.fixture(name="trips")
def fixture_trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the store, an entry for each round trip."""
    trips: list[str] = []
    execute: Any = Pipeline.execute
    single: Any = Redis.execute_command

    def all_at_once(pipe: Any, *args: Any, **options: Any) -> Any:
        trips.append("pipeline")
        return execute(pipe, *args, **options)

    def alone(client: Any, *args: Any, **options: Any) -> Any:
        trips.append(str(args[0]))
        return single(client, *args, **options)

    monkeypatch.setattr(Pipeline, "execute", all_at_once)
    monkeypatch.setattr(Redis, "execute_command", alone)
    return trips


@pytest.mark.parametrize("pages", ["pages", "entry_pages"])
@pytest.mark.parametrize("period", NAMES)
def test_a_site_is_shown_in_four_round_trips(
    browse: Browse, trips: list[str], period: str, pages: str
) -> None:
    """A site's page takes four round trips, which its rankings share."""
    browser = browse()

    browser.get(f"/dashboard/{SITE}?period={period}&tab.pages={pages}")

    assert 2 <= len(trips) <= 4, trips


def test_a_year_is_shown_in_few_bytes(browse: Browse) -> None:
    """A year's page takes 60 KB, with everything that it loads."""
    browser = browse()
    for query in ("", *(f"period={name}" for name in NAMES), "page=/"):
        address = f"/dashboard/{SITE}?{query}"

        page = browser.get(address)

        assert weight(browser, page) < MOST_BYTES, query


def test_a_share_link_is_all_that_a_guest_needs(browse: Browse) -> None:
    """A guest needs only the share link, which the owner finds on the page."""
    owner = browse(token=TOKEN, reading="token")
    form = owner.get(f"/dashboard/{SITE}").follow().form
    form["token"] = TOKEN
    page = form.submit().follow()
    link = str(one(page, "#share a")["href"])
    owner.reset()

    assert text(owner.get(link), "h1") == SITE
    assert owner.get(f"/dashboard/{SITE}").status_code == 303
