"""Traffic that is made up."""

from .traffic import SITE, Traffic

VIEWS = 2740


def test_the_same_views_come_each_time() -> None:
    """Two runs of the benchmark record the same."""
    assert list(Traffic(50).day(100)) == list(Traffic(50).day(100))


def test_days_differ() -> None:
    """The second day of a site is not the first one again."""
    traffic = Traffic(50)
    assert list(traffic.day(100)) != list(traffic.day(100))


def test_seven_of_ten_views_are_by_new_visitors() -> None:
    """The others are by visitors who were there before."""
    views = list(Traffic(5000).day(VIEWS))

    visitors = {view.visitor[:8] for view in views}

    assert {view.site for view in views} == {SITE}
    assert 0.67 < len(visitors) / VIEWS < 0.73


def test_a_third_of_the_views_are_of_pages_not_seen_that_day() -> None:
    """Some pages are seen often and many once, which makes a thousand in all."""
    pages = {view.path for view in Traffic(5000).day(VIEWS)}
    assert 900 < len(pages) < 1100
