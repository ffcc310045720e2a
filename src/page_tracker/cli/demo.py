"""``page-tracker demo``."""

import shlex
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from page_tracker.cli.arguments import site_of, today
from page_tracker.cli.command import REPORT_SETTINGS, STORE_SETTINGS, Command
from page_tracker.cli.terminal.progress import ProgressBar
from page_tracker.cli.terminal.screen import write
from page_tracker.demo.live import going_on
from page_tracker.demo.year import DAYS, Year
from page_tracker.server.healthcheck import check, service_url
from page_tracker.settings import Settings, table
from page_tracker.storage.open_store import open_store
from page_tracker.storage.recording.backfill import Backfill
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.reports.sites import SiteReports

_SITE = "demo.example"
_NAME = "page-tracker"

# The settings of a report, and those for the address of the service.
_SETTINGS = (*REPORT_SETTINGS, "host", "port")


def _add_arguments(parser: ArgumentParser) -> None:
    text = f"a domain without data (default {_SITE}, in an empty database only)"
    parser.add_argument("--site", metavar="SITE", help=text)
    parser.add_argument(
        "--live",
        action="store_true",
        help="then keep sending views to the running server, until Ctrl-C",
    )


def _run(settings: Settings, args: Namespace) -> int:
    site, now = site_of(Namespace(site=args.site or _SITE)), time.time()
    if args.live and not _is_running(settings):
        serve = _command(args, _SETTINGS, "serve")
        _complain(f"--live needs a running server. Start it first: {serve}")
        return 1
    with open_store(settings, new=True) as client:
        reports = SiteReports(client)
        known = [found.site for found in reports.sites()]
        with closing(Backfill(client, RecordingLimits.of(settings), now)) as past:
            # Nobody can own this domain: its views are sample data, and may be
            # continued.
            is_loaded = args.live and site == _SITE and site in known
            if not is_loaded:
                refusal = _refusal(site, known, args)
                if refusal or not past.admit(site):
                    _complain(refusal or "site limit reached (PAGE_TRACKER_MAX_SITES)")
                    return 1
                _fill(past, Year(site, settings.timezone, now), site)
            views = reports.overview(site, today(settings)).totals.views
            place = f"{service_url(settings)}/dashboard/{site}"
            write(_farewell(site, views, args, place))
            if args.live:
                _go_on(past, site, settings)
    return 0


def _go_on(past: Backfill, site: str, settings: Settings) -> None:
    """Record the visits of made-up people as they happen, until Ctrl-C."""
    write("People keep coming. Press Ctrl-C to stop.\n")
    # The random numbers protect nothing.
    dice = Random()  # nosec B311
    people = going_on(site, today(settings), time.time(), dice)
    with suppress(KeyboardInterrupt):
        while True:
            at, view = next(people)
            time.sleep(max(0.0, at - time.time()))
            past.record(site, today(settings), [(at, view)])


def _is_running(settings: Settings) -> bool:
    try:
        check(settings)
    except OSError:
        return False
    return True


def _complain(text: str) -> None:
    print(f"page-tracker: {text}", file=sys.stderr)


def _refusal(site: str, known: Sequence[str], args: Namespace) -> str:
    """Return why no sample data may be loaded, or "" if it may."""
    if site in known:
        return f"{site} already has data. Delete it first: {_deletion(args, site)}"
    if known and args.site is None:
        return (
            f"this database already holds {known[0]}. To add sample data next to it: "
            + _command(args, _SETTINGS, "demo", "--site", site)
        )
    return ""


def _fill(past: Backfill, year: Year, site: str) -> None:
    days = year.days(DAYS)
    with ProgressBar("Loading sample data", len(days)) as progress:
        for day in days:
            past.record(site, day, year.day(day))
            progress.step(str(day))


def _farewell(site: str, views: int, args: Namespace, address: str) -> str:
    return (
        f"Loaded {views:,} sample views for {site}. See them:\n\n"
        f"  {_command(args, _SETTINGS, 'serve')}\n  {address}\n\n"
        f"Remove them: {_deletion(args, site)}\n"
    )


def _deletion(args: Namespace, site: str) -> str:
    return _command(args, STORE_SETTINGS, "delete", site)


def _command(args: Namespace, taken: Sequence[str], *words: str) -> str:
    """Return another command, with the settings of this one that it accepts."""
    parts = [_program(), *words]
    for field, row, _ in table():
        if field in taken and getattr(args, field):
            parts += [row.flag, "..." if row.secret else getattr(args, field)]
    return shlex.join(parts)


def _program() -> str:
    """Return how to call this program: by its name, or by the path that was typed."""
    typed = sys.argv[0]
    if Path(typed).name != _NAME or shutil.which(_NAME) == typed:
        return _NAME
    return typed


COMMAND = Command(
    usage="[--site SITE] [--live] [options]",
    settings=_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
