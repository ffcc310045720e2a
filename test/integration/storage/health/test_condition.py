"""What is wrong with a real store is found by asking it, and nothing is changed."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import RedisError

from page_tracker.storage.client import connect
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.health import condition
from page_tracker.storage.health.condition import diagnose
from support.diagnosis import PATIENCE, PATTERNS, names
from support.proxy import Proxy
from support.sentinel import Sentinel
from support.servers import EVERY_PROGRAM, Server
from support.valkey import Valkey
from support.waiting import wait_until


@EVERY_PROGRAM
def test_a_healthy_store_has_nothing_wrong_and_stays_as_it_is(server: Server) -> None:
    """No key is written, not even for a moment: nothing is replicated, nor synced."""
    client = server.client()
    before = client.info("persistence")["rdb_changes_since_last_save"]

    found = [names(server.url) for _ in range(2)]

    assert found == [[], []]
    assert client.info("persistence")["rdb_changes_since_last_save"] == before
    assert client.dbsize() == 0


def test_the_embedded_store_has_nothing_wrong(tmp_path: Path) -> None:
    """The store that the service starts by itself takes writes and evicts nothing."""
    embedded = Embedded(tmp_path)
    embedded.start()

    try:
        assert not names(embedded.url)
    finally:
        embedded.stop()


def _fill(client: Redis) -> None:
    client.config_set("maxmemory", 1)


def _demote(client: Redis) -> None:
    client.replicaof("127.0.0.1", "1")


def _orphan(client: Redis) -> None:
    _demote(client)
    client.config_set("replica-serve-stale-data", "no")


def _want_replicas(client: Redis) -> None:
    client.config_set("min-replicas-to-write", 1)


def _break_the_disk(client: Redis) -> None:
    """Let a snapshot fail: a directory has its name."""
    directory: Any = client.config_get("dir")["dir"]
    (Path(directory) / "dump.rdb" / "full").mkdir(parents=True)
    client.config_set("save", "1 1")
    client.set("changed", 1)
    client.bgsave()
    wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")


@EVERY_PROGRAM
@pytest.mark.parametrize(
    ("hurt", "name"),
    [
        pytest.param(_fill, "out_of_memory", id="out of memory"),
        pytest.param(_demote, "read_only", id="a replica"),
        pytest.param(_orphan, "read_only", id="a replica without its primary"),
        pytest.param(_want_replicas, "not_enough_replicas", id="too few replicas"),
        pytest.param(_break_the_disk, "cannot_persist", id="a broken disk"),
    ],
)
def test_a_store_that_answers_and_rejects_writes_is_found(
    server: Server, hurt: Callable[[Redis], None], name: str
) -> None:
    """PING would succeed; the write that is attempted fails as a view would."""
    hurt(server.client())

    (found,) = diagnose(connect(server.url, PATIENCE), PATIENCE)

    assert (found.name, found.refuses_writes) == (name, True)


@EVERY_PROGRAM
@pytest.mark.parametrize("may_ask", [True, False], ids=["INFO", "no INFO"])
def test_a_store_that_evicts_keys_is_a_warning(server: Server, may_ask: bool) -> None:
    """Counts may vanish although the store takes writes. INFO is needed to find it."""
    server.client().config_set("maxmemory", "100mb")
    server.client().config_set("maxmemory-policy", "allkeys-lru")
    rules = ["+@all"] if may_ask else ["+@all", "-info"]

    found = diagnose(connect(server.user(*PATTERNS, *rules), PATIENCE), PATIENCE)

    assert [(each.name, each.refuses_writes) for each in found] == (
        [("evicting", False)] if may_ask else [("no_identity", False)]
    )


@EVERY_PROGRAM
@pytest.mark.parametrize(
    ("maxmemory", "policy"), [("0", "allkeys-lru"), ("100mb", "noeviction")]
)
def test_a_store_with_room_or_without_eviction_is_no_warning(
    server: Server, maxmemory: str, policy: str
) -> None:
    """Eviction is a warning only with both a memory limit and an eviction policy."""
    server.client().config_set("maxmemory", maxmemory)
    server.client().config_set("maxmemory-policy", policy)

    assert not names(server.url)


@EVERY_PROGRAM
@pytest.mark.parametrize("policy", ["volatile-ttl"])
def test_what_refuses_writes_comes_before_a_warning(
    server: Server, policy: str
) -> None:
    """Findings that reject writes come before warnings."""
    server.client().config_set("maxmemory-policy", policy)
    _fill(server.client())

    assert names(server.url) == ["out_of_memory", "evicting"]


@EVERY_PROGRAM
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?db=99", "wrong_database"),
        ("?password=wrong", "wrong_password"),
        ("?username=app&password=wrong", "wrong_password"),
    ],
)
def test_a_store_that_rejects_the_client_is_found(
    server: Server, query: str, name: str
) -> None:
    """The first words of a connection may be refused."""
    server.user("+@all")

    assert names(server.url + query) == [name]


@EVERY_PROGRAM
def test_a_store_with_a_password_that_was_not_given_is_found(server: Server) -> None:
    """A password that was set later is asked for at once."""
    server.client().config_set("requirepass", "x")

    assert names(server.url) == ["wrong_password"]
    assert not names(f"{server.url}?password=x")


@EVERY_PROGRAM
def test_a_sentinel_is_found(program: str, tmp_path: Path) -> None:
    """A Sentinel answers PING and INFO, and has no data."""
    sentinel = Sentinel(tmp_path / "s", primary=1)
    sentinel.program = program
    sentinel.start()

    try:
        assert names(sentinel.url) == ["is_sentinel"]
        assert names(f"{sentinel.url}?db=1") == ["unknown_command"]
    finally:
        sentinel.stop()


@EVERY_PROGRAM
def test_a_node_of_a_cluster_is_found(program: str, tmp_path: Path) -> None:
    """A node has a part of the slots only, and would move calls away."""
    port = _free_port()
    node = Server(tmp_path / "n", program, cluster_enabled="yes", port=str(port))
    node.start()

    try:
        assert names(node.url) == ["is_cluster_node"]
    finally:
        node.stop()


def _free_port() -> int:
    """Return a port that nobody listens on; a node needs one, and this plus 10000."""
    for port in range(15_000, 25_000):
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            return port
    raise AssertionError("there is no free port")


@EVERY_PROGRAM
def test_a_store_that_runs_a_long_script_is_found(server: Server) -> None:
    """The store rejects commands until the script is killed."""
    client = server.client()
    client.config_set("lua-time-limit", 1)

    def run() -> None:
        with pytest.raises(RedisError):
            server.client().eval("while true do end", 0)

    running = threading.Thread(target=run)
    running.start()
    try:
        wait_until(lambda: names(server.url) == ["busy_script"])
    finally:
        client.script_kill()
        running.join()

    assert not names(server.url)


def test_a_store_that_hangs_is_found_by_the_deadline(own_valkey: Valkey) -> None:
    """Connections are accepted by the kernel, and no answer comes."""
    own_valkey.freeze()

    assert names(own_valkey.url, timeout=0.2) == ["timeout"]


def test_a_store_that_answers_ever_more_slowly_is_found_by_the_deadline(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that answers ever more slowly is found by the common deadline."""
    clock = iter(range(100))
    monkeypatch.setattr(condition, "monotonic", lambda: next(clock))

    assert names(proxy.url, timeout=2) == ["timeout"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("redis://127.0.0.1:1", "unreachable"),
        ("unix:///nowhere/socket", "unreachable"),
        ("redis://store.invalid", "unresolved_host"),
    ],
)
def test_a_store_that_cannot_be_connected_is_found(url: str, name: str) -> None:
    """An unreachable store is a finding, whatever error the driver raises."""
    assert names(url) == [name]


