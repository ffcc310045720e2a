"""No command names keys of two slots, so that a Redis Cluster could take each."""

import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from redis import Redis
from redis.crc import key_slot

from page_tracker.storage.scripts import SCRIPTS, TWO_SLOTS
from support.promises import TOKEN, check_counting, check_edits, check_reading
from support.servers import EVERY_PROGRAM, Server
from support.service import Start
from support.waiting import wait_until

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_END = "the end of the test"

# Commands without a key, and those that have one key each.
_KEYLESS = {"AUTH", "CLIENT", "INFO", "SCRIPT", "SELECT", "TIME", "HELLO", "PING"}
_SEVERAL = {"EXISTS", "UNLINK"}


class Monitor:
    """Reads every command that a store runs, also those of scripts."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._connection: Any = client.connection_pool.get_connection()
        self._connection.send_command("MONITOR")
        assert self._connection.read_response() == "OK"
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def commands(self) -> list[tuple[bool, list[str]]]:
        """Stop; returns whether each command is one of a script, and its words."""
        self._client.echo(_END)
        wait_until(lambda: not self._thread.is_alive())
        self._connection.disconnect()
        return [(" lua] " in line[:60], _WORD.findall(line)) for line in self._lines]

    def _read(self) -> None:
        while not self._lines or _END not in self._lines[-1]:
            self._lines.append(self._connection.read_response(timeout=30))


def keys_of(words: Sequence[str]) -> Sequence[str]:
    """Return the keys that a command names, as a server finds them."""
    name = words[0].upper()
    if name in ("EVAL", "EVALSHA"):
        return words[3 : 3 + int(words[2])]
    if name in _KEYLESS:
        return ()
    return words[1:] if name in _SEVERAL else words[1:2]


def slots_of(words: Sequence[str]) -> set[int]:
    """Return the slots of the keys that a command names."""
    return {key_slot(key.encode()) for key in keys_of(words)}


def wrong(commands: list[tuple[bool, list[str]]]) -> Iterator[list[str]]:
    """Yield commands with keys of several slots, and those of scripts elsewhere."""
    declared: set[int] = set()
    for is_of_script, words in commands:
        slots = slots_of(words)
        if not is_of_script:
            declared = slots
        if len(slots) > 1 or (is_of_script and not slots <= declared):
            yield words


@EVERY_PROGRAM
def test_every_command_of_a_service_stays_in_one_slot(
    serve: Start, server: Server
) -> None:
    """Counting, reports, edits: each call has the keys of one site, or of none."""
    client = server.client()
    service = serve(server.url, token=TOKEN, redis_timeout="5")
    monitor = Monitor(client)

    check_counting(service, client)
    check_reading(service)
    check_edits(service, client)
    found = monitor.commands()[:-1]

    called = [words for is_of_script, words in found if words[0].startswith("EVAL")]
    assert len(called) > len(SCRIPTS)
    # Which is sent to find out that a store is a Cluster.
    assert {tuple(words) for words in wrong(found)} <= {TWO_SLOTS}


@pytest.mark.parametrize(
    "words",
    [
        ["EVALSHA", "sha", "2", "pt:{a.org}:totals", "pt:{b.org}:totals"],
        ["UNLINK", "pt:{a.org}:totals", "pt:sites"],
    ],
    ids=["a script", "several keys"],
)
def test_keys_of_two_slots_are_seen(words: list[str]) -> None:
    """The check itself finds what it looks for, also in a script."""
    inner = ["GET", "pt:{b.org}:totals"]
    outer = ["EVALSHA", "sha", "1", "pt:{a.org}:totals"]

    assert list(wrong([(False, words)])) == [words]
    assert list(wrong([(False, outer), (True, inner)])) == [inner]
