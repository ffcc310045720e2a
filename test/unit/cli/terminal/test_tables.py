"""The reports as they look, to the character."""

from datetime import date
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest

from page_tracker.cli.terminal.reports import show_series, show_sites, show_top
from page_tracker.cli.terminal.screen import Screen
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, RankingRow
from page_tracker.storage.reports.series import Point, Series
from page_tracker.storage.reports.sites import SiteNumbers, SiteTotals
from page_tracker.tracking.period import Period
from support.terminal import look_at_plain_text, look_at_terminal

DAY = date(2026, 11, 24)
PERIOD = Period(date(2026, 11, 18), DAY)
SITES = [
    SiteTotals("example.com", SiteNumbers(12000, 4000, 12)),
    SiteTotals("b.org", SiteNumbers(3000, 1000, 0)),
]
PAGES = [RankingRow("/", 1500, None, "Home"), RankingRow("/a", 750, None, None)]
COMPARED = [
    RankingRow("/", 1500, 1000, None),
    RankingRow("/less", 300, 600, None),
    RankingRow("/same", 200, 200, None),
    RankingRow("/new", 100, 0, None),
]


def query(dimension: str = "pages", period: Period = PERIOD) -> RankingQuery:
    """Ask for a ranking."""
    return RankingQuery(site="a.org", dimension=dimension, period=period, today=DAY)


def assert_shown(capsys: pytest.CaptureFixture[str], expected: str) -> None:
    """Compare all of the output with a text that is indented in the test."""
    assert capsys.readouterr().out == dedent(expected).removeprefix("\n")


