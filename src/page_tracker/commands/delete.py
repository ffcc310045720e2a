"""``page-tracker delete``."""

from argparse import Namespace

from page_tracker.commands.arguments import path_of, site_of
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.commands.confirmation import add_page_or_site, confirm
from page_tracker.settings import Settings
from page_tracker.storage.edits import Edits
from page_tracker.storage.session import session
from page_tracker.terminal.output import write


def _run(settings: Settings, given: Namespace) -> int:
    site = site_of(given)
    if given.path is not None:
        return _delete_page(settings, site, path_of(given))
    status = confirm("delete", site, settings, given)
    if status == 0:
        with session(settings) as client:
            Edits(client).delete_site(site)
        write(f"{site}: deleted\n")
    return status


def _delete_page(settings: Settings, site: str, path: str) -> int:
    with session(settings) as client:
        Edits(client).delete_page(site, path)
    write(f"{path} of {site}: deleted\n")
    return 0


COMMAND = Command(
    usage="SITE [PATH] [--yes] [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_run,
)
