"""What a command is made of, and how it is found by its name."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from page_tracker.settings import Settings, table

SUMMARIES = {
    "serve": "start the service and run until SIGTERM or SIGINT (the default)",
    "demo": "fill an empty store with a year of a made-up site, to see it all alive",
    "healthcheck": "exit with 0 if the service that these options describe answers",
    "sites": "show all sites with their numbers",
    "top": "show what was seen most on a site: pages, referrers, browsers...",
    "series": "show the views and visitors of a site by hour, day or month",
    "journal": "show what waits for the store on this machine, or send it there",
    "set": "give a page a number of views",
    "reset": "set a page to 0, or forget all numbers of a site",
    "delete": "forget a page, or a site and all of its numbers",
    "move": "give all numbers of a page to another one",
}
"""Every command, in the order of the help."""

# Commands whose module has more than one.
_SHARED = dict.fromkeys(("set", "reset", "delete", "move"), "edits")
_SHARED |= dict.fromkeys(("sites", "top", "series"), "reports")

ALL_SETTINGS = tuple(name for name, _, _ in table())
STORE_SETTINGS = ("redis_url", "redis_timeout", "data_dir")
REPORT_SETTINGS = (*STORE_SETTINGS, "timezone")


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, as its module has it in ``COMMAND``, or under its name.

    ``usage`` is what follows its name. ``settings`` are the fields that can be given as
    flags; ``add_arguments`` declares what else is taken, under other names than theirs.
    ``run`` returns the exit status.
    """

    usage: str
    settings: tuple[str, ...]
    add_arguments: Callable[[ArgumentParser], object]
    run: Callable[[Settings, Namespace], int]


def find_command(name: str) -> Command:
    """Return one of :data:`SUMMARIES`.

    Only its own module is loaded: a health check has no use for a server, nor a server
    for tables.
    """
    module = import_module(f"page_tracker.cli.{_SHARED.get(name, name)}")
    attribute = name.upper() if name in _SHARED else "COMMAND"
    return cast(Command, getattr(module, attribute))
