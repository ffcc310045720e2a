"""``page-tracker journal``."""

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace

from page_tracker.commands.arguments import add_json
from page_tracker.commands.command import STORE_SETTINGS, Command
from page_tracker.documents import journals_document
from page_tracker.settings import Settings
from page_tracker.storage.connection import translated
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.journal.journals import Journals
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.journal.survey import Found, survey
from page_tracker.storage.script_connection import ScriptConnection
from page_tracker.storage.session import session
from page_tracker.terminal.journals import show_journals
from page_tracker.terminal.output import write, write_json
from page_tracker.terminal.screen import Screen


def _run(settings: Settings, given: Namespace) -> int:
    if given.drain:
        write(f"{_drain(settings)} views were sent to the store\n")
    found = list(survey(settings.data_dir.absolute() / "journal"))
    _show(found, given)
    return 1 if given.verify and any(each.torn for each in found) else 0


def _show(found: list[Found], given: Namespace) -> None:
    if given.json:
        write_json(journals_document(found))
    else:
        show_journals(Screen(), found)


def _drain(settings: Settings) -> int:
    """Send what waits in journals whose worker has ended; returns the views."""
    url = settings.redis_url or Embedded(settings.data_dir).url
    journals = Journals.of(replace(settings, redis_url=url, journal="on"))
    sent = 0
    with session(settings, new=True) as client:
        with translated():
            connection = ScriptConnection(client, settings.redis_timeout)
        with closing(connection):
            for journal in journals.adopt() if journals else ():
                with closing(journal):
                    sent += (
                        Replay(connection, journal, settings.redis_timeout).run().views
                    )
    return sent


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--drain",
        action="store_true",
        help="first send to the store what waits in journals that no service uses",
    )
    parser.add_argument(
        "--verify", action="store_true", help="exit with 1 if one of them is torn"
    )
    add_json(parser)


COMMAND = Command(
    usage="[--drain] [--verify] [--json] [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
