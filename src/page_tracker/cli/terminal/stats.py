"""The summary of a site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.text import Text

from page_tracker.cli.terminal.blocks import sparkline
from page_tracker.cli.terminal.reports import change, heading, span
from page_tracker.cli.terminal.screen import Screen
from page_tracker.cli.terminal.table import Line, Sheet
from page_tracker.storage.reports.series import Series
from page_tracker.tracking.period import Period
from page_tracker.tracking.view import UNKNOWN
from page_tracker.web.dashboard.figures import labels


class ShortList(NamedTuple):
    """The first members of a dimension with their views, and the views of all."""

    rows: list[tuple[str, int]]
    total: int


@dataclass(frozen=True, kw_only=True)
class Glance:
    """The numbers of a site in a period.

    ``before`` are views and visitors of the period before, or None. ``lists`` has the
    first rows of each dimension, and ``ignored`` the number of ignored views, by
    reason.
    """

    site: str
    period: Period
    zone: ZoneInfo
    series: Series
    before: tuple[int, int] | None
    present: int
    lists: Mapping[str, ShortList]
    ignored: Mapping[str, int]


def show_stats(screen: Screen, found: Glance) -> None:
    """Show totals with their changes, a sparkline, and the first rows of lists."""
    screen.show(heading(screen, found.site, span(found.period), found.zone.key), "")
    if screen.draws:
        views = [point.views for point in found.series.points]
        line = sparkline(views, screen.width - 2 * len(screen.margin))
        screen.show(Text(f"{screen.margin}{line}", "cyan"), "")
    screen.show(_totals(found).table(screen))
    people = "person" if found.present == 1 else "people"
    screen.show("", f"{screen.margin}{found.present} {people} on the site now")
    for name, short in found.lists.items():
        # A list of "unknown" alone is useless, such as countries without a database.
        if any(member != UNKNOWN for member, _ in short.rows):
            screen.show("", _list(name, short).table(screen))
    if found.ignored:
        lines = [Line(labels.reason(name), [n]) for name, n in found.ignored.items()]
        screen.show("", Sheet(("Not counted", "Requests"), lines).table(screen))


def _totals(found: Glance) -> Sheet:
    numbers = (found.series.views, found.series.visitors)
    names = ("Views", "Visitors")
    if found.before is None:
        lines = [
            Line(*each) for each in zip(names, [[n] for n in numbers], strict=True)
        ]
        return Sheet(("Total", "Number"), lines)
    lines = [
        Line(name, [now, before, change(now, before)])
        for name, now, before in zip(names, numbers, found.before, strict=True)
    ]
    return Sheet(("Total", "Number", "Previous", "Change"), lines)


def _list(name: str, short: ShortList) -> Sheet:
    lines = [
        Line(
            labels.member(name, member),
            [views, Text(f"{views / short.total:.0%}")],
            views,
        )
        for member, views in short.rows
    ]
    heads = (labels.LISTS[name], labels.COUNTED.get(name, "Views"), "Share")
    return Sheet(heads, lines)
