"""``page-tracker sites``, ``top`` and ``series``."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

from page_tracker.cli.arguments import (
    add_json,
    add_period,
    add_site,
    of_kind,
    period_of,
    site_of,
    today,
)
from page_tracker.cli.command import REPORT_SETTINGS, STORE_SETTINGS, Command
from page_tracker.cli.terminal.reports import show_series, show_sites, show_top
from page_tracker.cli.terminal.screen import Screen, write_json
from page_tracker.errors import StartError
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.open_store import open_store
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.storage.reports.series import UNITS, Point
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.svg.dates import has_begun
from page_tracker.tracking.period import Period
from page_tracker.web.api.documents import series_document, sites_document, top_document


def _sites(settings: Settings, args: Namespace) -> int:
    with open_store(settings) as client:
        found = SiteReports(client).sites()
    if args.json:
        write_json(sites_document(found))
    else:
        show_sites(Screen(), found)
    return 0


SITES = Command(
    usage="[--json] [options]",
    settings=STORE_SETTINGS,
    add_arguments=add_json,
    run=_sites,
)


def _add_top_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument(
        "dimension",
        metavar="DIMENSION",
        nargs="?",
        default="pages",
        help=f"one of {', '.join(DIMENSIONS)} (default pages)",
    )
    add_period(parser)
    parser.add_argument(
        "--limit",
        metavar="N",
        type=of_kind(whole(1, 1000)),
        default=10,
        help="number of rows (default 10, at most 1000)",
    )
    parser.add_argument(
        "--compare",
        action="store_true",
        help="also show the previous period",
    )
    add_json(parser)


def _dimension_of(args: Namespace) -> str:
    """Return the dimension; raises :class:`StartError` for another word.

    argparse must not check it: from Python 3.14 on it takes the value of a misspelt
    flag for a dimension, and would report that instead.
    """
    word: str = args.dimension
    if word not in DIMENSIONS:
        allowed = ", ".join(DIMENSIONS)
        raise StartError(f"DIMENSION must be one of {allowed}, not {word!r}")
    return word


def _top(settings: Settings, args: Namespace) -> int:
    site, dimension = site_of(args), _dimension_of(args)
    with open_store(settings) as client:
        period = period_of(args, site, settings, SiteReports(client))
        query = RankingQuery(
            site=site,
            dimension=dimension,
            period=period,
            today=today(settings),
            limit=args.limit,
            before=period.before() if args.compare else None,
        )
        ranking = Rankings(client).top(query)
    if args.json:
        write_json(top_document(query, ranking))
    else:
        show_top(Screen(), query, ranking)
    return 0


TOP = Command(
    usage="SITE [DIMENSION] [options]",
    settings=REPORT_SETTINGS,
    add_arguments=_add_top_arguments,
    run=_top,
)


def _add_series_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    add_period(parser)
    units = f"{', '.join(UNITS)} (default: what suits the period)"
    parser.add_argument("--unit", metavar="UNIT", choices=UNITS, help=units)
    add_json(parser)


def _series(settings: Settings, args: Namespace) -> int:
    site, zone = site_of(args), settings.timezone
    with open_store(settings) as client:
        reports = SiteReports(client)
        period = period_of(args, site, settings, reports)
        unit = args.unit or suitable_unit(period, settings)
        found = reports.series(site, period, unit, zone)
    if args.json:
        write_json(series_document(site, period, unit, zone, found))
    else:
        found = found._replace(points=begun(found.points, zone))
        show_series(Screen(), found, site=site, period=period, unit=unit, zone=zone)
    return 0


def begun(points: list[Point], zone: ZoneInfo) -> list[Point]:
    """Return the points without the hours and days that are still to come."""
    now = datetime.now(zone)
    return [point for point in points if has_begun(point.start, now)]


def suitable_unit(period: Period, settings: Settings) -> str:
    """Return the unit that gives about as many points as a screen has lines."""
    age = (today(settings) - period.first).days
    return period.default_unit(has_hours=age < settings.keep_hours_days)


SERIES = Command(
    usage="SITE [options]",
    settings=REPORT_SETTINGS,
    add_arguments=_add_series_arguments,
    run=_series,
)
