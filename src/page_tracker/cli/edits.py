"""``page-tracker set``, ``move``, ``reset`` and ``delete``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from page_tracker.cli.arguments import (
    add_page_or_site,
    add_site,
    add_yes,
    new_path_of,
    of_kind,
    path_of,
    site_of,
    today,
)
from page_tracker.cli.command import STORE_SETTINGS, Command
from page_tracker.cli.question import confirm
from page_tracker.cli.terminal.changes import show_change, show_removal
from page_tracker.cli.terminal.screen import Screen
from page_tracker.errors import UnknownSite
from page_tracker.options import whole
from page_tracker.settings import Settings
from page_tracker.storage.edits import MOST_VIEWS, Edits
from page_tracker.storage.open_store import open_store
from page_tracker.storage.recording.outcomes import Numbers
from page_tracker.storage.reports.sites import SiteReports

_NOTHING = Numbers(0, 0)


def _add_set_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("path", metavar="PATH", help="page path, e.g. /hello")
    views = of_kind(whole(0, MOST_VIEWS))
    parser.add_argument(
        "views", metavar="VIEWS", type=views, help="all-time view count"
    )
    add_yes(parser)


def _set(settings: Settings, args: Namespace) -> int:
    site, path = site_of(args), new_path_of(args, settings)
    before = _numbers(settings, site, path)
    if args.views < before.views:
        question = f"Lower {site}{path} from {before.views:,} to {args.views:,} views?"
        if status := confirm(question, args):
            return status
    with open_store(settings) as client:
        numbers = Edits(client).set_page(site, path, args.views)
    show_change(Screen(), f"{site}{path}", before, numbers)
    return 0


SET = Command(
    usage="SITE PATH VIEWS [--yes] [options]",
    settings=STORE_SETTINGS,
    add_arguments=_add_set_arguments,
    run=_set,
)


def _add_move_arguments(parser: ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("from", metavar="OLD", help="path of the page")
    parser.add_argument("to", metavar="NEW", help="its new path")
    add_yes(parser)


def _move(settings: Settings, args: Namespace) -> int:
    site, old = site_of(args), path_of(args, "from")
    new = new_path_of(args, settings, "to")
    before = _numbers(settings, site, new)
    if before.views and old != new:
        question = (
            f"Merge {site}{old} into {new}, which has {before.views:,} views of its"
            " own? They cannot be separated again."
        )
        if status := confirm(question, args):
            return status
    with open_store(settings) as client:
        numbers = Edits(client).move_page(site, old, new)
    show_change(Screen(), f"{site}{new}", before, numbers)
    return 0


MOVE = Command(
    usage="SITE OLD NEW [--yes] [options]",
    settings=STORE_SETTINGS,
    add_arguments=_add_move_arguments,
    run=_move,
)


def _reset(settings: Settings, args: Namespace) -> int:
    if args.path is None:
        return _lose_site(settings, args, "reset", Edits.reset_site)
    site, path = site_of(args), path_of(args)
    before = _numbers(settings, site, path)
    if status := _confirm_page("Reset", f"{site}{path}", before, args):
        return status
    with open_store(settings) as client:
        numbers = Edits(client).reset_page(site, path)
    show_change(Screen(), f"{site}{path}", before, numbers)
    return 0


RESET = Command(
    usage="SITE [PATH] [--yes] [options]",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_reset,
)


def _delete(settings: Settings, args: Namespace) -> int:
    if args.path is None:
        return _lose_site(settings, args, "delete", Edits.delete_site)
    site, path = site_of(args), path_of(args)
    before = _numbers(settings, site, path)
    if status := _confirm_page("Delete", f"{site}{path}", before, args):
        return status
    with open_store(settings) as client:
        Edits(client).delete_page(site, path)
    show_removal(Screen(), f"{site}{path}", "deleted", before.views)
    return 0


DELETE = Command(
    usage="SITE [PATH] [--yes] [options]",
    settings=STORE_SETTINGS,
    add_arguments=add_page_or_site,
    run=_delete,
)

_DONE = {"reset": "reset", "delete": "deleted"}


def _lose_site(
    settings: Settings, args: Namespace, verb: str, edit: Callable[[Edits, str], object]
) -> int:
    """Reset or delete a whole site if the owner confirms it; return the exit status."""
    site = site_of(args)
    views = _site_views(settings, args)
    question = f"{verb.capitalize()} {site} with its {views:,} views?"
    if status := confirm(question, args):
        return status
    with open_store(settings) as client:
        edit(Edits(client), site)
    show_removal(Screen(), site, _DONE[verb], views)
    return 0


def _confirm_page(verb: str, page: str, before: Numbers, args: Namespace) -> int:
    """Ask whether to delete a page's numbers, if it has some; return the status."""
    if before == _NOTHING:
        return 0
    views, visitors = before
    return confirm(
        f"{verb} {page} with its {views:,} views and {visitors:,} visitors?", args
    )


def _numbers(settings: Settings, site: str, path: str) -> Numbers:
    """Return the numbers of a page, or 0 if it or its site is unknown."""
    with open_store(settings) as client:
        try:
            (page,) = SiteReports(client).page_numbers(site, [path])
        except UnknownSite:  # setting a page makes its site known; other edits raise
            return _NOTHING
    return Numbers(page.views, page.visitors)


def _site_views(settings: Settings, args: Namespace) -> int:
    """Return the views of a site; raises :class:`UnknownSite` before a question."""
    # Closed again before the question is asked: a service may want to start meanwhile.
    with open_store(settings) as client:
        try:
            overview = SiteReports(client).overview(site_of(args), today(settings))
        except UnknownSite:
            # The site was deleted, but a worker may have recorded a view of it since.
            if args.yes:
                return 0
            raise
    return overview.totals.views
