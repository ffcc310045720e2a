"""Rates: an address has its allowance, whatever others do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.rate import SPAN, RateLimit
from support.clock import Clock

MOST = 100


@pytest.fixture(name="clock")
def fixture_clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(name="limit")
def fixture_limit(clock: Clock) -> RateLimit:
    """Nothing done yet."""
    return RateLimit(MOST, clock)


@pytest.mark.parametrize("at_once", [1, 10, MOST])
def test_an_allowance_can_be_used_at_once(
    limit: RateLimit, clock: Clock, at_once: int
) -> None:
    """The allowance can be used at once, and returns action by action."""
    waits = [limit.take("192.0.2.1", at_once) for _ in range(MOST // at_once)]

    assert not any(waits)
    seconds = limit.take("192.0.2.1", at_once)
    assert abs(seconds - at_once * SPAN / MOST) <= 1
    clock.now += seconds
    assert limit.take("192.0.2.1", at_once) == 0


@pytest.mark.parametrize("most", [1, 7, 100, 999_983])
def test_a_whole_allowance_is_allowed_to_the_last_action(
    clock: Clock, most: int
) -> None:
    """The last action of an allowance is allowed despite rounding."""
    clock.now = 1e7 / 3
    limit = RateLimit(most, clock)

    assert limit.take("192.0.2.1", most - 1) == 0 or most == 1
    assert limit.take("192.0.2.1") == 0
    assert limit.take("192.0.2.1") > 0


def test_a_rejected_attempt_does_not_count(limit: RateLimit, clock: Clock) -> None:
    """A rejected action does not extend the wait."""
    limit.take("192.0.2.1", MOST)
    for _ in range(1000):
        assert limit.take("192.0.2.1", MOST) == SPAN

    clock.now += SPAN

    assert limit.take("192.0.2.1", MOST) == 0


def test_a_long_pause_gives_no_larger_allowance(limit: RateLimit, clock: Clock) -> None:
    """An allowance is whole after a minute, and never more."""
    limit.take("192.0.2.1", MOST)
    clock.now += 100 * SPAN

    assert limit.take("192.0.2.1", MOST) == 0
    assert limit.take("192.0.2.1") > 0


def test_more_than_the_allowance_is_never_allowed(limit: RateLimit) -> None:
    """More actions than the allowance are never allowed."""
    assert limit.take("192.0.2.1", MOST + 1) > 0
    assert limit.take("192.0.2.1", MOST) == 0


def test_the_wait_can_be_asked_for_without_an_action(limit: RateLimit) -> None:
    """The wait can be queried without taking an action."""
    limit.take("192.0.2.1", MOST - 1)
    for _ in range(1000):
        assert limit.wait("192.0.2.1") == 0

    limit.take("192.0.2.1")

    assert limit.wait("192.0.2.1") == 1
    assert limit.wait("192.0.2.2") == 0


@pytest.mark.parametrize("taken", [0, 1, MOST // 2, MOST - 1])
@pytest.mark.parametrize("charged", [1, MOST // 2, MOST, 100 * MOST])
def test_a_charge_takes_what_is_left_and_never_more(
    limit: RateLimit, clock: Clock, taken: int, charged: int
) -> None:
    """A charge takes at most what is left."""
    assert limit.take("192.0.2.1", taken) == 0

    assert limit.charge("192.0.2.1", charged) == 0

    left = max(MOST - taken - charged, 0)
    assert limit.take("192.0.2.1", left + 1) > 0
    assert limit.take("192.0.2.1", left) == 0
    assert limit.charge("192.0.2.1", charged) == 1
    clock.now += SPAN
    assert limit.take("192.0.2.1", MOST) == 0


def test_a_charge_of_nothing_only_asks_for_the_wait(limit: RateLimit) -> None:
    """Work that may be in vain is not begun for an address that has nothing left."""
    for _ in range(1000):
        assert limit.charge("192.0.2.1", 0) == 0
    limit.take("192.0.2.1", MOST)

    assert limit.charge("192.0.2.1", 0) == 1


def test_many_addresses_do_not_wipe_out_what_one_has_done(limit: RateLimit) -> None:
    """Many other addresses do not erase an address's entry, or take memory."""
    limit.take("192.0.2.1", MOST)

    for number in range(100_000):
        limit.take(f"2001:db8::{number:x}")

    assert limit.take("192.0.2.1") > 0


def test_strangers_who_are_refused_hold_nobody_else_up(limit: RateLimit) -> None:
    """A hundred of them share both places with one in a hundred thousand."""
    for number in range(100):
        limit.take(f"198.51.100.{number}", MOST)

    held_up = sum(limit.wait(f"203.0.113.{number}") > 0 for number in range(1000))

    assert held_up <= 1


@given(
    doings=st.lists(
        st.tuples(
            st.floats(0, 90), st.sampled_from(["a", "b", "c"]), st.integers(1, MOST)
        ),
        max_size=60,
    )
)
def test_nobody_ever_does_more_than_the_allowance_in_a_minute(
    doings: list[tuple[float, str, int]],
) -> None:
    """Within a minute, nobody acts more often than two allowances permit."""
    clock = Clock()
    limit = RateLimit(MOST, clock)
    done: dict[str, list[tuple[float, int]]] = {}

    for pause, address, count in doings:
        clock.now += pause
        if limit.take(address, count) == 0:
            done.setdefault(address, []).append((clock.now, count))

    for times in done.values():
        for start, _ in times:
            minute = [n for at, n in times if start <= at < start + SPAN]
            assert sum(minute) <= 2 * MOST


def test_time_itself_is_the_clock() -> None:
    """The default clock is that of the system."""
    limit = RateLimit(1)

    assert limit.take("192.0.2.1") == 0
    assert limit.take("192.0.2.1") > 0
