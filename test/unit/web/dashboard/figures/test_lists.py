"""Lists: rows, their bars, and where they lead."""

from datetime import date

import pytest

from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, RankingRow
from page_tracker.tracking.headers import REASONS
from page_tracker.tracking.period import Period
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import (
    Size,
    ignored_list,
    top_list,
    whole_list,
)

PLACE = DashboardLink("/dashboard/a.example", {"period": "7d"})
TODAY = date(2026, 11, 24)


def query(dimension: str, limit: int = 10, offset: int = 0) -> RankingQuery:
    """Ask for a dimension of today."""
    return RankingQuery(
        site="a.example",
        dimension=dimension,
        period=Period(TODAY, TODAY),
        today=TODAY,
        limit=limit,
        offset=offset,
    )


def ranking(*rows: tuple[str, int], total: int = 0, more: bool = False) -> Ranking:
    """Make a ranking; its total is at least that of its rows."""
    found = [RankingRow(name, views, None, None) for name, views in rows]
    return Ranking(total or sum(views for _, views in rows), found, more, None)


def test_bars_are_as_long_as_their_numbers() -> None:
    """The first is the longest; shares are of all there is."""
    found = top_list(
        PLACE, query("browsers"), ranking(("A", 1500), ("B", 500), ("C", 1), total=4000)
    )

    assert [entry.size for entry in found.entries] == [
        Size("1,500", "38 %", "100"),
        Size("500", "12 %", "33.3"),
        Size("1", "< 1 %", "0.1"),
    ]
    assert found.total == "4,000"


def test_a_part_is_never_more_than_all() -> None:
    """Views may come in between the two."""
    found = top_list(
        PLACE,
        query("browsers"),
        Ranking(0, [RankingRow("A", 7, None, None)], False, None),
    )

    assert found.entries[0].size == Size("7", "100 %", "100")


@pytest.mark.parametrize(
    ("dimension", "member", "address"),
    [
        ("pages", "/a?b=c&d", "/dashboard/a.example?period=7d&page=/a%3Fb%3Dc%26d"),
        ("entry_pages", "/", "/dashboard/a.example?period=7d&page=/"),
        ("pages", "(other)", None),
        ("entry_pages", "(other)", None),
        ("referrers", "evil.example", None),
        ("referrers", "/a", None),
        ("events", "/a", None),
    ],
)
def test_only_pages_lead_anywhere(
    dimension: str, member: str, address: str | None
) -> None:
    """To their own numbers; a referrer is a text, as anybody may send any."""
    found = top_list(PLACE, query(dimension), ranking((member, 1)))

    assert found.entries[0].address == address


@pytest.mark.parametrize(
    ("dimension", "member", "text", "is_ours", "code"),
    [
        ("referrers", "(direct)", "Direct", True, None),
        ("campaigns", "(none)", "None", True, None),
        ("browsers", "(unknown)", "Unknown", True, None),
        ("pages", "(other)", "All others", True, None),
        ("campaigns", "(mine)", "(mine)", False, None),
        ("referrers", "(internal)", "This site", True, None),
        ("devices", "mobile", "Phone", False, None),
        ("devices", "tv", "Television", False, None),
        ("countries", "DE", "DE", False, "region"),
        ("languages", "de", "de", False, "language"),
        ("referrers", "Direct", "Direct", False, None),
        ("events", "tv", "tv", False, None),
        ("campaigns", "desktop", "desktop", False, None),
        ("languages", "tv", "tv", False, "language"),
    ],
)
def test_a_word_of_ours_is_told_from_a_name(
    dimension: str, member: str, text: str, is_ours: bool, code: str | None
) -> None:
    """Somebody may call a campaign "Direct"."""
    (entry,) = top_list(PLACE, query(dimension), ranking((member, 1))).entries

    assert (entry.text, entry.is_ours, entry.code) == (text, is_ours, code)


def test_a_page_has_its_title() -> None:
    """If one was sent."""
    rows = [RankingRow("/a", 2, None, "About"), RankingRow("/b", 1, None, None)]

    found = top_list(PLACE, query("pages"), Ranking(3, rows, False, None))

    assert [entry.title for entry in found.entries] == ["About", None]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_has_a_title_and_says_what_it_counts(dimension: str) -> None:
    """An empty one, too."""
    found = top_list(PLACE, query(dimension), ranking())

    assert found.title and found.counted and not found.entries
    assert (found.more, found.back, found.is_whole) == (None, None, False)


def test_a_list_leads_to_all_of_its_rows() -> None:
    """If there are more than are shown."""
    found = top_list(PLACE, query("referrers"), ranking(("a", 1), more=True))

    assert found.more == PLACE.of_list("referrers")


@pytest.mark.parametrize(
    ("offset", "more", "after", "back"),
    [
        pytest.param(0, False, None, None, id="all at once"),
        pytest.param(0, True, 100, None, id="the beginning"),
        pytest.param(100, True, 200, 0, id="the middle"),
        pytest.param(200, False, None, 100, id="the end"),
        pytest.param(30, False, None, 0, id="between"),
    ],
)
def test_a_whole_list_goes_on_and_back(
    offset: int, more: bool, after: int | None, back: int | None
) -> None:
    """A hundred rows at a time."""
    asked = query("pages", 100, offset)

    found = whole_list(PLACE, asked, ranking(("/a", 1), more=more))

    assert found.is_whole
    assert found.more == (None if after is None else PLACE.of_list("pages", after))
    assert found.back == (None if back is None else PLACE.of_list("pages", back))


def test_reasons_are_said_in_words() -> None:
    """With their share of all that was left out."""
    found = ignored_list({"bot": 3, "own_visit": 1})

    assert [(entry.text, entry.size.share) for entry in found.entries] == [
        ("Bots and scripts", "75 %"),
        ("Your own visits", "25 %"),
    ]
    assert found.total == "4"
    assert not ignored_list({}).entries


def test_every_reason_has_words() -> None:
    """Those that come later have at least their name."""
    texts = [entry.text for entry in ignored_list(dict.fromkeys(REASONS, 1)).entries]

    assert len(set(texts)) == len(REASONS) and not any("_" in text for text in texts)
    assert ignored_list({"some_reason": 1}).entries[0].text == "Some reason"
