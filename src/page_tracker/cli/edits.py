"""``page-tracker set``, ``reset``, ``delete`` and ``move``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from page_tracker.cli.arguments import (
    add_page_or_site,
    add_site,
    confirm,
    new_path_of,
    of_kind,
    path_of,
    site_of,
)
from page_tracker.cli.command import STORE_SETTINGS, Command
from page_tracker.cli.terminal.screen import write
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.edits import MOST_VIEWS, Edits
from page_tracker.storage.open_store import open_store
from page_tracker.storage.recording.outcomes import Numbers


def say_page(site: str, path: str, numbers: Numbers) -> None:
    """Say how often a page was seen by now; both names are canonical."""
    views, visitors = numbers
    write(f"{path} of {site}: {views:,} views, {visitors:,} visitors\n")


def _edit_site(
    action: str,
    edit: Callable[[Edits, str], object],
    done: str,
    settings: Settings,
    given: Namespace,
) -> int:
    """Edit a whole site when the owner has confirmed it; return the exit status."""
    site = site_of(given)
    status = confirm(action, site, settings, given)
    if status == 0:
        with open_store(settings) as client:
            edit(Edits(client), site)
        write(f"{site}: {done}\n")
    return status


def _add_set_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("path", metavar="PATH", help="a page, known or not")
    views = of_kind(whole(0, MOST_VIEWS))
    parser.add_argument("views", metavar="VIEWS", type=views, help="of all time")


def _set(settings: Settings, given: Namespace) -> int:
    site, path = site_of(given), new_path_of(given, settings)
    with open_store(settings) as client:
        numbers = Edits(client).set_page(site, path, given.views)
    say_page(site, path, numbers)
    return 0


SET = Command(
    usage="SITE PATH VIEWS [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=_add_set_arguments,
    run=_set,
)


def _reset(settings: Settings, given: Namespace) -> int:
    if given.path is not None:
        return _reset_page(settings, site_of(given), path_of(given))
    done = "all numbers are forgotten"
    return _edit_site("reset", Edits.reset_site, done, settings, given)


def _reset_page(settings: Settings, site: str, path: str) -> int:
    with open_store(settings) as client:
        numbers = Edits(client).reset_page(site, path)
    say_page(site, path, numbers)
    return 0


RESET = Command(
    usage="SITE [PATH] [--yes] [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_reset,
)


def _delete(settings: Settings, given: Namespace) -> int:
    if given.path is not None:
        return _delete_page(settings, site_of(given), path_of(given))
    return _edit_site("delete", Edits.delete_site, "deleted", settings, given)


def _delete_page(settings: Settings, site: str, path: str) -> int:
    with open_store(settings) as client:
        Edits(client).delete_page(site, path)
    write(f"{path} of {site}: deleted\n")
    return 0


DELETE = Command(
    usage="SITE [PATH] [--yes] [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_delete,
)


def _add_move_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("from", metavar="OLD", help="the path of the page")
    parser.add_argument("to", metavar="NEW", help="its new path, known or not")


def _move(settings: Settings, given: Namespace) -> int:
    site, old, new = (
        site_of(given),
        path_of(given, "from"),
        new_path_of(given, settings, "to"),
    )
    with open_store(settings) as client:
        numbers = Edits(client).move_page(site, old, new)
    say_page(site, new, numbers)
    return 0


MOVE = Command(
    usage="SITE OLD NEW [OPTION VALUE]...",
    settings=STORE_SETTINGS,
    add_arguments=_add_move_arguments,
    run=_move,
)
