"""The families: names that are bounded, and all that there can be of each."""

import re
from http import HTTPStatus

import pytest
import redis.exceptions

from page_tracker import errors
from page_tracker.metrics import definitions
from page_tracker.metrics.definitions import OTHER, Family
from page_tracker.metrics.meter import Meter
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.tracking.headers import REASONS
from page_tracker.web import problems

ALL = [family for family, _ in Meter().row.families]


def names_of(family: Family) -> set[str]:
    """Return all that a family counts by name, without what is not known."""
    return {name for (name,) in family.series} - {OTHER}


def test_a_view_becomes_what_there_is_a_number_for() -> None:
    """The outcomes are those of recording, and every reason to leave a view out."""
    recorded = {kind.__name__.lower() for kind in (Counted, Queued)}

    assert names_of(definitions.VIEWS) == recorded | set(REASONS)


def test_every_error_that_fails_a_request_is_told_apart() -> None:
    """Every error that is answered with 5xx has a label of its own."""
    raised = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
        for known, status in problems.STATUS.items()
        if issubclass(kind, known) and status >= HTTPStatus.INTERNAL_SERVER_ERROR
    }

    assert names_of(definitions.ERRORS) == raised


def test_the_errors_of_the_driver_are_its_own() -> None:
    """A name that it does not have would never be counted."""
    assert all(hasattr(redis.exceptions, n) for n in names_of(definitions.STORE_ERRORS))


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.name)
def test_a_name_is_as_prometheus_wants_it(family: Family) -> None:
    """A counter ends in _total, a time in _seconds, and each says what it is."""
    units = ("_total", "_seconds", "_bytes", "_views", "_size", "_open", "_workers")

    assert re.fullmatch("page_tracker_[a-z_]+", family.name)
    assert family.name.endswith(units)
    assert family.help.endswith(".") or "; 0 if" in family.help


def test_no_name_is_used_twice() -> None:
    """No two metrics have the same name."""
    assert len({family.name for family in ALL}) == len(ALL)