def test_a_store_that_resets_connections_is_unreachable(proxy: Proxy) -> None:
    """A store that resets connections is reported as unreachable."""
    proxy.meddle = lambda _data: None

    assert names(proxy.url) == ["unreachable"]


def test_a_server_that_speaks_another_protocol_is_found(proxy: Proxy) -> None:
    """A web server answers with words that are no replies, and has no such TLS."""
    proxy.meddle = lambda _data: b"HTTP/1.1 400 Bad Request\r\n\r\n"

    assert names(proxy.url) == ["not_redis"]
    assert names(proxy.url.replace("redis:", "rediss:"), 0.5) in (
        ["tls_failure"],
        ["timeout"],
    )


def test_a_script_that_the_store_has_lost_is_loaded_again(own_valkey: Valkey) -> None:
    """A script that was flushed is loaded again."""
    client = own_valkey.client()
    assert not names(own_valkey.url)
    client.script_flush()

    assert not names(own_valkey.url)


def test_a_connection_that_fails_in_between_is_closed(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A diagnosis that fails in between closes its connection."""

    def fail(*_arguments: object) -> None:
        raise ConnectionFailed("in between")

    client = own_valkey.client()
    monkeypatch.setattr(condition, "_evicts", fail)
    found = names(own_valkey.url)

    wait_until(lambda: len(client.client_list()) == 1)
    assert found == ["unreachable"]
