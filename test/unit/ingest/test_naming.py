"""Naming: what the settings mean for the names of pages and sources."""

import pytest

from page_tracker.environment import load
from page_tracker.ingest.naming import naming_of

PREFIX = "PAGE_TRACKER_"


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        pytest.param({}, "/A/index.html?my=1&x=3", id="none"),
        pytest.param(
            {"KEEP_PARAMETERS": "gclid, ref"},
            "/A/index.html?gclid=2&my=1&ref=4&x=3",
            id="parameters that stay",
        ),
        pytest.param(
            {"DROP_PARAMETERS": "m*"}, "/A/index.html?x=3", id="parameters that go"
        ),
        pytest.param(
            {"QUERY": "drop", "KEEP_PARAMETERS": "x"},
            "/A/index.html?x=3",
            id="all go but one",
        ),
        pytest.param({"QUERY": "drop"}, "/A/index.html", id="all go"),
        pytest.param({"DROP_INDEX": "on"}, "/A?my=1&x=3", id="no index"),
        pytest.param({"IGNORE_CASE": "on"}, "/a/index.html?my=1&x=3", id="no capitals"),
    ],
)
def test_a_page_is_named_by_the_settings(variables: dict[str, str], path: str) -> None:
    """Each setting changes one rule for the names of pages."""
    settings = load({PREFIX + name: text for name, text in variables.items()})

    paths = naming_of(settings).paths

    assert paths.canonical("/A/index.html?my=1&gclid=2&x=3&ref=4") == path


def test_the_sites_that_are_recorded_are_the_owners() -> None:
    """A referrer of another listed site is internal."""
    settings = load({"PAGE_TRACKER_SITES": "a.org, Bücher.example"})

    assert naming_of(settings).own_hosts == {"a.org", "xn--bcher-kva.example"}
