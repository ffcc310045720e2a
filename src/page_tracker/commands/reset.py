"""``page-tracker reset``."""

from argparse import Namespace

from page_tracker.commands.arguments import path_of, site_of
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.commands.confirmation import add_page_or_site, confirm
from page_tracker.commands.pages import say_page
from page_tracker.settings import Settings
from page_tracker.storage.edits import Edits
from page_tracker.storage.session import session
from page_tracker.terminal.output import write


def _run(settings: Settings, given: Namespace) -> int:
    site = site_of(given)
    if given.path is not None:
        return _reset_page(settings, site, path_of(given))
    status = confirm("reset", site, settings, given)
    if status == 0:
        with session(settings) as client:
            Edits(client).reset_site(site)
        write(f"{site}: all numbers are forgotten\n")
    return status


def _reset_page(settings: Settings, site: str, path: str) -> int:
    with session(settings) as client:
        numbers = Edits(client).reset_page(site, path)
    say_page(site, path, numbers)
    return 0


COMMAND = Command(
    usage="SITE [PATH] [--yes] [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_run,
)
