"""The commands; the only reader of the command line."""

import argparse
import os
import sys
from collections.abc import Sequence

from page_tracker import __version__
from page_tracker.errors import StartError
from page_tracker.settings import Settings, load, table

_COMMANDS = {
    "serve": "start the service and run until SIGTERM or SIGINT (the default)",
    "healthcheck": "exit with 0 if the service that these options describe answers",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 2 for what stops a start."""
    given = vars(_parser().parse_args(arguments))
    try:
        command = given.pop("command")
        settings = load(os.environ, given)
        return _healthcheck(settings) if command == "healthcheck" else _serve(settings)
    except StartError as exc:
        print(f"page-tracker: {exc}", file=sys.stderr)
        return 2


def _serve(settings: Settings) -> int:
    # pylint: disable=import-outside-toplevel
    # A health check, every few seconds, has no use for a server.
    from page_tracker import logs
    from page_tracker.server.service import serve

    logs.configure(settings.log_format, settings.log_level)
    return serve(settings)


def _healthcheck(settings: Settings) -> int:
    # pylint: disable=import-outside-toplevel
    from page_tracker.server.healthcheck import check

    try:
        check(settings)
    except OSError as exc:
        print(f"page-tracker: unhealthy: {exc}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="page-tracker",
        description="Count how often each page is seen.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_epilog(),
        allow_abbrev=False,
    )
    parser.add_argument("command", nargs="?", choices=_COMMANDS, default="serve")
    parser.add_argument("--version", action="version", version=__version__)
    for name, row, default in table():
        shown = "none" if default is None else str(default)
        parser.add_argument(
            row.flag,
            dest=name,
            metavar="VALUE",
            help=f"{row.meaning} ({row.kind.allowed}) "
            f"[{row.variable}, default {shown}]".replace("%", "%%"),
        )
    return parser


def _epilog() -> str:
    commands = "\n".join(f"  {name:12}  {text}" for name, text in _COMMANDS.items())
    secrets = ", ".join(f"{row.variable}_FILE" for _, row, _ in table() if row.secret)
    return (
        f"commands:\n{commands}\n\nEach option can be given as the environment variable"
        f" in brackets;\nsecrets also as the path of a file: {secrets}."
    )
