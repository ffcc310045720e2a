"""A question before all numbers of a site are lost."""

import sys
from argparse import ArgumentParser, Namespace

from page_tracker.commands.arguments import add_site, today
from page_tracker.settings import Settings
from page_tracker.storage.session import session
from page_tracker.storage.site_reports import SiteReports


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
    with session(settings) as client:
        totals = SiteReports(client).overview(site, today(settings)).totals
    _say(f"{verb.capitalize()} {site} with its {totals.views:,} views? [y/N] ")
    answer = sys.stdin.readline()
    if answer.strip().lower() in {"y", "yes"}:
        return 0
    _say("Nothing was changed.\n" if answer else "\nNothing was changed.\n")
    return 1


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
