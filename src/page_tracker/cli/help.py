"""Help texts: the overview of all commands, and the parser of each."""

import argparse
from difflib import get_close_matches

from page_tracker import __version__
from page_tracker.cli.command import GROUPS, SUMMARIES, Command
from page_tracker.settings import grouped, shown_default, table

_OVERVIEW = """\
usage: page-tracker <command> [options]

Self-hosted web analytics: record page views, read the numbers.

{groups}

Examples:
  page-tracker serve --port 8080
  page-tracker top example.com referrers --period 7d --compare

"page-tracker <command> --help" shows the options of a command.
"page-tracker serve --help" shows all settings.
"""


def overview() -> str:
    """Return the help of the whole program: one line for each command."""
    groups = (_group(title, names) for title, names in GROUPS.items())
    return _OVERVIEW.format(groups="\n".join(groups))


def mistyped(name: str) -> str:
    """Return the error message for an unknown command."""
    close = get_close_matches(name, SUMMARIES, n=1)
    if close:
        return f"there is no command {name!r}; did you mean {close[0]!r}?"
    return f"there is no command {name!r}; it must be one of {', '.join(SUMMARIES)}"


def parser_of(name: str, command: Command) -> argparse.ArgumentParser:
    """Return the parser of a command; its help lists settings by group."""
    parser = argparse.ArgumentParser(
        prog=f"page-tracker {name}",
        usage=f"%(prog)s {command.usage}",
        description=f"{SUMMARIES[name].capitalize()}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_epilog(command),
        allow_abbrev=False,
    )
    if name == "serve":  # flags without a command belong to this one
        parser.add_argument("--version", action="version", version=__version__)
    add_all_arguments(parser, command)
    return parser


def add_all_arguments(parser: argparse.ArgumentParser, command: Command) -> None:
    """Declare the arguments of a command, and the settings that it takes."""
    command.add_arguments(parser)
    for group, rows in grouped().items():
        taken = [each for each in rows if each[0] in command.settings]
        if not taken:
            continue
        section = parser.add_argument_group(f"{group} settings")
        for field, row, default in taken:
            where = f"[{row.variable}, default {shown_default(default)}]"
            words = f"{row.meaning} ({row.kind.allowed}) {where}".replace("%", "%%")
            section.add_argument(row.flag, dest=field, metavar="VALUE", help=words)


def _group(title: str, names: dict[str, str]) -> str:
    lines = (f"  {name:11}  {text}" for name, text in names.items())
    return "\n".join([title, *lines])


def _epilog(command: Command) -> str | None:
    secrets = [
        f"{row.variable}_FILE"
        for field, row, _ in table()
        if row.secret and field in command.settings
    ]
    if not secrets:
        return None
    return (
        "Each setting can also be given as the environment variable in brackets,\n"
        f"and a secret as the path of a file: {', '.join(secrets)}."
    )
