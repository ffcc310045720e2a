"""``page-tracker set``."""

from argparse import ArgumentParser, Namespace

from page_tracker.commands.arguments import add_site, new_path_of, of_kind, site_of
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.commands.pages import say_page
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.edits import MOST_VIEWS, Edits
from page_tracker.storage.session import session


def _add_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("path", metavar="PATH", help="a page, known or not")
    views = of_kind(whole(0, MOST_VIEWS))
    parser.add_argument("views", metavar="VIEWS", type=views, help="of all time")


def _run(settings: Settings, given: Namespace) -> int:
    site, path = site_of(given), new_path_of(given, settings)
    with session(settings) as client:
        numbers = Edits(client).set_page(site, path, given.views)
    say_page(site, path, numbers)
    return 0


COMMAND = Command(
    usage="SITE PATH VIEWS [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
