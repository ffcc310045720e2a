"""The parts of a command, and how a command is found by its name."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from page_tracker.settings import Settings, table

GROUPS = {
    "Run": {
        "serve": "start the server (the default)",
        "demo": "load a year of sample data",
        "healthcheck": "check that the server answers",
    },
    "Read": {
        "stats": "show a site at a glance, as on the dashboard",
        "sites": "list sites and their totals",
        "top": "show top pages, referrers, browsers... of a site",
        "series": "show views and visitors over time",
    },
    "Change": {
        "set": "set a page's view count",
        "move": "rename a page, or merge it into another",
        "reset": "reset a page or a whole site to zero",
        "delete": "delete a page, or a site with all its data",
    },
    "Maintain": {
        "journal": "inspect or send views waiting on disk",
        "acl": "print the permissions that the server needs in Redis",
        "completion": "print a script that completes commands in your shell",
    },
}
"""Every command with its summary, in the groups and the order of the help."""

SUMMARIES = {name: text for group in GROUPS.values() for name, text in group.items()}

# Commands that share a module.
_SHARED = dict.fromkeys(("set", "reset", "delete", "move"), "edits")
_SHARED |= dict.fromkeys(("sites", "top", "series"), "reports")

ALL_SETTINGS = tuple(name for name, _, _ in table())
STORE_SETTINGS = (
    *(name for name in ALL_SETTINGS if name.startswith("redis_")),
    "data_dir",
)
REPORT_SETTINGS = (*STORE_SETTINGS, "timezone", "week_starts")


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, as its module has it in ``COMMAND``, or under its name.

    ``usage`` follows the name in the usage line. ``settings`` are the fields that can
    be set by flags. ``add_arguments`` declares further arguments, whose names must not
    be those of fields. ``run`` returns the exit status.
    """

    usage: str
    settings: tuple[str, ...]
    add_arguments: Callable[[ArgumentParser], object]
    run: Callable[[Settings, Namespace], int]


def find_command(name: str) -> Command:
    """Return one of :data:`SUMMARIES`.

    Only the command's own module is loaded: a health check needs no server, and a
    server no tables.
    """
    module = import_module(f"page_tracker.cli.{_SHARED.get(name, name)}")
    attribute = name.upper() if name in _SHARED else "COMMAND"
    return cast(Command, getattr(module, attribute))
