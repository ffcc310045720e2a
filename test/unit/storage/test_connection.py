"""Clients from URLs, and the driver's errors in our words."""

import pytest
from redis import exceptions as driver
from redis.connection import (
    AbstractConnection,
    SSLConnection,
    UnixDomainSocketConnection,
)

from page_tracker.errors import (
    CounterUnusable,
    StorageError,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.storage.client import connect, domain_error, domain_errors


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        pytest.param(
            driver.ResponseError(
                "WRONGTYPE Operation against a key holding the wrong kind of value"
            ),
            CounterUnusable,
            id="a counter of another type",
        ),
        pytest.param(
            driver.ResponseError("value is not an integer or out of range"),
            CounterUnusable,
            id="a counter that holds a text",
        ),
        pytest.param(
            driver.ResponseError("increment or decrement would overflow"),
            CounterUnusable,
            id="a counter at the end of its range",
        ),
        pytest.param(
            driver.ResponseError("MISCONF Errors writing to the AOF file"),
            StorageUnavailable,
            id="a store that cannot write",
        ),
        pytest.param(
            driver.OutOfMemoryError("command not allowed"),
            StorageUnavailable,
            id="a store without memory",
        ),
        pytest.param(
            driver.ReadOnlyError("You can't write against a read only replica."),
            StorageUnavailable,
            id="a replica",
        ),
        pytest.param(
            driver.BusyLoadingError("value is not an integer"),
            StorageUnavailable,
            id="a store that loads, whatever it says",
        ),
        pytest.param(
            driver.AuthenticationError("invalid username-password pair"),
            StorageUnavailable,
            id="a wrong password",
        ),
        pytest.param(
            driver.ConnectionError("Connection refused"),
            StorageUnavailable,
            id="no connection",
        ),
        pytest.param(
            driver.TimeoutError("Timeout reading from socket"),
            StorageUnavailable,
            id="no answer in time",
        ),
        pytest.param(
            OSError(28, "No space left on device"),
            StorageUnavailable,
            id="an error of the system",
        ),
    ],
)
def test_an_error_of_the_driver_becomes_one_of_ours_in_the_same_words(
    error: Exception, ours: type[StorageError]
) -> None:
    """Either this counter cannot be used, or the whole store."""
    translation = domain_error(error)

    assert translation.__class__ is ours
    assert str(translation) == str(error)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(driver.ConnectionError("refused"), id="of the driver"),
        pytest.param(OSError("refused"), id="of the system"),
    ],
)
def test_inside_the_block_an_error_is_raised_translated_with_its_cause(
    error: Exception,
) -> None:
    """The log shows what the driver said, and the callers need not know it."""
    with pytest.raises(StorageUnavailable, match="^refused$") as raised:
        with domain_errors():
            raise error

    assert raised.value.__cause__ is error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ValueError("a mistake"), id="a mistake of ours"),
        pytest.param(StorageResting("a moment ago"), id="an error of ours"),
    ],
)
def test_inside_the_block_other_errors_stay_what_they_are(error: Exception) -> None:
    """A mistake is not hidden behind a store that is said to be away."""
    with pytest.raises(type(error)) as raised:
        with domain_errors():
            raise error

    assert raised.value is error


def connection_to(url: str) -> AbstractConnection:
    """Return a connection that is not open yet, as a client would make it."""
    connection = connect(url, timeout=0.25).connection_pool.make_connection()
    assert isinstance(connection, AbstractConnection)
    return connection


def test_a_client_never_sends_a_command_twice_by_itself() -> None:
    """A repeated increment counts twice when only the answer was lost."""
    client = connect("redis://store.invalid", timeout=0.25)
    connection = connection_to("redis://store.invalid")

    of_client = client.get_retry()

    assert of_client is not None and of_client.get_retries() == 0
    assert connection.retry.get_retries() == 0


def test_a_client_waits_no_longer_than_it_was_told() -> None:
    """A client's connections and replies time out as configured."""
    connection = connection_to("redis://store.invalid")

    assert connection.socket_timeout == 0.25
    assert connection.socket_connect_timeout == 0.25


def test_a_client_speaks_what_every_server_and_proxy_understands() -> None:
    """RESP2, without a greeting that an old proxy would refuse."""
    assert connection_to("redis://store.invalid").protocol == 2


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        pytest.param("rediss://store.invalid", SSLConnection, id="TLS"),
        pytest.param("unix:///none", UnixDomainSocketConnection, id="a socket file"),
    ],
)
def test_the_url_says_how_to_connect(url: str, kind: type[object]) -> None:
    """Creating a client from a URL does not connect it."""
    assert isinstance(connection_to(url), kind)
