"""The plain counter: what a view and a look at it are answered."""

import pytest
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.storage.client import connect
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.sites import PlainCounter
from page_tracker.web.api.counter import CounterPage
from page_tracker.web.router import Route, Router
from support.rules import RULES


class Store(Recorder, PlainCounter):
    """A recorder and its reports, which agree without a store."""

    views = 0

    def __init__(self) -> None:
        client = connect("redis://store.invalid", timeout=0.1)
        Recorder.__init__(self, client, 0.1, RULES)
        PlainCounter.__init__(self, client)

    def count_view(self) -> int:
        """Count in memory."""
        self.views += 1
        return self.views

    def page_views(self) -> int:
        """Return what was counted."""
        return self.views


@pytest.fixture(name="store")
def fixture_store() -> Store:
    """Nothing counted yet."""
    return Store()


@pytest.fixture(name="site")
def fixture_site(store: Store) -> TestApp:
    """A site with the plain counter as its root."""
    counter = CounterPage(store, store)
    routes = [Route("GET", "/", counter.get), Route("HEAD", "/", counter.head)]
    return TestApp(Application(Router(routes), store))


def test_each_view_is_answered_with_its_own_number(site: TestApp) -> None:
    """The sentence is a promise to the tutorial that it comes from."""
    texts = [site.get("/").text for _ in range(3)]

    assert texts == [f"This page has been seen {n} times." for n in (1, 2, 3)]


def test_the_number_is_a_page(site: TestApp) -> None:
    """The number is an HTML page that no cache stores."""
    response = site.get("/")

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_look_at_the_headers_counts_nothing(site: TestApp, store: Store) -> None:
    """Link checkers and previews send HEAD, and see nothing of the page."""
    site.get("/")

    looks = [site.head("/") for _ in range(3)]

    assert [look.body for look in looks] == [b"", b"", b""]
    assert store.views == 1


def test_the_headers_of_head_are_those_of_the_last_view(site: TestApp) -> None:
    """HEAD has the headers of the last view."""
    got = site.get("/")

    asked = site.head("/")

    assert dict(asked.headers) == dict(got.headers)
