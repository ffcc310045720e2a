"""A connection tells what the store answers, and what it calls itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.connection import Connection
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.storage.client import connect
from page_tracker.storage.identity import UNNAMED
from page_tracker.storage.scripts import ScriptConnection
from support.proxy import Proxy
from support.valkey import Valkey
from support.waiting import wait_until


@pytest.fixture(name="connection")
def fixture_connection(own_valkey: Valkey) -> Iterator[ScriptConnection]:
    """A connection to a store of the test's own."""
    connection = connected(own_valkey)
    yield connection
    connection.close()


def connected(valkey: Valkey) -> ScriptConnection:
    """Connect to a store."""
    return ScriptConnection(connect(valkey.url, timeout=1), 1)


def test_a_store_keeps_its_name_also_when_it_was_flushed(
    own_valkey: Valkey, connection: ScriptConnection
) -> None:
    """A flush does not change the identity of a store."""
    before = connection.identify(timeout=1)
    own_valkey.client().flushall()

    assert connection.identify(timeout=1) == before != UNNAMED


def test_a_connection_knows_its_store_from_the_beginning(
    connection: ScriptConnection,
) -> None:
    """A connection knows the store's identity before its first call."""
    first = connection.store

    assert first == connection.identify(timeout=1) == connection.store


def test_a_store_has_another_name_after_a_new_start(
    own_valkey: Valkey, connection: ScriptConnection
) -> None:
    """A restarted store has another identity."""
    before = connection.identify(timeout=1)
    own_valkey.kill()
    again = connected(own_valkey.start())

    assert again.identify(timeout=1) not in (before, UNNAMED)
    again.close()


def test_a_store_has_another_name_when_it_takes_over_the_data_of_another(
    own_valkey: Valkey, connection: ScriptConnection, tmp_path: Path
) -> None:
    """A store that takes over another's data has another identity."""
    before = connection.identify(timeout=1)
    another = Valkey(tmp_path / "another").start()
    proxy, client = Proxy(another.path), own_valkey.client()

    client.replicaof("127.0.0.1", proxy.port)
    wait_until(lambda: client.info("replication")["master_link_status"] == "up")

    assert connection.identify(timeout=1) not in (before, UNNAMED)
    proxy.close()
    another.stop()


def test_a_store_that_does_not_say_has_no_name(
    own_valkey: Valkey, connection: ScriptConnection
) -> None:
    """A store that denies INFO has no identity, and scripts work."""
    own_valkey.client().acl_setuser("default", enabled=True, commands=["-info"])

    assert connection.identify(timeout=1) == UNNAMED
    connection.send([("salt", ["pt:salt:2026-11-23"], ["random", 60])])
    assert connection.read(1) == b"random"


def test_an_answer_is_seen_without_a_wait(
    own_valkey: Valkey, connection: ScriptConnection
) -> None:
    """A reply is detected without waiting, and only until it is read."""
    own_valkey.freeze()
    connection.send([("salt", ["pt:salt:2026-11-23"], ["random", 60])])

    assert not connection.is_answered()

    own_valkey.thaw()
    wait_until(connection.is_answered)
    assert connection.read(1) == b"random"
    assert not connection.is_answered()


def test_there_is_something_to_read_where_the_store_has_hung_up(
    own_valkey: Valkey, connection: ScriptConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever parser the driver has: one finds out in a look, the other later."""

    def find_out(_connection: Connection) -> bool:
        raise ConnectionFailed

    own_valkey.stop()
    wait_until(connection.is_answered)

    monkeypatch.setattr(Connection, "can_read", find_out)
    assert connection.is_answered()


def test_a_store_that_does_not_say_who_it_is_in_time_is_too_slow(
    connection: ScriptConnection,
) -> None:
    """The identity must arrive within one timeout for all replies."""
    with pytest.raises(TimedOut, match="too slow"):
        connection.identify(timeout=0)
