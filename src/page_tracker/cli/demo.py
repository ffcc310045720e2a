"""``page-tracker demo``."""

import shlex
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing

from page_tracker.cli.arguments import site_of, today
from page_tracker.cli.command import REPORT_SETTINGS, STORE_SETTINGS, Command
from page_tracker.cli.terminal.progress import ProgressBar
from page_tracker.cli.terminal.screen import write
from page_tracker.demo.year import DAYS, Year
from page_tracker.server.healthcheck import reachable
from page_tracker.settings import Settings, table
from page_tracker.storage.open_store import open_store
from page_tracker.storage.recording.backfill import Backfill
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.reports.sites import SiteReports

_SITE = "demo.example"

# Beside what a report needs, what says where the service will be.
_SETTINGS = (*REPORT_SETTINGS, "host", "port")


def _add_arguments(parser: ArgumentParser) -> None:
    text = f"one that is not known yet (default {_SITE}, in an empty store only)"
    parser.add_argument("--site", metavar="SITE", help=text)


def _run(settings: Settings, given: Namespace) -> int:
    site = site_of(Namespace(site=given.site or _SITE))
    now = time.time()
    with open_store(settings, new=True) as client:
        reports = SiteReports(client)
        known = [found.site for found in reports.sites()]
        with closing(Backfill(client, RecordingLimits.of(settings), now)) as past:
            refusal = _refusal(site, known, given)
            if refusal or not past.admit(site):
                refusal = refusal or "the store has as many sites as it may have"
                print(f"page-tracker: {refusal}", file=sys.stderr)
                return 1
            _fill(past, Year(site, settings.timezone, now), site)
        views = reports.overview(site, today(settings)).totals.views
    write(_farewell(site, views, given, _address(settings, site)))
    return 0


def _refusal(site: str, known: Sequence[str], given: Namespace) -> str:
    """Return why the store must not be filled; it may be, if that is empty."""
    if site in known:
        return f"{site} is known already; to forget it: {_forgetting(given, site)}"
    if known and given.site is None:
        return (
            f"the store knows {known[0]} already; to put a made-up site beside it: "
            + _command(given, _SETTINGS, "demo", "--site", site)
        )
    return ""


def _fill(past: Backfill, year: Year, site: str) -> None:
    days = year.days(DAYS)
    with ProgressBar(f"A year of {site}", len(days)) as progress:
        for day in days:
            past.record(site, day, year.day(day))
            progress.step(str(day))


def _farewell(site: str, views: int, given: Namespace, address: str) -> str:
    return (
        f"{site} has {views:,} views now, all of them made up. To see them:\n\n"
        f"  {_command(given, _SETTINGS, 'serve')}\n  {address}\n\n"
        f"To be rid of them: {_forgetting(given, site)}\n"
    )


def _forgetting(given: Namespace, site: str) -> str:
    return _command(given, STORE_SETTINGS, "delete", site)


def _command(given: Namespace, taken: Sequence[str], *words: str) -> str:
    """Return another command, with those settings of this one that it takes."""
    parts = ["page-tracker", *words]
    for field, row, _ in table():
        if field in taken and getattr(given, field):
            parts += [row.flag, "..." if row.secret else getattr(given, field)]
    return shlex.join(parts)


def _address(settings: Settings, site: str) -> str:
    host = reachable(settings.host)
    place = f"[{host}]" if ":" in host else host
    return f"http://{place}:{settings.port}/dashboard/{site}"


COMMAND = Command(
    usage="[--site SITE] [OPTION VALUE]...",
    settings=_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
