"""``page-tracker completion``."""

from argparse import ArgumentParser, Namespace

import shtab

from page_tracker.cli.command import SUMMARIES, Command, find_command
from page_tracker.cli.help import add_all_arguments
from page_tracker.cli.terminal.screen import write
from page_tracker.settings import Settings
from page_tracker.storage.keys import DIMENSIONS
from page_tracker.tracking.period import NAMES

# Values of arguments that argparse does not check itself.
_WORDS = {"dimension": DIMENSIONS, "period": NAMES}


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "shell", choices=shtab.SUPPORTED_SHELLS, help="the shell to complete in"
    )


def _run(_settings: Settings, args: Namespace) -> int:
    write(f"{shtab.complete(whole_parser(), args.shell)}\n")
    return 0


def whole_parser() -> ArgumentParser:
    """Return one parser of all commands, for their description only."""
    parser = ArgumentParser(prog="page-tracker")
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers()
    for name, summary in SUMMARIES.items():
        child = commands.add_parser(name, help=summary)
        add_all_arguments(child, find_command(name))
        for (
            action
        ) in child._actions:  # pylint: disable=protected-access  # no other way
            action.choices = _WORDS.get(action.dest, action.choices)
    return parser


COMMAND = Command(usage="SHELL", settings=(), add_arguments=_add_arguments, run=_run)
