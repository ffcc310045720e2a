"""``page-tracker top``."""

from argparse import ArgumentParser, Namespace

from page_tracker.commands.arguments import (
    add_json,
    add_period,
    add_site,
    of_kind,
    period_of,
    site_of,
    today,
)
from page_tracker.commands.command import REPORT_SETTINGS, Command
from page_tracker.documents import top_document
from page_tracker.errors import StartError
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.rankings import RankingQuery, Rankings
from page_tracker.storage.session import session
from page_tracker.storage.site_reports import SiteReports
from page_tracker.terminal.output import write_json
from page_tracker.terminal.screen import Screen
from page_tracker.terminal.tables import show_top


def _add_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument(
        "dimension",
        metavar="DIMENSION",
        nargs="?",
        default="pages",
        help=f"what to rank: {', '.join(DIMENSIONS)} (default pages)",
    )
    add_period(parser)
    parser.add_argument(
        "--limit",
        metavar="ROWS",
        type=of_kind(whole(1, 1000)),
        default=10,
        help="the most rows, up to 1000 (default 10)",
    )
    parser.add_argument(
        "--compare",
        action="store_true",
        help="with the period of the same length before",
    )
    add_json(parser)


def _dimension_of(given: Namespace) -> str:
    """Return the dimension; raises :class:`StartError` for another word.

    argparse must not be the one who looks: from Python 3.14 on it takes the value of a
    misspelt flag for a dimension, and would complain about that.
    """
    word: str = given.dimension
    if word not in DIMENSIONS:
        allowed = ", ".join(DIMENSIONS)
        raise StartError(f"DIMENSION: invalid choice: {word!r} (choose from {allowed})")
    return word


def _run(settings: Settings, given: Namespace) -> int:
    site, dimension = site_of(given), _dimension_of(given)
    with session(settings) as client:
        period = period_of(given, site, settings, SiteReports(client))
        query = RankingQuery(
            site=site,
            dimension=dimension,
            period=period,
            today=today(settings),
            limit=given.limit,
            before=period.before() if given.compare else None,
        )
        ranking = Rankings(client).top(query)
    if given.json:
        write_json(top_document(query, ranking))
    else:
        show_top(Screen(), query, ranking)
    return 0


COMMAND = Command(
    usage="SITE [DIMENSION] [OPTION VALUE]...",
    settings=REPORT_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
