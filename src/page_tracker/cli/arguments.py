"""Arguments that several commands share."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from page_tracker.errors import InvalidInput
from page_tracker.ingest.naming import naming_of
from page_tracker.options import Kind
from page_tracker.settings import Settings
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.tracking.path import exact_path
from page_tracker.tracking.period import DEFAULT, NAMES, Period, parse_period
from page_tracker.tracking.site import canonical_site

# Bytes of an argument that are not UTF-8, as Python represents them (PEP 383).
_NO_UTF_8 = re.compile("[\udc80-\udcff]")


def add_site(parser: ArgumentParser) -> None:
    """Declare the site, for :func:`site_of`."""
    parser.add_argument(
        "site", metavar="SITE", help="domain of the site, such as example.com"
    )


def add_json(parser: ArgumentParser) -> None:
    """Declare the flag for JSON output."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_period(parser: ArgumentParser) -> None:
    """Declare a period, for :func:`period_of`."""
    names = f"one of {', '.join(NAMES)} (default {DEFAULT})"
    parser.add_argument("--period", metavar="PERIOD", help=names)
    parser.add_argument(
        "--from", dest="first", metavar="DATE", help="first day (YYYY-MM-DD)"
    )
    parser.add_argument(
        "--to", dest="last", metavar="DATE", help="last day (default today)"
    )


def of_kind(kind: Kind) -> Callable[[str], Any]:
    """Return a function with which argparse parses the values of a kind."""

    def parse(text: str) -> Any:
        try:
            return kind.parse(text)
        except ValueError as exc:
            complaint = f"must be {kind.allowed}, not {text!r}"
            raise ArgumentTypeError(complaint) from exc

    return parse


def today(settings: Settings) -> date:
    """Return the current day in the time zone of the service."""
    return datetime.now(settings.timezone).date()


def site_of(args: Namespace) -> str:
    """Return the canonical site; raises :class:`InvalidInput`."""
    return _canonical("site", args.site, canonical_site)


def path_of(args: Namespace, name: str = "path") -> str:
    """Return a canonical path; raises :class:`InvalidInput`."""
    return _canonical(name, getattr(args, name), _path)


def new_path_of(args: Namespace, settings: Settings, name: str = "path") -> str:
    """Return the path under which views of a page are counted.

    Raises :class:`InvalidInput`.
    """
    return naming_of(settings).paths.canonical(path_of(args, name))


def period_of(
    args: Namespace, site: str, settings: Settings, reports: SiteReports
) -> Period:
    """Return the period; raises :class:`InvalidInput`, and the errors of the store."""
    since = reports.first_day(site) if args.period == "all" else None
    return parse_period(
        args.period,
        args.first,
        args.last,
        today(settings),
        since,
        week_starts=settings.week_starts,
    )


def _path(text: str) -> str:
    if not text.startswith("/"):  # otherwise "" would be the start page
        raise ValueError("must begin with a slash")
    escaped = _NO_UTF_8.sub(lambda it: quote(it[0], errors="surrogateescape"), text)
    return exact_path(escaped)


def _canonical(name: str, text: str, parse: Callable[[str], str]) -> str:
    try:
        return parse(text)
    except ValueError as exc:
        raise InvalidInput({name: str(exc)}) from exc


def add_page_or_site(parser: ArgumentParser) -> None:
    """Declare a site, an optional page of it, and the flag that skips the question."""
    add_site(parser)
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help="page to change; omit for the whole site",
    )
    add_yes(parser)


def add_yes(parser: ArgumentParser) -> None:
    """Declare the flag that skips :func:`page_tracker.cli.question.confirm`."""
    parser.add_argument(
        "--yes", action="store_true", help="do not ask for confirmation"
    )
