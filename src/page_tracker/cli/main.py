"""The command line: finds the command that the arguments name, and runs it."""

import argparse
import os
import sys
from collections.abc import Sequence

from page_tracker.cli.command import SUMMARIES, find_command
from page_tracker.cli.help import mistyped, overview, parser_of
from page_tracker.environment import load
from page_tracker.errors import (
    PageTrackerError,
    StartError,
    StorageError,
    UnknownPage,
    UnknownSite,
)

_DEFAULT = "serve"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The arguments of the command line; by default those of the process.

    Returns:
        The exit status: 2 if the service cannot start or the arguments are wrong, 1 for
        a later failure, and 130 for Ctrl-C.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["-h"], ["--help"], ["help"]):
        print(overview(), end="")
        return 0
    name, words = _split(words)
    command = find_command(name)
    args = parser_of(name, command).parse_intermixed_args(words)
    try:
        if name != _DEFAULT:  # the service has settings for its log
            _log_errors()
        flags = {field: getattr(args, field) for field in command.settings}
        return command.run(load(os.environ, flags), args)
    except PageTrackerError as exc:
        print(f"page-tracker: {_explained(exc, args)}", file=sys.stderr)
        return 2 if isinstance(exc, StartError) else 1
    except KeyboardInterrupt:
        print(file=sys.stderr)  # after the ^C that the terminal shows
        return 130


def _log_errors() -> None:
    # Not for help texts, which should come at once.
    # pylint: disable-next=import-outside-toplevel
    from page_tracker import logs

    logs.configure("text", "error")


def _split(words: list[str]) -> tuple[str, list[str]]:
    """Return the name of the command, and all other words."""
    index = 0
    while words[index:] and words[index].startswith("--"):  # an option and its value
        index += 1 if "=" in words[index] else 2
    if not words[index:] or words[index].startswith("-"):
        return _DEFAULT, words
    name = words.pop(index)
    if name not in SUMMARIES:
        print(f"page-tracker: {mistyped(name)}", file=sys.stderr)
        raise SystemExit(2)
    return name, words


def _explained(exc: PageTrackerError, args: argparse.Namespace) -> str:
    if isinstance(exc, UnknownSite):
        hint = '"page-tracker sites" lists the sites that have some'
        return f"no data for {args.site}; {hint}"
    if isinstance(exc, UnknownPage):
        hint = f'"page-tracker top {args.site}" lists pages that have some'
        return f"no data for this page of {args.site}; {hint}"
    if isinstance(exc, StorageError):
        # The message may quote what strangers have sent.
        text = "".join(char if char.isprintable() else " " for char in str(exc))
        return f"cannot use the database: {text}"
    return str(exc)
