"""A client that sends its commands one at a time, and says how much work each is."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from redis import Redis
from redis.connection import UnixDomainSocketConnection

from page_tracker.storage.client import connect
from support.processor import processor_time, wait_for_rest
from support.valkey import Valkey
from support.waiting import PATIENCE


class Work:
    """The seconds of processor time that a store has spent on each command."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = 0.0
        self.seconds: list[float] = []
        self.commands: deque[bytes] = deque()  # that are not sent yet

    def begin(self) -> None:
        """Note the processor time before a command."""
        wait_for_rest(self._pid)
        self._before = processor_time(self._pid)

    def end(self) -> None:
        """Note what the command has taken, whose answer was read."""
        wait_for_rest(self._pid)
        self.seconds.append(processor_time(self._pid) - self._before)


class _Commands(list[bytes]):
    """The commands of a pipeline, each in one piece."""


# pylint: disable-next=abstract-method  # host, which redis-py does without, too
class _Connection(UnixDomainSocketConnection):
    """Sends the next command of a pipeline when the one before is answered.

    A store would run those of a whole pipeline one after the other, and none of them
    could be told from the others.
    """

    work: Work

    def pack_commands(self, commands: Iterable[Any]) -> list[bytes]:
        pack: Any = self.pack_command  # which has no types
        return _Commands(b"".join(pack(*each)) for each in commands)

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if isinstance(command, _Commands):
            self.work.commands.extend(command)
            command = [self.work.commands.popleft()]
        self.work.begin()
        send: Any = super().send_packed_command  # which has no types
        send(command, check_health)

    def read_response(self, *args: Any, **options: Any) -> Any:
        try:
            return super().read_response(*args, **options)
        finally:
            self.work.end()
            if self.work.commands:
                self.send_packed_command([self.work.commands.popleft()])


def metered(store: Valkey) -> tuple[Redis, Work]:
    """Return a client of a store, and the work of its commands."""
    work = Work(store.pid)
    client = connect(store.url, PATIENCE)
    kind = type("Connection", (_Connection,), {"work": work})
    client.connection_pool.connection_class = kind
    return client, work
