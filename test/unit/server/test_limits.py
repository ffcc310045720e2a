"""The settings of Waitress, by which strangers cannot make a process hold too much."""

import resource
from collections.abc import Iterator

import pytest

from page_tracker.server.limits import adjustments
from page_tracker.server.sockets import BACKLOG
from page_tracker.settings import Settings


@pytest.fixture(autouse=True)
def fixture_restored_limit() -> Iterator[None]:
    """Take back what a test does to the open files of this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def soft_limit() -> int:
    """Return how many files this process may open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def lower_to(files: int) -> None:
    """Lower the limit of this process; it may raise it again."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def test_each_setting_reaches_the_server() -> None:
    """Each setting is passed on to the server."""
    settings = Settings(
        threads=3, connection_limit=77, channel_timeout=9, request_timeout=5
    )

    found = adjustments(settings)

    assert found.threads == 3
    assert found.connection_limit == 77
    assert found.channel_timeout == 9
    assert found.request_timeout == 5


def test_waitress_does_not_shorten_the_queue_of_connections() -> None:
    """Waitress listens on the socket once more, with a backlog of its own."""
    assert adjustments(Settings()).backlog == BACKLOG


def test_the_largest_head_and_body_that_are_allowed_still_fit() -> None:
    """Waitress refuses at its limits, where the settings mean above them."""
    found = adjustments(Settings(max_header_bytes=2000, max_body_bytes=3000))

    assert found.max_request_header_size == 2001
    assert found.max_request_body_size == 3001
    assert found.inbuf_overflow > 3000, "a body would go to a file"


def test_the_limit_of_open_files_is_raised_for_the_connections() -> None:
    """A shell gives 1,024, which is less than the connections that are allowed."""
    lower_to(256)

    found = adjustments(Settings(connection_limit=500))

    assert found.connection_limit == 500
    assert soft_limit() > 500, "the store and the log need some too"


def test_a_limit_of_open_files_that_is_high_enough_stays() -> None:
    """A sufficient limit of open files is never lowered."""
    lower_to(900)

    adjustments(Settings(connection_limit=500))

    assert soft_limit() == 900


def test_nothing_of_a_client_or_of_the_code_is_shown() -> None:
    """Clients see no tracebacks, and the log no addresses."""
    found = adjustments(Settings())

    assert not found.expose_tracebacks
    assert not found.log_socket_errors
