"""Batches: what happens at one moment, gathered into few calls."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from page_tracker.errors import (
    CounterUnusable,
    StorageBehind,
    StorageRefuses,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.storage import keys
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.outcomes import Counted
from page_tracker.tracking.view import Ignored
from support.rules import RULES
from support.views import view

AT = 1795419000.0  # Monday, 2026-11-23, 07:30 UTC


@pytest.fixture(name="batch")
def fixture_batch() -> Batch:
    """An empty batch."""
    return Batch(RULES, deadline=1.0, at=AT)


def test_a_new_batch_has_not_been_sent(batch: Batch) -> None:
    """A new batch has not been sent."""
    assert not batch.sent
    assert not batch.full
    assert len(batch) == 0


@pytest.mark.parametrize(
    "join",
    [
        pytest.param(Batch.count_view, id="views of the plain counter"),
        pytest.param(lambda batch: batch.record(view("/a")), id="views of a site"),
        pytest.param(
            lambda batch: batch.ignore(Ignored("a.org", "bot")), id="ignored ones"
        ),
        pytest.param(
            lambda batch: batch.ignore(Ignored("", "unknown_site")), id="refused ones"
        ),
        pytest.param(lambda batch: batch.admit("a.org"), id="admissions"),
        pytest.param(lambda batch: batch.salt("2026-11-23"), id="salts"),
    ],
)
def test_equal_calls_of_a_batch_become_one(
    batch: Batch, join: Callable[[Batch], object]
) -> None:
    """Equal calls of a batch are merged."""
    for _ in range(3):
        join(batch)

    assert len(batch) == 1


def test_what_is_not_equal_has_a_call_of_its_own(batch: Batch) -> None:
    """A call has the keys of one slot, also in a Redis Cluster."""
    batch.count_view()
    batch.record(view(site="a.org"))
    batch.ignore(Ignored("a.org", "bot"))
    batch.record(view(site="b.org"))
    batch.ignore(Ignored("", "unknown_site"))
    batch.admit("a.org")
    batch.admit("b.org")
    batch.salt("2026-11-23")
    batch.salt("2026-11-24")

    scripts = [call.script for call in batch.calls()]

    assert scripts == ["count", "record", "record", "refuse", "admit", "salt", "salt"]


def test_the_calls_that_count_are_those_with_a_guard(batch: Batch) -> None:
    """An admission and a question for a salt change nothing when they are repeated."""
    batch.admit("a.org")
    batch.count_view()
    batch.record(view())
    batch.salt("2026-11-23")
    batch.ignore(Ignored("", "unknown_site"))

    scripts = [call.script for call in batch.guarded()]

    assert scripts == ["count", "record", "refuse"]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("UTC", "2026-11-23", id="UTC"),
        pytest.param("Pacific/Kiritimati", "2026-11-23", id="the first to see a day"),
        pytest.param("Pacific/Pago_Pago", "2026-11-22", id="the last to see it"),
    ],
)
def test_the_day_of_a_batch_is_that_of_its_zone(zone: str, day: str) -> None:
    """Days begin at midnight for who reads the reports."""
    batch = Batch(replace(RULES, zone=ZoneInfo(zone)), deadline=1.0, at=AT)
    batch.record(view())
    batch.ignore(Ignored("", "unknown_site"))

    recorded, refused = [*batch.calls()]

    names, _ = recorded.arguments("w", 1, 0)
    assert names == keys.of_batch("a.org", "w", day)
    assert f"{day}:unknown_site".encode() in refused.arguments("w", 1, 0)[1]


def test_a_batch_is_full_after_a_thousand_views(batch: Batch) -> None:
    """The store does nothing else while it counts a batch."""
    for number in range(999):
        batch.record(view(f"/{number}"))
    almost = batch.full
    batch.record(view())

    assert (almost, batch.full) == (False, True)


def test_a_batch_is_settled_when_each_of_its_calls_is(batch: Batch) -> None:
    """A batch is settled once each of its calls is."""
    batch.count_view()
    batch.salt("2026-11-23")
    count, salt = batch.calls()

    states = [batch.settled]
    count.settle(b"1 1")
    states.append(batch.settled)
    salt.settle(b"salt")
    states.append(batch.settled)

    assert states == [False, False, True]


def test_giving_up_leaves_what_was_answered(batch: Batch) -> None:
    """Failing a batch leaves the calls that were answered."""
    number, salt = batch.count_view(), batch.salt("2026-11-23")
    count, _ = batch.calls()
    count.settle(b"12 1")

    batch.fail(StorageUnavailable("away"))

    assert batch.settled
    assert number() == 12
    with pytest.raises(StorageUnavailable, match="away"):
        salt()


def test_a_key_that_cannot_be_used_is_no_store_that_is_away(batch: Batch) -> None:
    """An unusable key does not count as an unreachable store."""
    batch.count_view()
    batch.salt("2026-11-23")
    count, salt = batch.calls()
    error = StorageUnavailable("away")

    count.settle(CounterUnusable("holds a text"))
    before = batch.unavailable
    salt.settle(error)

    assert before is None
    assert batch.unavailable is error


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("graver", "lesser"),
    [
        pytest.param(StorageUnavailable, StorageBehind, id="away, behind"),
        pytest.param(StorageUnavailable, StorageRefuses, id="away, refuses a site"),
        pytest.param(StorageBehind, StorageRefuses, id="behind, refuses a site"),
    ],
)
def test_the_gravest_error_of_a_batch_decides_what_becomes_of_the_store(
    batch: Batch,
    graver: type[StorageUnavailable],
    lesser: type[StorageUnavailable],
    turned: bool,
) -> None:
    """A store that is away is away, whichever of the calls of a batch has found out."""
    kinds = [lesser, graver] if turned else [graver, lesser]
    batch.count_view()
    batch.record(view())

    for call, kind in zip(batch.calls(), kinds, strict=True):
        call.settle(kind("an error"))

    assert batch.unavailable.__class__ is graver


@pytest.mark.parametrize(
    ("but", "kind"),
    [
        pytest.param(1, StorageUnavailable, id="news"),
        pytest.param(0, StorageResting, id="no news"),
    ],
)
def test_a_store_that_is_away_is_told_in_full_of_one_call_at_most(
    batch: Batch, but: int, kind: type[StorageUnavailable]
) -> None:
    """An outage is logged once, not for each batch, nor for each site in one."""
    answers = [batch.record(view(site=f"{name}.org")) for name in "abcd"]
    calls = list(batch.calls())
    calls[0].settle(CounterUnusable("holds a text"))
    calls[1].settle(b"1 1 0 -3 1 1")
    batch.fail(StorageUnavailable("away"))

    batch.shorten_errors(but)

    counted = answers[1]()
    assert isinstance(counted, Counted) and counted.site.views == 1
    for place, expected in ((0, CounterUnusable), (2, kind)):
        with pytest.raises(expected) as raised:
            answers[place]()
        assert raised.value.__class__ is expected
    with pytest.raises(StorageResting, match="^away$"):
        answers[3]()


def test_an_admission_says_of_each_site_whether_there_was_room(batch: Batch) -> None:
    """The reply to an admission says for each site whether there was room."""
    sites = ("a.org", "b.org", "a.org", "c.org")
    answers = [batch.admit(site) for site in sites]
    (call,) = batch.calls()
    call.settle(b"110")

    assert [answer() for answer in answers] == [True, True, True, False]


def test_what_was_ignored_is_said_again_once_it_is_counted(batch: Batch) -> None:
    """An ignored view is returned once it is counted."""
    of_a_site, of_none = Ignored("a.org", "bot"), Ignored("", "unknown_site")
    answers = [batch.ignore(of_a_site), batch.ignore(of_none)]
    recorded, refused = batch.calls()
    recorded.settle(b"0 0 0 -")
    refused.settle(b"")

    assert [answer() for answer in answers] == [of_a_site, of_none]


def test_the_rules_reach_the_script_in_its_units() -> None:
    """Lives are set in days, and the store counts seconds."""
    rules = RecordingLimits(
        zone=ZoneInfo("UTC"),
        sites=1,
        pages=2,
        members=3,
        seen=4,
        keep_days=5,
        keep_hours_days=6,
    )

    assert rules.limits == {
        "pages": 2,
        "members": 3,
        "seen": 4,
        "active": 300,
        "day_life": 172_800,
        "keep_days": 432_000,
        "keep_hours": 518_400,
    }
