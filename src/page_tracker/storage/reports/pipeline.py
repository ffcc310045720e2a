"""Several commands in one round trip, and the fields of hashes."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import ResponseError

from page_tracker.errors import UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.broken import WRONG_TYPE, count_in, report_broken
from page_tracker.storage.health.outage import watched

Command = tuple[str | bytes | int, ...]

T = TypeVar("T")


def _one_none_per_field(command: Command) -> list[None]:
    return [None] * (len(command) - 2)


# The reply of each command for a missing key.
_ABSENT: dict[str, Callable[[Command], Any]] = {
    "EVAL": lambda _: b"",  # a script that only reads
    "HGET": lambda _: None,
    "HGETALL": lambda _: {},
    "HKEYS": lambda _: [],
    "HMGET": _one_none_per_field,
    "SISMEMBER": lambda _: 0,
    "SMEMBERS": lambda _: set(),
    "ZCARD": lambda _: 0,
    "ZCOUNT": lambda _: 0,
    "ZMSCORE": _one_none_per_field,
    "ZREVRANGE": lambda _: [],
    "ZSCORE": lambda _: None,
}

# The position of a command's first key, if not right after its name.
_KEY_POSITION = {"EVAL": 3}


def ask(client: Redis, *commands: Command) -> list[Any]:
    """Return the replies to some commands, in order.

    A key of a wrong type reads as if it was missing, and is logged. Commands of other
    clients may run in between. Raises :class:`StorageError`.
    """
    with watched(), client.pipeline(transaction=False) as pipe:
        for command in commands:
            pipe.execute_command(*command)
        answers = pipe.execute(raise_on_error=False)
        pairs = zip(commands, answers, strict=True)
        return [_usable(command, answer) for command, answer in pairs]


Rounds = Generator[Sequence[Command], list[Any], T]
"""A reading: yields commands, receives their replies, and returns a result.

Readings that run together share their round trips.
"""


def run(client: Redis, reading: Rounds[T]) -> T:
    """Return the result of a reading; raises :class:`StorageError` and its errors."""
    answers: list[Any] | None = None
    while True:
        try:
            # A generator that has just begun receives no value (PEP 342).
            commands = reading.send(answers)  # type: ignore[arg-type]
        except StopIteration as end:
            result: T = end.value
            return result
        answers = ask(client, *commands) if commands else []


def together(*readings: Rounds[Any]) -> Rounds[list[Any]]:
    """Run several readings in as many round trips as the longest one needs.

    A command that several readings have in common is sent once.
    """
    results: list[Any] = [None] * len(readings)
    answers: dict[int, list[Any] | None] = dict.fromkeys(range(len(readings)))
    while answers:
        pending: dict[int, Sequence[Command]] = {}
        for place, replies in answers.items():
            try:
                pending[place] = readings[place].send(replies)  # type: ignore[arg-type]
            except StopIteration as end:
                results[place] = end.value
        commands = list(dict.fromkeys(chain.from_iterable(pending.values())))
        found = dict(zip(commands, (yield commands), strict=True)) if commands else {}
        answers = {
            place: [found[each] for each in some] for place, some in pending.items()
        }
    return results


def site_rounds(site: str, *commands: Command) -> Rounds[list[Any]]:
    """Read the replies to some commands about a known site.

    A site is known from its first view on, counted or ignored, until the owner deletes
    it. Raises :class:`UnknownSite`.
    """
    listed = "SISMEMBER", keys.SITES, site
    counted = "EXISTS", keys.totals(site)
    *answers, is_listed, is_counted = yield [*commands, listed, counted]
    if not (is_listed or is_counted):
        raise UnknownSite("nothing was counted for this site")
    return answers


def site_pipeline(client: Redis, site: str, *commands: Command) -> list[Any]:
    """Return the replies to some commands about a site, in one round trip.

    Raises :class:`UnknownSite` and :class:`StorageError`.
    """
    return run(client, site_rounds(site, *commands))


def text(stored: bytes) -> str:
    """Decode a text from the store; invalid UTF-8 is replaced, not an error."""
    return stored.decode(errors="replace")


def is_wrong_type(error: object) -> bool:
    """Return whether the store has rejected a command because of a key's type."""
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)


def _usable(command: Command, answer: Any) -> Any:
    """Return a reply, or that for a missing key if the key has a wrong type."""
    if is_wrong_type(answer):
        name = str(command[0])
        report_broken(str(command[_KEY_POSITION.get(name, 1)]), WRONG_TYPE)
        return _ABSENT[name](command)
    if isinstance(answer, Exception):
        raise answer
    return answer


# A small hash (hash-max-listpack-entries) is searched from its start for every field:
# looking up 1,000 fields may take 8 ms, and reading the whole hash far less.
_MAX_FIELDS = 1000

# The reply of HMGET or HGETALL.
HashReply = Sequence[bytes | None] | Mapping[bytes, bytes]


class HashFields:
    """Queries the numbers in some fields of a hash."""

    def __init__(self, key: str, names: Iterable[str]) -> None:
        self._key = key
        self._names = list(names)

    def command(self) -> Command:
        """Return the command: these fields, or the whole hash if they are many."""
        if len(self._names) > _MAX_FIELDS:
            return "HGETALL", self._key
        return "HMGET", self._key, *self._names

    def numbers(self, found: HashReply) -> list[int]:
        """Return the numbers in the reply, in order; 0 for any that cannot be read."""
        if isinstance(found, Mapping):
            found = [found.get(name.encode()) for name in self._names]
        return [count_in(number, self._key) for number in found]
