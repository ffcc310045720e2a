"""The command line: finds the command that it names; its only reader."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from page_tracker import __version__
from page_tracker.cli.command import SUMMARIES, Command, find_command
from page_tracker.environment import load
from page_tracker.errors import PageTrackerError, StartError, StorageError, UnknownSite
from page_tracker.settings import shown_default, table

_DEFAULT = "serve"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status.

    2 stands for what stops a start or cannot be asked for, 1 for what fails later, 130
    for Ctrl-C.
    """
    name, words = _split(list(sys.argv[1:] if arguments is None else arguments))
    command = find_command(name)
    given = _parser(name, command).parse_intermixed_args(words)
    try:
        if name != _DEFAULT:  # a service has settings for its log
            _log_errors()
        flags = {field: getattr(given, field) for field in command.settings}
        return command.run(load(os.environ, flags), given)
    except PageTrackerError as exc:
        print(f"page-tracker: {_explained(exc)}", file=sys.stderr)
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
    """Part the name of the command from all other words."""
    place = 0
    while words[place:] and words[place].startswith("--"):  # an option and its value
        place += 1 if "=" in words[place] else 2
    if not words[place:] or words[place].startswith("-"):
        return _DEFAULT, words
    name = words.pop(place)
    if name not in SUMMARIES:
        allowed = ", ".join(SUMMARIES)
        parser = _parser(_DEFAULT, find_command(_DEFAULT))
        parser.error(f"invalid command: {name!r} (choose from {allowed})")
    return name, words


def _parser(name: str, command: Command) -> argparse.ArgumentParser:
    is_default = name == _DEFAULT
    parser = argparse.ArgumentParser(
        prog="page-tracker" if is_default else f"page-tracker {name}",
        usage=f"%(prog)s {command.usage}",
        description=_DESCRIPTION if is_default else f"{name}: {SUMMARIES[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_epilog() if is_default else None,
        allow_abbrev=False,
    )
    if is_default:
        parser.add_argument("--version", action="version", version=__version__)
    command.add_arguments(parser)
    _add_settings(parser, command.settings)
    return parser


def _add_settings(parser: argparse.ArgumentParser, names: Iterable[str]) -> None:
    settings = parser.add_argument_group("settings")
    for name, row, default in table():
        if name in names:
            where = f"[{row.variable}, default {shown_default(default)}]"
            words = f"{row.meaning} ({row.kind.allowed}) {where}".replace("%", "%%")
            settings.add_argument(row.flag, dest=name, metavar="VALUE", help=words)


_DESCRIPTION = "Count how often each page is seen, and show it."


def _epilog() -> str:
    commands = "\n".join(f"  {name:12}  {text}" for name, text in SUMMARIES.items())
    secrets = ", ".join(f"{row.variable}_FILE" for _, row, _ in table() if row.secret)
    return (
        f"commands:\n{commands}\n\n"
        "What a command takes: page-tracker COMMAND --help.\n"
        "Each setting can be given as the environment variable in brackets;\n"
        f"secrets also as the path of a file: {secrets}."
    )


def _explained(exc: PageTrackerError) -> str:
    if isinstance(exc, UnknownSite):
        return "nothing was counted for this site; page-tracker sites shows all others"
    if isinstance(exc, StorageError):
        # It may quote what strangers have sent.
        text = "".join(char if char.isprintable() else " " for char in str(exc))
        return f"the store failed: {text}"
    return str(exc)
