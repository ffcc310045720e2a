"""``page-tracker stats``."""

from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta

from page_tracker.cli.arguments import (
    add_json,
    add_period,
    add_site,
    of_kind,
    period_of,
    site_of,
    today,
)
from page_tracker.cli.command import REPORT_SETTINGS, Command
from page_tracker.cli.reports import begun, suitable_unit
from page_tracker.cli.terminal.screen import Screen, write_json
from page_tracker.cli.terminal.stats import Glance, ShortList, show_stats
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.open_store import open_store
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, Rankings
from page_tracker.storage.reports.site_page import SitePageReports, SiteQuery
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.svg.dates import has_begun
from page_tracker.tracking.period import Period
from page_tracker.web.dashboard.figures import labels

# Rows that are read of a list: enough to find its noise, at any rank.
_ROWS = 1000


def _add_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    add_period(parser)
    parser.add_argument(
        "--limit",
        metavar="N",
        type=of_kind(whole(1, 100)),
        default=5,
        help="rows of each list (default 5, at most 100)",
    )
    add_json(parser)


def _run(settings: Settings, args: Namespace) -> int:
    with open_store(settings) as client:
        pages = SitePageReports(client, Rankings(client))
        found = _glance(SiteReports(client), pages, settings, args)
    if args.json:
        write_json(_document(found))
    else:
        show_stats(Screen(), found)
    return 0


def _glance(
    reports: SiteReports, pages: SitePageReports, settings: Settings, args: Namespace
) -> Glance:
    site, zone = site_of(args), settings.timezone
    period = period_of(args, site, settings, reports)
    found = pages.read(_query(site, period, settings))
    rankings = zip(labels.LISTS, found.rankings, strict=True)
    return Glance(
        site=site,
        period=period,
        zone=zone,
        series=found.series._replace(points=begun(found.series.points, zone)),
        before=_before(reports, site, period, settings),
        present=reports.overview(site, today(settings)).present,
        lists={name: _short_list(name, each, args.limit) for name, each in rankings},
        ignored=found.ignored,
    )


def _query(site: str, period: Period, settings: Settings) -> SiteQuery:
    rankings = [
        RankingQuery(
            site=site,
            dimension=name,
            period=period,
            today=today(settings),
            limit=_ROWS,
        )
        for name in labels.LISTS
    ]
    return SiteQuery(
        site=site,
        period=period,
        unit=suitable_unit(period, settings),
        before=None,  # its hours may have expired, and only today needs some
        zone=settings.timezone,
        rankings=rankings,
    )


def _short_list(name: str, ranking: Ranking, limit: int) -> ShortList:
    """Return the first rows of a list, and the views of all of them, without noise."""
    noise = labels.NOISE.get(name)
    rows = [(row.name, row.views) for row in ranking.rows]
    total = ranking.total - sum(views for name, views in rows if name == noise)
    return ShortList([row for row in rows if row[0] != noise][:limit], total)


def _before(
    reports: SiteReports, site: str, period: Period, settings: Settings
) -> tuple[int, int] | None:
    """Return views and visitors of the period before, or None if there is none.

    Today is compared with yesterday up to the same hour.
    """
    if period.everything:
        return None
    zone, before = settings.timezone, period.before()
    if period.first != today(settings):
        series = reports.series(site, before, "month", zone)
        return series.views, series.visitors
    points = reports.series(site, before, "hour", zone).points
    then = datetime.now(zone) - timedelta(days=1)
    past = [point for point in points if has_begun(point.start, then)]
    return sum(point.views for point in past), sum(point.visitors for point in past)


def _document(found: Glance) -> dict[str, object]:
    previous = dict(zip(("views", "visitors"), found.before or (), strict=False))
    return {
        "site": found.site,
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "timezone": found.zone.key,
        "views": found.series.views,
        "visitors": found.series.visitors,
        "previous": previous or None,
        "present": found.present,
        "top": {
            name: [{"name": member, "views": views} for member, views in short.rows]
            for name, short in found.lists.items()
        },
        "ignored": dict(found.ignored),
    }


COMMAND = Command(
    usage="SITE [--period PERIOD] [--json] [options]",
    settings=REPORT_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
