"""The question before a command loses numbers."""

import sys
from argparse import Namespace


def confirm(question: str, args: Namespace) -> int:
    """Ask whether to go on with what would lose numbers.

    Args:
        question: what would be lost, ending in a question mark.
        args: the arguments of the command; with ``--yes`` nothing is asked.

    Returns:
        0 for yes, else the exit status: 1 for no, and 2 if no terminal is there to
        answer. An answer in a pipe is no decision: ``yes | page-tracker delete a.org``.
    """
    if args.yes:
        return 0
    if not sys.stdin.isatty():
        _say(f"page-tracker: {question} Nobody can answer here: run it with --yes\n")
        return 2
    _say(f"{question} [y/N] ")
    answer = sys.stdin.readline()
    if answer.strip().lower() in {"y", "yes"}:
        return 0
    _say("Nothing changed.\n" if answer else "\nNothing changed.\n")
    return 1


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
