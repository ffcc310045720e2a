"""Documents: the names that numbers have in JSON."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from page_tracker.storage.reports.rankings import Ranking, RankingQuery, RankingRow
from page_tracker.storage.reports.series import Point, Series
from page_tracker.storage.reports.sites import SiteNumbers, SiteTotals
from page_tracker.tracking.period import Period
from page_tracker.web.api.documents import series_document, sites_document, top_document

PERIOD = Period(date(2026, 10, 1), date(2026, 10, 31))
QUERY = RankingQuery(
    site="a.org", dimension="pages", period=PERIOD, today=date(2026, 11, 24)
)


def test_sites_have_their_numbers_of_all_time() -> None:
    """Sites are listed with their all-time numbers, in the given order."""
    found = [
        SiteTotals("b.org", SiteNumbers(9, 4, 1)),
        SiteTotals("a.org", SiteNumbers(2, 2, 0)),
    ]

    assert sites_document(found) == {
        "sites": [
            {"site": "b.org", "name": "b.org", "views": 9, "visitors": 4, "events": 1},
            {"site": "a.org", "name": "a.org", "views": 2, "visitors": 2, "events": 0},
        ]
    }
    assert sites_document([]) == {"sites": []}


@pytest.mark.parametrize(
    ("site", "name"),
    [
        pytest.param("xn--j1ay.xn--p1ai", "кц.рф", id="in its letters"),
        pytest.param("xn--80ak6aa92e.com", "xn--80ak6aa92e.com", id="like another"),
    ],
)
def test_a_site_has_a_name_for_people_beside_the_canonical_one(
    site: str, name: str
) -> None:
    """A name that looks like "apple.com" and is none stays encoded."""
    document = sites_document([SiteTotals(site, SiteNumbers(1, 1, 0))])

    numbers = {"views": 1, "visitors": 1, "events": 0}
    assert document == {"sites": [{"site": site, "name": name, **numbers}]}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            RankingRow("/a", 5, None, None),
            {"name": "/a", "views": 5},
            id="a name, no more",
        ),
        pytest.param(
            RankingRow("/a", 5, 0, None),
            {"name": "/a", "views": 5, "previous": 0},
            id="never seen before",
        ),
        pytest.param(
            RankingRow("/a", 5, None, "Home"),
            {"name": "/a", "views": 5, "title": "Home"},
            id="a page with a title",
        ),
    ],
)
def test_a_ranking_says_what_it_is_about_and_what_each_member_has(
    row: RankingRow, expected: dict[str, object]
) -> None:
    """A ranking's optional fields are omitted if they are unknown."""
    assert top_document(QUERY, Ranking(7, [row], False, None)) == {
        "site": "a.org",
        "dimension": "pages",
        "from": "2026-10-01",
        "to": "2026-10-31",
        "total": 7,
        "rows": [expected],
    }


def test_a_series_says_where_its_days_begin() -> None:
    """A start without its time zone could be any of several moments."""
    found = Series(3, 2, [Point("2026-10", 3, 2)])

    document = series_document(
        "a.org", PERIOD, "month", ZoneInfo("Europe/Berlin"), found
    )

    assert document == {
        "site": "a.org",
        "unit": "month",
        "timezone": "Europe/Berlin",
        "from": "2026-10-01",
        "to": "2026-10-31",
        "views": 3,
        "visitors": 2,
        "points": [{"start": "2026-10", "views": 3, "visitors": 2}],
    }
