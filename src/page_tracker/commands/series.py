"""``page-tracker series``."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

from page_tracker.commands.arguments import (
    add_json,
    add_period,
    add_site,
    period_of,
    site_of,
    today,
)
from page_tracker.commands.command import REPORT_SETTINGS, Command
from page_tracker.documents import series_document
from page_tracker.drawing.dates import has_begun
from page_tracker.settings import Settings
from page_tracker.storage.series import UNITS, Point
from page_tracker.storage.session import session
from page_tracker.storage.site_reports import SiteReports
from page_tracker.terminal.output import write_json
from page_tracker.terminal.screen import Screen
from page_tracker.terminal.tables import show_series
from page_tracker.tracking.period import Period

# The longest periods, in days, that are shown by hour or by day unless told otherwise.
_BY_HOUR, _BY_DAY = 2, 92


def _add_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    add_period(parser)
    units = f"{', '.join(UNITS)} (default: what suits the period)"
    parser.add_argument("--unit", metavar="UNIT", choices=UNITS, help=units)
    add_json(parser)


def _run(settings: Settings, given: Namespace) -> int:
    site, zone = site_of(given), settings.timezone
    with session(settings) as client:
        reports = SiteReports(client)
        period = period_of(given, site, settings, reports)
        unit = given.unit or _suitable_unit(period, settings)
        found = reports.series(site, period, unit, zone)
    if given.json:
        write_json(series_document(site, period, unit, zone, found))
    else:
        found = found._replace(points=_begun(found.points, zone))
        show_series(Screen(), found, site=site, period=period, unit=unit, zone=zone)
    return 0


def _begun(points: list[Point], zone: ZoneInfo) -> list[Point]:
    """Leave out the hours and days that are still to come, such as those of today."""
    now = datetime.now(zone)
    return [point for point in points if has_begun(point.start, now)]


def _suitable_unit(period: Period, settings: Settings) -> str:
    age = (today(settings) - period.first).days
    if period.length <= _BY_HOUR and age < settings.keep_hours_days:
        return "hour"
    return "day" if period.length <= _BY_DAY else "month"


COMMAND = Command(
    usage="SITE [OPTION VALUE]...",
    settings=REPORT_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
