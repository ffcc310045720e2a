"""``page-tracker journal``."""

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from page_tracker.cli.arguments import add_json
from page_tracker.cli.command import STORE_SETTINGS, Command
from page_tracker.cli.terminal.reports import show_journals
from page_tracker.cli.terminal.screen import Screen, write, write_json
from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.storage.client import connect_store, domain_errors
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.health.condition import diagnose
from page_tracker.storage.health.findings import Finding
from page_tracker.storage.journal.directory import claim
from page_tracker.storage.journal.place import canonical, place_of
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.journal.strays import reason_of
from page_tracker.storage.journal.survey import JournalStatus, spots, survey
from page_tracker.storage.journal.transfer import transfer
from page_tracker.storage.open_store import open_store
from page_tracker.storage.scripts import ScriptConnection
from page_tracker.web.api.documents import journals_document


def _run(settings: Settings, args: Namespace) -> int:
    if args.other_store is not None:
        _check(settings, args)
    if args.drain:
        write(f"Sent {_drain(settings, args.other_store)} views to the database.\n")
    found = list(survey(_root(settings)))
    store, condition = place_of(_url(settings)), _condition(settings, found)
    reasons = [reason_of(each, store, condition) for each in found]
    if args.json:
        write_json(journals_document(found, reasons))
    else:
        show_journals(Screen(), found, reasons)
    is_damaged = any(each.torn or each.problem is not None for each in found)
    return 1 if args.verify and is_damaged else 0


def _check(settings: Settings, args: Namespace) -> None:
    """Raise :class:`StartError` if the other store is invalid."""
    if not args.drain:
        raise StartError("--from works only with --drain")
    other = canonical(args.other_store)
    if other == place_of(_url(settings)):
        raise StartError(
            f"--from names {args.other_store}, which is the configured database"
        )
    if other not in {canonical(spot.store) for spot in spots(_root(settings))}:
        raise StartError(f"there is no journal for {args.other_store}")


def _drain(settings: Settings, other_store: str | None) -> int:
    """Send the pending views of ended workers; return the number of views."""
    sent, timeout = 0, settings.redis_timeout
    with open_store(settings, new=True) as client:
        with domain_errors():
            connection = ScriptConnection(client, timeout)
        with closing(connection):
            with domain_errors():
                connection.require_primary()
            for journal in claim(_root(settings), place_of(_url(settings))):
                sent += Replay(connection, journal, timeout).run().views
            if other_store is not None:
                for journal in claim(_root(settings), other_store):
                    sent += transfer(connection, journal, timeout)
    return sent


def _condition(settings: Settings, found: list[JournalStatus]) -> list[Finding]:
    """Return the problems of the store, if views are pending for one."""
    if not any(each.views for each in found):
        return []
    with closing(connect_store(replace(settings, redis_url=_url(settings)))) as client:
        condition = diagnose(client, settings.redis_timeout)
    if settings.redis_url is None:
        return [_of_embedded(each) for each in condition]
    return condition


def _of_embedded(finding: Finding) -> Finding:
    """Return a finding about the embedded store, in words that fit it."""
    if finding.name != "unreachable":
        return finding
    message = (
        "The server is not running, nor is its embedded database. Start the server, or"
        " run: page-tracker journal --drain"
    )
    return finding._replace(message=message)


def _url(settings: Settings) -> str:
    return settings.redis_url or Embedded(settings.data_dir).url


def _root(settings: Settings) -> Path:
    return settings.data_dir.absolute() / "journal"


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--drain",
        action="store_true",
        help="send views left behind by stopped servers",
    )
    parser.add_argument(
        "--from",
        dest="other_store",
        metavar="STORE",
        help="with --drain: also send the views that wait for STORE, another database,"
        " and delete the journals for STORE",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="exit with status 1 if a journal is damaged or cannot be read",
    )
    add_json(parser)


COMMAND = Command(
    usage="[--drain [--from STORE]] [--verify] [--json] [options]",
    settings=STORE_SETTINGS,
    add_arguments=_add_arguments,
    run=_run,
)
