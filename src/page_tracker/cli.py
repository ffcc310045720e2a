"""The commands; the only reader of the command line."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from page_tracker import __version__
from page_tracker.errors import StartError
from page_tracker.settings import Settings, load, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 2 for what stops a start."""
    command, flags = _parse(arguments)
    try:
        return _COMMANDS[command](load(os.environ, flags))
    except StartError as exc:
        print(f"page-tracker: {exc}", file=sys.stderr)
        return 2


def _serve(settings: Settings) -> int:
    """start the service and run until SIGTERM or SIGINT (the default)"""
    # pylint: disable=import-outside-toplevel
    # A health check, every few seconds, has no use for a server.
    from page_tracker import logs
    from page_tracker.server.service import serve

    logs.configure(settings.log_format, settings.log_level)
    return serve(settings)


def _healthcheck(settings: Settings) -> int:
    """exit with 0 if the service that these options describe answers"""
    # pylint: disable=import-outside-toplevel
    from page_tracker.server.healthcheck import check

    try:
        check(settings)
    except OSError as exc:
        print(f"page-tracker: unhealthy: {exc}", file=sys.stderr)
        return 1
    return 0


_COMMANDS = {"serve": _serve, "healthcheck": _healthcheck}


def _parse(arguments: Sequence[str] | None) -> tuple[str, dict[str, Any]]:
    parser = _parser()
    flags, unknown = parser.parse_known_args(arguments)
    command = flags.command
    # Before the command: the value of a misspelt flag would be taken for one.
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    if command not in _COMMANDS:
        allowed = ", ".join(_COMMANDS)
        parser.error(f"invalid command: {command!r} (choose from {allowed})")
    del flags.command
    return command, vars(flags)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="page-tracker",
        usage="%(prog)s [COMMAND] [OPTION VALUE]...",
        description="Count how often each page is seen.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_epilog(),
        allow_abbrev=False,
    )
    parser.add_argument("command", nargs="?", default="serve", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=__version__)
    for name, row, default in table():
        shown = "none" if default is None else str(default)
        words = f"{row.meaning} ({row.kind.allowed}) [{row.variable}, default {shown}]"
        help_text = words.replace("%", "%%")
        parser.add_argument(row.flag, dest=name, metavar="VALUE", help=help_text)
    return parser


def _epilog() -> str:
    commands = "\n".join(
        f"  {name:12}  {run.__doc__}" for name, run in _COMMANDS.items()
    )
    secrets = ", ".join(f"{row.variable}_FILE" for _, row, _ in table() if row.secret)
    return (
        f"commands:\n{commands}\n\nEach option can be given as the environment variable"
        f" in brackets;\nsecrets also as the path of a file: {secrets}."
    )
