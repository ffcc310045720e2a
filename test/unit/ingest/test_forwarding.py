"""A proxy that nobody trusts is noticed."""

import pytest

from page_tracker.ingest.forwarding import (
    MIN_REQUESTS,
    UNTRUSTED_PROXY,
    ForwardingWatch,
)
from page_tracker.tracking.submission import submission
from support.intake import CLIENT, HERE, intake_for
from support.memory import MemoryRecorder

FORWARDED = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}


def noted(environ: dict[str, str], times: int = MIN_REQUESTS) -> str | None:
    """Return what is to be set after so many requests."""
    watch = ForwardingWatch()
    for _ in range(times):
        watch.observe(environ)
    return watch.notes().get(UNTRUSTED_PROXY)


@pytest.mark.parametrize(
    ("peer", "setting"),
    [
        pytest.param("127.0.0.1", "127.0.0.1", id="this machine"),
        pytest.param("::1", "::1", id="this machine, by IPv6"),
        pytest.param("::ffff:10.0.0.7", "10.0.0.7", id="a mapped address"),
        pytest.param("172.17.0.1", "172.17.0.1", id="a container's host"),
        pytest.param("fd00::7", "fd00::7", id="a private network of IPv6"),
        pytest.param("100.64.0.7", "100.64.0.7", id="a provider's network"),
        pytest.param("localhost", "1", id="a Unix socket"),
        pytest.param("8.8.8.8", None, id="a stranger"),
        pytest.param("2a00::7", None, id="a stranger of IPv6"),
    ],
)
def test_the_setting_names_a_peer_that_is_near(peer: str, setting: str | None) -> None:
    """Strangers send the header, too, and must not be trusted for it."""
    assert noted({"REMOTE_ADDR": peer, **FORWARDED}) == setting


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"]
)
def test_every_header_of_proxies_is_known(header: str) -> None:
    """All headers in which proxies name the client are recognised."""
    environ = {"REMOTE_ADDR": "10.0.0.7", header: "192.0.2.7"}

    assert noted(environ) == "10.0.0.7"
    assert noted(environ, MIN_REQUESTS - 1) is None


def test_a_request_without_such_a_header_is_no_sign_of_a_proxy() -> None:
    """The machines of a private network are visitors."""
    assert noted({"REMOTE_ADDR": "10.0.0.7"}, 2 * MIN_REQUESTS) is None


def test_peers_are_told_apart_but_not_without_end() -> None:
    """Many visitors who each send the header once are no proxy."""
    watch = ForwardingWatch()

    for number in range(1000):
        peer = f"10.0.{number // 250}.{number % 250}"
        watch.observe({"REMOTE_ADDR": peer, **FORWARDED})

    assert not watch.notes() and not watch.is_over


@pytest.mark.parametrize(
    ("trusted", "lines"),
    [
        pytest.param({}, 1, id="nobody is trusted"),
        pytest.param({"trusted_proxies": "10.9.9.9"}, 1, id="another one is trusted"),
        pytest.param({"trusted_proxies": "10.0.0.7"}, 0, id="it is trusted"),
        pytest.param({"trusted_proxies": "1"}, 0, id="one proxy is trusted"),
    ],
)
def test_the_log_says_once_what_to_set(
    recorder: MemoryRecorder,
    caplog: pytest.LogCaptureFixture,
    trusted: dict[str, str],
    lines: int,
) -> None:
    """The hint is logged only once."""
    intake = intake_for(recorder, **trusted)
    environ = {**CLIENT, "REMOTE_ADDR": "10.0.0.7", **FORWARDED}

    for _ in range(5 * MIN_REQUESTS):
        intake.take(environ, [submission(HERE)])

    said = [each.getMessage() for each in caplog.records]
    assert len(said) == lines
    assert all("PAGE_TRACKER_TRUSTED_PROXIES=10.0.0.7" in line for line in said)
