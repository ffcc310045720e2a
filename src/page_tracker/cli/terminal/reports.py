"""The reports of the command line as tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from page_tracker.cli.terminal.blocks import sparkline
from page_tracker.cli.terminal.screen import Screen, printable
from page_tracker.cli.terminal.table import Line, Sheet
from page_tracker.storage.journal.survey import JournalStatus
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, RankingRow
from page_tracker.storage.reports.series import Point, Series
from page_tracker.storage.reports.sites import SiteTotals
from page_tracker.tracking.period import Period
from page_tracker.tracking.shown_host import shown_host
from page_tracker.web.dashboard.figures import labels


def show_sites(screen: Screen, found: list[SiteTotals]) -> None:
    """Show all sites with their numbers of all time."""
    if not found:
        screen.show(f"{screen.margin}No sites yet.")
        return
    lines = [Line(shown_host(site), numbers, numbers.views) for site, numbers in found]
    sums = [sum(numbers) for numbers in zip(*(each.numbers for each in found))]
    heads = ("Site", "Views", "Visitors", "Events")
    screen.show(Sheet(heads, lines, Line("Total", sums)).table(screen))


def show_top(screen: Screen, query: RankingQuery, ranking: Ranking) -> None:
    """Show a ranking, with its changes if the period before was requested."""
    name = labels.LISTS[query.dimension]
    screen.show(heading(screen, query.site, name.lower(), span(query.period)), "")
    if not ranking.rows:
        screen.show(f"{screen.margin}No data in this period.")
        return
    heads = [name, labels.COUNTED.get(query.dimension, "Views"), "Share"]
    heads += [] if ranking.before is None else ["Previous", "Change"]
    lines = [_ranked(query.dimension, row, ranking.total) for row in ranking.rows]
    in_all = RankingRow("Total", ranking.total, ranking.before, None)
    total = _ranked("", in_all, ranking.total)
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
    """Show a series, and above it a sparkline, if the screen can draw one."""
    screen.show(heading(screen, site, f"by {unit}", span(period), zone.key), "")
    if screen.draws:
        views = [point.views for point in found.points]
        line = sparkline(views, screen.width - 2 * len(screen.margin))
        screen.show(Text(f"{screen.margin}{line}", "cyan"), "")
    heads = (unit.capitalize(), "Views", "Visitors")
    lines = [_timed(point) for point in found.points]
    total = Line("Total", (found.views, found.visitors))
    screen.show(Sheet(heads, lines, total).table(screen))


def heading(screen: Screen, site: str, *parts: str) -> Text:
    """Return the first line of a report: the site, and which part of it is shown."""
    about = Text(f": {', '.join(parts)}", "dim")
    return (
        Text(screen.margin)
        .append_text(printable(shown_host(site), "bold"))
        .append_text(about)
    )


def span(period: Period) -> str:
    """Return the first and the last day of a period, or its only one."""
    if period.first == period.last:
        return f"{period.first}"
    return f"{period.first} to {period.last}"


def _ranked(dimension: str, row: RankingRow, total: int) -> Line:
    share = Text(f"{row.views / (total or 1):.1%}")
    cells: list[int | Text] = [row.views, share]
    if row.before is not None:
        cells += [row.before, change(row.views, row.before)]
    name = labels.member(dimension, row.name)
    return Line(name, cells, row.views, row.title or "")


def change(views: float, before: float) -> Text:
    """Return the change of a number in per cent."""
    if not before:
        return Text("new" if views else "")
    style = "green" if views > before else "red" if views < before else ""
    return Text(f"{views / before - 1:+,.0%}", style)


def _timed(point: Point) -> Line:
    day, _, time = point.start.partition("T")
    weekday = f"{date.fromisoformat(day):%a} " if day.count("-") == 2 else ""
    return Line(f"{weekday}{day} {time[:5]}".rstrip(), point[1:], point.views)


_HEADS = ("Worker", "Database", "In use", "Waiting", "Since", "Bytes", "Damaged")


def show_journals(
    screen: Screen, found: Sequence[JournalStatus], reasons: Sequence[str | None]
) -> None:
    """Show the pending views of each journal and of all of them, and the reasons.

    A reason is a sentence about the journal at the same index, or None.
    """
    if not found:
        screen.show(f"{screen.margin}No journals here: nothing is waiting.")
        return
    lines = [Line(each.worker, _cells(each)) for each in found]
    views = sum(each.views for each in found)
    size, torn = sum(each.size for each in found), sum(each.torn for each in found)
    nothing = Text("")
    total = Line("Total", [nothing, nothing, views, nothing, size, torn])
    sentences = [
        _sentence(screen, each, reason)
        for each, reason in zip(found, reasons, strict=True)
        if reason is not None
    ]
    screen.show(Sheet(_HEADS, lines, total).table(screen), *sentences)


def _sentence(screen: Screen, found: JournalStatus, reason: str) -> Text:
    text = printable(f"{screen.margin}{found.worker}: {reason}")
    text.no_wrap, text.overflow = False, "fold"  # people read it, and may paste it
    return text


def _cells(found: JournalStatus) -> list[int | Text]:
    since = ""
    if found.since is not None:
        since = f"{datetime.fromtimestamp(found.since, UTC):%F %T}Z"
    return [
        Text(found.store),
        Text("yes" if found.in_use else "no"),
        found.views,
        Text(since),
        found.size,
        found.torn,
    ]
