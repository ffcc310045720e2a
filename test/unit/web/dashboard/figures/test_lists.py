"""Lists: rows, their bars, and where they lead."""

import pytest

from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.reports.rankings import Ranking, RankingRow
from page_tracker.tracking.headers import REASONS
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import (
    Size,
    ignored_list,
    top_list,
)

PLACE = DashboardLink("/dashboard/a.example", {"period": "7d"})


def ranking(*rows: tuple[str, int], total: int = 0, more: bool = False) -> Ranking:
    """Make a ranking; its total is at least that of its rows."""
    found = [RankingRow(name, views, None, None) for name, views in rows]
    return Ranking(total or sum(views for _, views in rows), found, more, None)


def test_bars_are_as_long_as_their_numbers() -> None:
    """The first is the longest; shares are of all there is."""
    found = top_list(
        PLACE, "browsers", ranking(("A", 1500), ("B", 500), ("C", 1), total=4000)
    )

    assert [entry.size for entry in found.entries] == [
        Size("1,500", "38%", "100"),
        Size("500", "12%", "33.3"),
        Size("1", "<1%", "0.1"),
    ]


def test_a_part_is_never_more_than_all() -> None:
    """A share is never more than 100 %, although views may come in between."""
    found = top_list(
        PLACE,
        "browsers",
        Ranking(0, [RankingRow("A", 7, None, None)], False, None),
    )

    assert found.entries[0].size == Size("7", "100%", "100")


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
    """Only pages are links; other members are plain text."""
    found = top_list(PLACE, dimension, ranking((member, 1)))

    assert found.entries[0].address == address


@pytest.mark.parametrize(
    ("dimension", "member", "text", "is_ours", "code"),
    [
        ("referrers", "(direct)", "Direct or unknown", True, None),
        ("campaigns", "(direct)", "(direct)", False, None),
        ("campaigns", "mobile", "mobile", False, None),
        ("campaigns", "(internal)", "(internal)", False, None),
        ("events", "(unknown)", "(unknown)", False, None),
        ("referrers", "(none)", "(none)", False, None),
        ("pages", "(other)", "Everything else", True, None),
        ("campaigns", "(mine)", "(mine)", False, None),
        ("devices", "mobile", "Phone", False, None),
        ("devices", "tv", "TV", False, None),
        ("countries", "DE", "DE", False, "region"),
        ("languages", "de", "de", False, "language"),
        ("referrers", "Direct", "Direct", False, None),
        ("events", "tv", "tv", False, None),
        ("campaigns", "desktop", "desktop", False, None),
        ("languages", "tv", "tv", False, "language"),
    ],
)
def test_the_services_own_names_are_distinct_from_names_of_strangers(
    dimension: str, member: str, text: str, is_ours: bool, code: str | None
) -> None:
    """The service's own names are distinct from equal names of strangers."""
    (entry,) = top_list(PLACE, dimension, ranking((member, 1))).entries

    assert (entry.text, entry.is_ours, entry.code) == (text, is_ours, code)


def test_a_page_has_its_title() -> None:
    """A page has its title, if one was sent."""
    rows = [RankingRow("/a", 2, None, "About"), RankingRow("/b", 1, None, None)]

    found = top_list(PLACE, "pages", Ranking(3, rows, False, None))

    assert [entry.title for entry in found.entries] == ["About", None]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_has_a_title_and_says_what_it_counts(dimension: str) -> None:
    """Every dimension has a title and the name of its unit."""
    found = top_list(PLACE, dimension, ranking())

    assert found.title and found.counted and not found.entries
    assert found.more is None


def test_a_list_leads_to_all_of_its_rows() -> None:
    """A list with more rows than shown links to all of them."""
    found = top_list(PLACE, "referrers", ranking(("a", 1), more=True))

    assert found.more == PLACE.of_list("referrers")


def test_internal_links_and_views_without_campaign_are_hidden() -> None:
    """Links within the site, and views without a campaign, are left out."""
    referrers = top_list(
        PLACE,
        "referrers",
        ranking(("(internal)", 60), ("(direct)", 30), ("google.com", 10)),
    )
    campaigns = top_list(PLACE, "campaigns", ranking(("(none)", 98), ("spring", 2)))
    nothing = top_list(PLACE, "campaigns", ranking(("(none)", 98)))

    shown = [(row.text, row.size.share, row.size.length) for row in referrers.entries]
    assert shown == [
        ("Direct or unknown", "75%", "100"),
        ("google.com", "25%", "33.3"),
    ]
    assert [(row.text, row.size.share) for row in campaigns.entries] == [
        ("spring", "100%")
    ]
    assert campaigns.corner == "2% of views"
    assert not nothing.entries and not nothing.corner


def test_ten_rows_are_shown_whatever_was_left_out() -> None:
    """Ten rows are shown after noise is removed, with a link to all."""
    rows = [(f"{number}.example", 20 - number) for number in range(11)]

    found = top_list(PLACE, "referrers", ranking(("(internal)", 60), *rows))
    others = top_list(PLACE, "referrers", ranking(("(internal)", 60), *rows[:10]))

    assert len(found.entries) == len(others.entries) == 10
    assert found.more and not others.more


@pytest.mark.parametrize(
    ("dimension", "note"),
    [("countries", "PAGE_TRACKER_COUNTRY_DATABASE"), ("languages", "No languages")],
)
def test_a_list_of_nothing_but_unknown_is_one_line(dimension: str, note: str) -> None:
    """A bar that says "Unknown 100%" helps nobody; the line says what to do."""
    found = top_list(PLACE, dimension, ranking(("(unknown)", 7)))
    some = top_list(PLACE, dimension, ranking(("(unknown)", 7), ("de", 1)))

    assert not found.entries and note in found.note
    assert len(some.entries) == 2 and not some.note


def test_reasons_are_said_in_words() -> None:
    """Reasons are shown in words, with their share of all ignored views."""
    found = ignored_list({"bot": 3, "own_visit": 1})

    assert [(entry.text, entry.size.share) for entry in found.entries] == [
        ("Bots and scripts", "75%"),
        ("Your own visits", "25%"),
    ]
    assert found.corner == "4 requests"
    assert not ignored_list({}).entries


def test_every_reason_has_words() -> None:
    """Every reason has a label; a future one has its name."""
    texts = [entry.text for entry in ignored_list(dict.fromkeys(REASONS, 1)).entries]

    assert len(set(texts)) == len(REASONS) and not any("_" in text for text in texts)
    assert ignored_list({"some_reason": 1}).entries[0].text == "Some reason"