@pytest.fixture(name="plain")
def fixture_plain(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A file, or a pipe."""
    look_at_plain_text(monkeypatch)
    return Screen()


@pytest.fixture(name="terminal")
def fixture_terminal(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A terminal of 60 columns, which has no colours."""
    look_at_terminal(monkeypatch, columns=60)
    return Screen()


def test_a_site_is_shown_in_the_letters_of_its_owner(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site is shown in the letters that its owner chose."""
    show_sites(plain, [SiteTotals("xn--j1ay.xn--p1ai", SiteNumbers(1, 1, 0))])

    assert "кц.рф" in capsys.readouterr().out


def test_sites_are_shown_with_their_sums(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sites are shown with their sums, in plain text as bare numbers."""
    show_sites(plain, SITES)

    assert_shown(
        capsys,
        """
        Site         Views  Visitors  Events
        example.com  12000      4000      12
        b.org         3000      1000       0
        Total        15000      5000      12
        """,
    )


def test_a_terminal_has_lines_and_bars(
    terminal: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal, bars share the remaining room in proportion to their numbers."""
    show_sites(terminal, SITES)

    assert_shown(
        capsys,
        """
         Site           Views   Visitors   Events
        ────────────────────────────────────────────────────────────
         example.com   12,000      4,000       12   ███████████████
         b.org          3,000      1,000        0   ███▊
        ────────────────────────────────────────────────────────────
         Total         15,000      5,000       12
        """,
    )


def test_no_site_is_told_in_words(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty list of sites is reported in words."""
    show_sites(plain, [])

    assert_shown(capsys, "No sites yet.\n")


def test_a_ranking_has_each_share_of_all_views_and_the_titles_of_pages(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """The total is that of all members, and not of those that are shown."""
    show_top(plain, query(), Ranking(3000, PAGES, True, None))

    assert_shown(
        capsys,
        """
        a.org: pages, 2026-11-18 to 2026-11-24

        Pages  Views   Share  Title
        /       1500   50.0%  Home
        /a       750   25.0%
        Total   3000  100.0%
        """,
    )


def test_a_terminal_has_titles_behind_the_names(
    terminal: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal, titles follow the names and share the room with the bars."""
    show_top(terminal, query(), Ranking(3000, PAGES, True, None))

    assert_shown(
        capsys,
        """
         a.org: pages, 2026-11-18 to 2026-11-24

         Pages     Views    Share
        ─────────────────────────────────────────────
         /  Home   1,500    50.0%   ████████████████
         /a          750    25.0%   ████████
        ─────────────────────────────────────────────
         Total     3,000   100.0%
        """,
    )


def test_a_ranking_is_compared_with_the_period_before(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """More, less, the same, or new; people enter, so they are visitors."""
    ranking = Ranking(2100, COMPARED, True, 1800)

    show_top(plain, query("entry_pages", Period(DAY, DAY)), ranking)

    assert_shown(
        capsys,
        """
        a.org: entry pages, 2026-11-24

        Entry pages  Visitors   Share  Previous  Change
        /                1500   71.4%      1000    +50%
        /less             300   14.3%       600    -50%
        /same             200    9.5%       200     +0%
        /new              100    4.8%         0     new
        Total            2100  100.0%      1800    +17%
        """,
    )


@pytest.mark.parametrize(
    ("views", "before", "colour"),
    [
        pytest.param(2, 1, "\x1b[32m", id="more is green"),
        pytest.param(1, 2, "\x1b[31m", id="less is red"),
    ],
)
def test_a_change_has_a_colour_beside_its_sign(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    views: int,
    before: int,
    colour: str,
) -> None:
    """A change has a colour and a sign."""
    look_at_terminal(monkeypatch, kind="xterm")
    rows = [RankingRow("/", views, before, None)]

    show_top(Screen(), query(), Ranking(1, rows, False, 1))

    assert colour in capsys.readouterr().out


def test_what_is_gone_has_no_change_where_there_was_nothing_before(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages that the owner set to 0 are known, and divide nothing."""
    show_top(plain, query(), Ranking(0, [RankingRow("/", 0, 0, None)], False, 0))

    row = capsys.readouterr().out.splitlines()[3]
    assert row.split() == ["/", "0", "0.0%", "0"]


def test_an_empty_ranking_is_told_in_words(
    terminal: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty ranking is reported in words, with its period."""
    show_top(terminal, query("events"), Ranking(0, [], False, None))

    assert capsys.readouterr().out == (
        " a.org: events, 2026-11-18 to 2026-11-24\n" "\n" " No data in this period.\n"
    )


def test_a_long_name_is_whole_in_a_file_and_cut_in_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A long name is whole in a file, and cut to one row on a terminal."""
    path = "/[b]long" * 64
    ranking = Ranking(5, [RankingRow(path, 5, None, "T" * 512)], False, None)
    look_at_plain_text(monkeypatch)
    show_top(Screen(), query(), ranking)
    whole = capsys.readouterr().out.splitlines()[3]
    look_at_terminal(monkeypatch, columns=60)
    show_top(Screen(), query(), ranking)
    cut = capsys.readouterr().out.splitlines()[4]

    assert whole.split() == [path, "5", "100.0%", "T" * 512]
    assert cut.startswith(" /[b]long/[b]long") and "…" in cut
    assert cut.split()[1:] == ["5", "100.0%"]
    assert len(cut) <= 60


def test_a_series_has_a_row_for_each_day_and_their_sum(
    plain: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """A series has a row for each day, with its weekday, and the sum."""
    points = [Point("2026-11-22", 800, 200), Point("2026-11-23", 400, 100)]

    show_series(
        plain,
        Series(1200, 300, points),
        site="a.org",
        period=PERIOD,
        unit="day",
        zone=ZoneInfo("Europe/Berlin"),
    )

    assert_shown(
        capsys,
        """
        a.org: by day, 2026-11-18 to 2026-11-24, Europe/Berlin

        Day             Views  Visitors
        Sun 2026-11-22    800       200
        Mon 2026-11-23    400       100
        Total            1200       300
        """,
    )


def test_a_terminal_has_a_series_in_a_line_and_in_bars(
    terminal: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal, a series has a sparkline, and a bar for each month."""
    points = [Point("2026-10", 800, 200), Point("2026-11", 400, 100)]

    show_series(
        terminal,
        Series(1200, 300, points),
        site="a.org",
        period=PERIOD,
        unit="month",
        zone=ZoneInfo("UTC"),
    )

    assert_shown(
        capsys,
        """
         a.org: by month, 2026-11-18 to 2026-11-24, UTC

         █▅

         Month     Views   Visitors
        ────────────────────────────────────────────────────────────
         2026-10     800        200   █████████████████████████████
         2026-11     400        100   ██████████████▌
        ────────────────────────────────────────────────────────────
         Total     1,200        300
        """,
    )


def test_a_narrow_terminal_has_no_bars(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers go first; hours are those of the clock."""
    look_at_terminal(monkeypatch, columns=45)
    points = [Point("2026-11-24T07:00:00+01:00", 8, 2)]

    show_series(
        Screen(),
        Series(8, 2, points),
        site="a.org",
        period=Period(DAY, DAY),
        unit="hour",
        zone=ZoneInfo("UTC"),
    )

    assert_shown(
        capsys,
        """
         a.org: by hour, 2026-11-24, UTC

         █

         Hour                   Views   Visitors
        ─────────────────────────────────────────
         Tue 2026-11-24 07:00       8          2
        ─────────────────────────────────────────
         Total                      8          2
        """,
    )
