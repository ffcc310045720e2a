"""The reports of sites, rankings and series, each as a screen shows it."""

from datetime import date
from zoneinfo import ZoneInfo

from rich.text import Text

from page_tracker.storage.rankings import Ranking, RankingQuery, Row
from page_tracker.storage.series import Point, Series
from page_tracker.storage.site_reports import SiteTotals
from page_tracker.terminal.screen import Screen, printable
from page_tracker.terminal.sheet import Line, Sheet
from page_tracker.terminal.sparkline import sparkline
from page_tracker.tracking.period import Period

# What the numbers of a ranking are, if not views.
_COUNTED = {"entry_pages": "Visitors", "events": "Events"}


def show_sites(screen: Screen, found: list[SiteTotals]) -> None:
    """Show all sites with their numbers of all time."""
    if not found:
        screen.show(f"{screen.margin}No site was seen yet.")
        return
    lines = [Line(site, numbers, numbers.views) for site, numbers in found]
    sums = [sum(numbers) for numbers in zip(*(each.numbers for each in found))]
    heads = ("Site", "Views", "Visitors", "Events")
    screen.show(Sheet(heads, lines, Line("All sites", sums)).table(screen))


def show_top(screen: Screen, query: RankingQuery, ranking: Ranking) -> None:
    """Show a ranking, with its changes if the period before was asked for."""
    name = query.dimension.replace("_", " ")
    screen.show(_heading(screen, query.site, name, _span(query.period)), "")
    if not ranking.rows:
        screen.show(f"{screen.margin}Nothing was counted in this period.")
        return
    heads = [name.capitalize(), _COUNTED.get(query.dimension, "Views"), "Share"]
    heads += [] if ranking.before is None else ["Before", "Change"]
    in_all = Row(f"All {name}", ranking.total, ranking.before, None)
    *lines, total = (_ranked(row, ranking.total) for row in (*ranking.rows, in_all))
    screen.show(Sheet(heads, lines, total).table(screen))


def show_series(
    screen: Screen,
    found: Series,
    *,
    site: str,
    period: Period,
    unit: str,
    zone: ZoneInfo,
) -> None:
    """Show a series, and on top of it, where that can be drawn, all of it in a line."""
    screen.show(_heading(screen, site, f"by {unit}", _span(period), zone.key), "")
    if screen.draws:
        views = [point.views for point in found.points]
        line = sparkline(views, screen.width - 2 * len(screen.margin))
        screen.show(Text(f"{screen.margin}{line}", "cyan"), "")
    heads = (unit.capitalize(), "Views", "Visitors")
    lines = [_timed(point) for point in found.points]
    total = Line("In all", (found.views, found.visitors))
    screen.show(Sheet(heads, lines, total).table(screen))


def _heading(screen: Screen, site: str, *parts: str) -> Text:
    about = Text(f": {', '.join(parts)}", "dim")
    return Text(screen.margin).append_text(printable(site, "bold")).append_text(about)


def _span(period: Period) -> str:
    if period.first == period.last:
        return f"{period.first}"
    return f"{period.first} to {period.last}"


def _ranked(row: Row, total: int) -> Line:
    share = Text(f"{row.views / (total or 1):.1%}")
    cells: list[int | Text] = [row.views, share]
    if row.before is not None:
        cells += [row.before, _change(row.views, row.before)]
    return Line(row.name, cells, row.views, row.title or "")


def _change(views: int, before: int) -> Text:
    if not before:
        return Text("new" if views else "")
    style = "green" if views > before else "red" if views < before else ""
    return Text(f"{views / before - 1:+,.0%}", style)


def _timed(point: Point) -> Line:
    day, _, time = point.start.partition("T")
    weekday = f"{date.fromisoformat(day):%a} " if day.count("-") == 2 else ""
    return Line(f"{weekday}{day} {time[:5]}".rstrip(), point[1:], point.views)
