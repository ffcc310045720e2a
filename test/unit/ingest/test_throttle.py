"""The throttle: who sends too many views, and who does not."""

import logging

import pytest

from page_tracker.errors import TooOften
from page_tracker.ingest.rate_limit import ViewRateLimit
from support.clock import Clock

MOST = 100


@pytest.fixture(name="throttle")
def fixture_throttle() -> ViewRateLimit:
    """Nothing sent yet."""
    return ViewRateLimit(MOST)


def test_an_address_sends_what_is_allowed_and_is_told_when_to_come_again(
    throttle: ViewRateLimit,
) -> None:
    """An address may send so many views a minute, and learns when to retry."""
    throttle.admit("192.0.2.1", MOST - 1)
    throttle.admit("192.0.2.1", 1)

    with pytest.raises(TooOften) as refused:
        throttle.admit("192.0.2.1", 50)

    assert 29 <= refused.value.seconds <= 30
    throttle.admit("192.0.2.2", MOST)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("2001:db8::1", "2001:db8::ffff:1", True, id="a household"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="its neighbour"),
        pytest.param("192.0.2.1", "::ffff:192.0.2.1", True, id="4 in 6"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="two of version 4"),
    ],
)
def test_what_nobody_can_have_many_of_is_one_address(
    throttle: ViewRateLimit, one: str, other: str, is_same: bool
) -> None:
    """All addresses of a household count as one."""
    throttle.admit(one, MOST)

    if is_same:
        with pytest.raises(TooOften):
            throttle.admit(other, 1)
    else:
        throttle.admit(other, 1)


@pytest.mark.parametrize("peer", ["localhost", "", "unknown"])
def test_who_has_no_address_is_let_through(throttle: ViewRateLimit, peer: str) -> None:
    """A client without an address has no limit."""
    for _ in range(10):
        throttle.admit(peer, MOST)


@pytest.mark.parametrize(
    ("setting", "address", "is_refused"),
    [
        pytest.param("auto", "192.0.2.1", True, id="a stranger"),
        pytest.param("auto", "127.0.0.1", False, id="this machine"),
        pytest.param("auto", "::1", False, id="this machine in version 6"),
        pytest.param("auto", "::1234", True, id="somebody who looks like it"),
        pytest.param(6000, "127.0.0.1", True, id="a limit for everybody"),
    ],
)
def test_a_proxy_on_this_machine_is_not_taken_for_one_visitor(
    setting: int | str, address: str, is_refused: bool
) -> None:
    """A proxy on this machine has no limit, unless the owner has set one."""
    throttle = ViewRateLimit.of(setting)
    assert throttle is not None
    throttle.admit(address, 6000)

    if is_refused:
        with pytest.raises(TooOften):
            throttle.admit(address, 6000)
    else:
        throttle.admit(address, 6000)


def test_an_invalid_request_takes_what_is_left_and_then_is_refused(
    throttle: ViewRateLimit,
) -> None:
    """An invalid request uses up at most the minute's allowance."""
    throttle.charge("192.0.2.1", MOST - 1)
    throttle.charge("192.0.2.1", 0)
    throttle.charge("192.0.2.1", 10 * MOST)

    for views in (0, 1, MOST):
        with pytest.raises(TooOften) as refused:
            throttle.charge("192.0.2.1", views)
        assert refused.value.seconds == 1
    with pytest.raises(TooOften):
        throttle.admit("192.0.2.1", 1)


@pytest.mark.parametrize("address", ["localhost", "", "127.0.0.1", "::1"])
def test_who_has_no_limit_is_not_charged(address: str) -> None:
    """Clients of a Unix socket, and those of this machine, where that is spared."""
    throttle = ViewRateLimit(MOST, spares_this_machine=True)

    for _ in range(3):
        throttle.charge(address, MOST)


def test_there_may_be_no_limit() -> None:
    """The limit can be switched off."""
    assert ViewRateLimit.of("off") is None


def test_the_log_is_told_once_a_minute_and_without_an_address(
    throttle: ViewRateLimit,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A flood of views must not become one of lines."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)

    for number in range(100):
        with pytest.raises(TooOften):
            throttle.admit(f"192.0.2.{number}", MOST + 1)

    (line,) = caplog.records
    assert line.levelno == logging.WARNING
    assert "PAGE_TRACKER_RATE_LIMIT" in line.getMessage()
    assert "192.0.2" not in line.getMessage()
    clock.now += 60
    with pytest.raises(TooOften):
        throttle.admit("192.0.2.1", MOST + 1)
    assert len(caplog.records) == 2
