"""The question before a command deletes numbers."""

import sys
from argparse import Namespace


def confirm(question: str, args: Namespace) -> int:
    """Ask whether to continue although numbers would be lost.

    Args:
        question: Says what would be lost, and ends with a question mark.
        args: The arguments of the command; with ``--yes`` no question is asked.

    Returns:
        0 for yes, otherwise the exit status: 1 for no, and 2 if there is no terminal to
        answer at. Input from a pipe is no decision: ``yes | page-tracker delete
            a.org``.
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
