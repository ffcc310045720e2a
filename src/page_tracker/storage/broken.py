"""Broken keys: what somebody else has put where numbers should be, and how it reads.

A broken key reads as if it was not there: it costs its own numbers, and no others. The
log names each kind of broken key once a minute.
"""

import logging

from page_tracker.storage import keys
from page_tracker.storage.reminder import Reminder

log = logging.getLogger(__name__)

MAX_COUNT = 2**63 - 1
"""The highest number that the store counts to."""

_MAX_DIGITS = 19

WRONG_TYPE = "it has another type than it should have"
NO_COUNT = "it holds what is no count"
WRONG_TYPE_OR_NO_COUNT = "it has a wrong type, or holds what is no count"

_ADVICE = "rename or delete it in the store: its numbers begin anew then"

REMINDER = Reminder()
"""When this process has logged which kind of key."""


def report_broken(key: str, reason: str, advice: str = _ADVICE) -> None:
    """Log that a key cannot be used, why, and what to do."""
    left_out = REMINDER.due(keys.kind(key))
    if left_out is not None:
        found = {"key": key, "reason": reason, "advice": advice, "left_out": left_out}
        log.error("cannot use a key of the database", extra=found)


def report_skipped(key: str, changes: int) -> None:
    """Log that changes were skipped because ``key`` cannot be written to."""
    left_out = REMINDER.due(("skipped", key))
    if left_out is not None:
        found = {"key": key, "changes": changes, "left_out": left_out}
        log.error(
            "a key cannot be written to, as it has another type or holds no number;"
            " rename or delete it",
            extra=found,
        )


def count_in(field: bytes | None, key: str) -> int:
    """Return the count in a field of a hash, 0 if there is none or it is unreadable."""
    if field is None:
        return 0
    # int() reads more than HINCRBY does.
    if field.isdigit() and len(field) <= _MAX_DIGITS:
        return int(field)
    report_broken(key, NO_COUNT)
    return 0


def score_in(score: bytes | float | None, key: str, least: int = 0) -> int:
    """Return the score of a member of a sorted set, 0 if it has none or no count.

    Scores are floating point numbers: above 2^53 they are approximate, and the store
    prints them as ``1e+17``. A difference of lists may be negative down to ``least``.
    """
    if score is None:
        return 0
    number = float(score)
    if least <= number <= MAX_COUNT:  # which neither "inf" nor "nan" is
        return int(number)
    report_broken(key, NO_COUNT)
    return 0
