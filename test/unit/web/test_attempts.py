"""Attempts: nobody guesses for long."""

import pytest

from page_tracker.web.auth import MOST_OF_ALL, MOST_OF_ONE, GuessLimit
from support.clock import Clock


@pytest.fixture(name="clock")
def fixture_clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(name="attempts")
def fixture_attempts(clock: Clock) -> GuessLimit:
    """None made yet."""
    return GuessLimit(clock)


def test_one_address_has_ten_attempts_a_minute(
    attempts: GuessLimit, clock: Clock
) -> None:
    """An address has ten attempts a minute."""
    for _ in range(MOST_OF_ONE):
        assert attempts.wait("192.0.2.1") == 0
        clock.now += 2

    assert attempts.wait("192.0.2.1") == 40
    assert attempts.wait("192.0.2.2") == 0
    clock.now += 39.5
    assert attempts.wait("192.0.2.1") == 1
    clock.now += 0.5
    assert attempts.wait("192.0.2.1") == 0


def test_all_addresses_have_a_hundred_attempts_a_minute(
    attempts: GuessLimit, clock: Clock
) -> None:
    """All addresses together have a hundred attempts a minute."""
    waits = [attempts.wait(f"198.51.100.{place}") for place in range(MOST_OF_ALL)]

    assert not any(waits)
    assert attempts.wait("192.0.2.1") == 60
    clock.now += 60
    assert attempts.wait("192.0.2.1") == 0


def test_a_rejected_attempt_does_not_count(attempts: GuessLimit, clock: Clock) -> None:
    """A rejected attempt does not extend the wait."""
    for _ in range(50):
        attempts.wait("192.0.2.1")
        clock.now += 1

    clock.now = 1000.0 + 60

    assert attempts.wait("192.0.2.1") == 0


def test_a_household_is_one_origin(attempts: GuessLimit) -> None:
    """All addresses of a household count as one."""
    for place in range(MOST_OF_ONE):
        assert attempts.wait(f"2001:db8:0:1::{place}") == 0

    assert attempts.wait("2001:db8:0:1:ffff::1") > 0
    assert attempts.wait("2001:db8:0:2::1") == 0


@pytest.mark.parametrize("address", ["", "localhost", "not an address"])
def test_clients_without_an_address_count_as_one(
    attempts: GuessLimit, address: str
) -> None:
    """Clients without an address count as one."""
    waits = [attempts.wait(address) for _ in range(MOST_OF_ONE + 1)]

    assert waits == [0] * MOST_OF_ONE + [60]


def test_time_itself_is_the_clock() -> None:
    """The default clock is that of the system."""
    attempts = GuessLimit()

    assert [attempts.wait("192.0.2.1") for _ in range(11)][-1] in {59, 60}


def test_the_memory_for_attempts_is_bounded(attempts: GuessLimit) -> None:
    """The memory for attempts is bounded."""
    for place in range(10 * MOST_OF_ALL):
        attempts.wait(f"2001:db8:{place:x}::1")

    # pylint: disable-next=protected-access  # memory is not to be seen otherwise
    assert len(attempts._made) == MOST_OF_ALL
