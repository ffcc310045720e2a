"""Broken keys: keys whose values this service did not write, and how they are read.

A broken key reads as if it was missing: it costs its own numbers, and no others. The
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
"""When this process last logged each kind of key."""


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
    """Return the count in a field of a hash, or 0 if it is missing or unreadable."""
    if field is None:
        return 0
    # int() accepts more than HINCRBY does.
    if field.isdigit() and len(field) <= _MAX_DIGITS:
        return int(field)
    report_broken(key, NO_COUNT)
    return 0


def score_in(score: bytes | float | None, key: str, least: int = 0) -> int:
    """Return the score of a member, or 0 if it is missing or no count.

    Scores are floating point numbers: above 2^53 they are approximate, and the store
    prints them as ``1e+17``. A difference of lists may be negative, but not below
    ``least``.
    """
    if score is None:
        return 0
    number = float(score)
    if least <= number <= MAX_COUNT:  # "inf" and "nan" are not
        return int(number)
    report_broken(key, NO_COUNT)
    return 0
