"""Arguments that several commands share, and the question before a deletion."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from page_tracker.errors import InvalidInput
from page_tracker.ingest.naming import naming_of
from page_tracker.options import Kind
from page_tracker.settings import Settings
from page_tracker.storage.open_store import open_store
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.tracking.path import exact_path
from page_tracker.tracking.period import DEFAULT, NAMES, Period, parse_period
from page_tracker.tracking.site import canonical_site

# Bytes of an argument that are no UTF-8, as Python has them (PEP 383).
_NO_UTF_8 = re.compile("[\udc80-\udcff]")


def add_site(parser: ArgumentParser) -> None:
    """Take a site, for :func:`site_of`."""
    parser.add_argument("site", metavar="SITE", help="such as example.com")


def add_json(parser: ArgumentParser) -> None:
    """Take the flag of scripts."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def add_period(parser: ArgumentParser) -> None:
    """Take a period, for :func:`period_of`."""
    names = f"{', '.join(NAMES)} (default {DEFAULT})"
    parser.add_argument("--period", metavar="NAME", help=names)
    parser.add_argument("--from", dest="first", metavar="DATE", help="its first day")
    parser.add_argument(
        "--to", dest="last", metavar="DATE", help="its last day (default today)"
    )


def of_kind(kind: Kind) -> Callable[[str], Any]:
    """Return what parses the values of a kind for argparse."""

    def parse(text: str) -> Any:
        try:
            return kind.parse(text)
        except ValueError as exc:
            complaint = f"{text!r} is not allowed; give {kind.allowed}"
            raise ArgumentTypeError(complaint) from exc

    return parse


def today(settings: Settings) -> date:
    """Return the day that it is where the service is."""
    return datetime.now(settings.timezone).date()


def site_of(given: Namespace) -> str:
    """Return the canonical site; raises :class:`InvalidInput`."""
    return _canonical("site", given.site, canonical_site)


def path_of(given: Namespace, name: str = "path") -> str:
    """Return a canonical path; raises :class:`InvalidInput`."""
    return _canonical(name, getattr(given, name), _path)


def new_path_of(given: Namespace, settings: Settings, name: str = "path") -> str:
    """Return the path that views of a page are counted under.

    Raises :class:`InvalidInput`.
    """
    return naming_of(settings).paths.canonical(path_of(given, name))


def period_of(
    given: Namespace, site: str, settings: Settings, reports: SiteReports
) -> Period:
    """Return the period; raises :class:`InvalidInput`, and what asking may."""
    since = reports.first_day(site) if given.period == "all" else None
    return parse_period(given.period, given.first, given.last, today(settings), since)


def _path(text: str) -> str:
    if not text.startswith("/"):  # else nothing would be the start page
        raise ValueError("must begin with a slash")
    escaped = _NO_UTF_8.sub(lambda it: quote(it[0], errors="surrogateescape"), text)
    return exact_path(escaped)


def _canonical(name: str, text: str, parse: Callable[[str], str]) -> str:
    try:
        return parse(text)
    except ValueError as exc:
        raise InvalidInput({name: str(exc)}) from exc


def add_page_or_site(parser: ArgumentParser) -> None:
    """Take a site, a page of it or none, and the answer to :func:`confirm`."""
    add_site(parser)
    parser.add_argument(
        "path", metavar="PATH", nargs="?", help="a page; without it, all of the site"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask, also if it is the whole site"
    )


def confirm(verb: str, site: str, settings: Settings, given: Namespace) -> int:
    """Ask whether a site is to be lost; returns 0 for yes, or the exit status.

    It is 2 where nobody can be asked. Raises what asking about a site may.
    """
    if given.yes:
        return 0
    if not sys.stdin.isatty():
        _say(f"page-tracker: to {verb} all of {site}, say --yes\n")
        return 2
    # Closed again before somebody thinks about it: a service may want to start.
    with open_store(settings) as client:
        totals = SiteReports(client).overview(site, today(settings)).totals
    _say(f"{verb.capitalize()} {site} with its {totals.views:,} views? [y/N] ")
    answer = sys.stdin.readline()
    if answer.strip().lower() in {"y", "yes"}:
        return 0
    _say("Nothing was changed.\n" if answer else "\nNothing was changed.\n")
    return 1


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
