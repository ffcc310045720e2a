"""``page-tracker move``."""

from argparse import ArgumentParser, Namespace

from page_tracker.commands.arguments import add_site, new_path_of, path_of, site_of
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.commands.pages import say_page
from page_tracker.settings import Settings
from page_tracker.storage.edits import Edits
from page_tracker.storage.session import session


def _add_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("from", metavar="OLD", help="the path of the page")
    parser.add_argument("to", metavar="NEW", help="its new path, known or not")


def _run(settings: Settings, given: Namespace) -> int:
    site, old, new = (
        site_of(given),
        path_of(given, "from"),
        new_path_of(given, settings, "to"),
    )
    with session(settings) as client:
        numbers = Edits(client).move_page(site, old, new)
    say_page(site, new, numbers)
    return 0


COMMAND = Command(
    usage="SITE OLD NEW [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
