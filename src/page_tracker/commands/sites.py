"""``page-tracker sites``."""

from argparse import Namespace

from page_tracker.commands.arguments import add_json
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.documents import sites_document
from page_tracker.settings import Settings
from page_tracker.storage.session import session
from page_tracker.storage.site_reports import SiteReports
from page_tracker.terminal.output import write_json
from page_tracker.terminal.screen import Screen
from page_tracker.terminal.tables import show_sites


def _run(settings: Settings, given: Namespace) -> int:
    with session(settings) as client:
        found = SiteReports(client).sites()
    if given.json:
        write_json(sites_document(found))
    else:
        show_sites(Screen(), found)
    return 0


COMMAND = Command(
    usage="[--json]", settings=STORE_SETTINGS, add_arguments=add_json, run=_run
)
