"""The number that a badge shows."""

from datetime import timedelta

import pytest

from page_tracker.tracking.period import Period
from page_tracker.web.embed.badge_options import METRICS, BadgeNumbers
from support.images import BERLIN, NOON, SITE, TODAY, Asked, Scores, Sites


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon."""
    monkeypatch.setattr("page_tracker.web.embed.badge_options.time.time", lambda: NOON)


@pytest.mark.parametrize(
    ("metric", "number", "days"),
    [
        ("views", 1234, None),
        ("visitors", 567, None),
        ("today", 1, 1),
        ("7d", 7, 7),
        ("30d", 30, 30),
        ("month", 24, 24),
    ],
)
def test_a_page_has_a_number_of_each_metric(
    metric: str, number: int, days: int | None
) -> None:
    """Days are the last ones, with today, and only they are asked for."""
    scores = Scores()
    counts = BadgeNumbers(scores, Sites(), BERLIN)

    assert counts.of_page(metric, SITE, "/") == number
    (asked,) = scores.asked
    if days is None:
        assert asked == Asked(metric, SITE, "/")
    else:
        first = TODAY - timedelta(days=days - 1)
        assert asked == Asked("views_in", SITE, "/", Period(first, TODAY))


@pytest.mark.parametrize(
    ("week_starts", "days"), [("monday", 2), ("sunday", 3), ("saturday", 4)]
)
def test_a_week_begins_on_the_day_that_is_set(week_starts: str, days: int) -> None:
    """Weeks begin on the configured day."""
    counts = BadgeNumbers(Scores(), Sites(), BERLIN, week_starts)

    assert counts.of_page("week", SITE, "/") == days
    assert counts.of_page("last_week", SITE, "/") == 7
    assert counts.of_site("week", SITE) == 3 * days


def test_today_is_where_the_service_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the day in the service's time zone."""
    late = NOON + 12 * 3600  # midnight in Berlin, and not yet elsewhere
    monkeypatch.setattr("page_tracker.web.embed.badge_options.time.time", lambda: late)
    scores = Scores()

    BadgeNumbers(scores, Sites(), BERLIN).of_page("today", SITE, "/")

    tomorrow = TODAY + timedelta(days=1)
    assert scores.asked[0].period == Period(tomorrow, tomorrow)


@pytest.mark.parametrize(
    ("metric", "number"),
    [
        ("views", 12_345),
        ("visitors", 678),
        ("today", 3),
        ("7d", 3 * 7),
        ("30d", 3 * 30),
    ],
)
def test_a_site_has_a_number_of_each_metric(metric: str, number: int) -> None:
    """A site has a number for each metric."""
    assert BadgeNumbers(Scores(), Sites(), BERLIN).of_site(metric, SITE) == number


@pytest.mark.parametrize("metric", METRICS)
def test_unknown_sites_and_pages_have_no_numbers(metric: str) -> None:
    """An image that is put up before the first view is no error.

    Only of a site it is said that nothing is known.
    """
    counts = BadgeNumbers(Scores(), Sites(), BERLIN)

    assert counts.of_site(metric, "b.org") is None
    assert counts.knows(SITE) and not counts.knows("b.org")
    assert counts.of_page(metric, "b.org", "/") == 0
