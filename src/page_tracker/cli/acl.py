"""``page-tracker acl``."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from page_tracker.cli.command import Command
from page_tracker.cli.terminal.screen import write
from page_tracker.settings import Settings
from page_tracker.storage.health.acl import rules, sentinel_rules


def _run(_settings: Settings, args: Namespace) -> int:
    permitted = sentinel_rules() if args.sentinel else rules()
    line = ("ACL SETUSER", args.user, "reset on >PASSWORD", *permitted)
    write(f"{' '.join(line)}\n")
    return 0


def _user(text: str) -> str:
    if not re.fullmatch(r"[\w.-]+", text):
        raise ArgumentTypeError("give letters, digits and any of . _ -")
    return text


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--user",
        metavar="NAME",
        type=_user,
        default="page-tracker",
        help="the user (default page-tracker); replace PASSWORD in the line",
    )
    parser.add_argument(
        "--sentinel",
        action="store_true",
        help="print the rules of a user of the Sentinels instead",
    )


COMMAND = Command(
    usage="[--user NAME] [--sentinel]",
    settings=(),
    add_arguments=_add_arguments,
    run=_run,
)
