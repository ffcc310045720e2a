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


def _as_many_as_asked_for(command: Command) -> list[None]:
    return [None] * (len(command) - 2)


# What each command answers for a key that is not there.
_ABSENT: dict[str, Callable[[Command], Any]] = {
    "EVAL": lambda _: b"",  # a script that only reads
    "HGET": lambda _: None,
    "HGETALL": lambda _: {},
    "HKEYS": lambda _: [],
    "HMGET": _as_many_as_asked_for,
    "SISMEMBER": lambda _: 0,
    "SMEMBERS": lambda _: set(),
    "ZCARD": lambda _: 0,
    "ZCOUNT": lambda _: 0,
    "ZMSCORE": _as_many_as_asked_for,
    "ZREVRANGE": lambda _: [],
    "ZSCORE": lambda _: None,
}

# Where a command names its first key, if not right after its name.
_PLACE_OF_KEY = {"EVAL": 3}


def ask(client: Redis, *commands: Command) -> list[Any]:
    """Return the answers to some commands, in their order.

    A key of a wrong type reads as if it was not there, and is logged. Other clients may
    come in between. Raises :class:`StorageError`.
    """
    with watched(), client.pipeline(transaction=False) as pipe:
        for command in commands:
            pipe.execute_command(*command)
        answers = pipe.execute(raise_on_error=False)
        pairs = zip(commands, answers, strict=True)
        return [_usable(command, answer) for command, answer in pairs]


Rounds = Generator[Sequence[Command], list[Any], T]
"""A reading: yields the commands of a round trip, takes the answers, returns a result.

Readings that run together share their round trips.
"""


def run(client: Redis, reading: Rounds[T]) -> T:
    """Return the result of a reading; raises :class:`StorageError` and its errors."""
    answers: list[Any] | None = None
    while True:
        try:
            # A generator that has just begun takes no answers (PEP 342).
            commands = reading.send(answers)  # type: ignore[arg-type]
        except StopIteration as end:
            result: T = end.value
            return result
        answers = ask(client, *commands) if commands else []


def together(*readings: Rounds[Any]) -> Rounds[list[Any]]:
    """Read several things at once, in as many round trips as the longest one needs.

    Commands that several readings have in common are sent once.
    """
    results: list[Any] = [None] * len(readings)
    answers: dict[int, list[Any] | None] = dict.fromkeys(range(len(readings)))
    while answers:
        asked: dict[int, Sequence[Command]] = {}
        for place, given in answers.items():
            try:
                asked[place] = readings[place].send(given)  # type: ignore[arg-type]
            except StopIteration as end:
                results[place] = end.value
        commands = list(dict.fromkeys(chain.from_iterable(asked.values())))
        found = dict(zip(commands, (yield commands), strict=True)) if commands else {}
        answers = {
            place: [found[each] for each in some] for place, some in asked.items()
        }
    return results


def site_rounds(site: str, *commands: Command) -> Rounds[list[Any]]:
    """Read the answers to some commands about a site that is known.

    It is known from its first view on, counted or not, until the owner deletes it.
    Raises :class:`UnknownSite`.
    """
    listed = "SISMEMBER", keys.SITES, site
    counted = "EXISTS", keys.totals(site)
    *answers, is_listed, is_counted = yield [*commands, listed, counted]
    if not (is_listed or is_counted):
        raise UnknownSite("nothing was counted for this site")
    return answers


def site_pipeline(client: Redis, site: str, *commands: Command) -> list[Any]:
    """Return the answers to some commands about a site, in one round trip.

    Raises :class:`UnknownSite` and :class:`StorageError`.
    """
    return run(client, site_rounds(site, *commands))


def text(stored: bytes) -> str:
    """Return a text of the store; bytes that are not UTF-8 are marked, not an error."""
    return stored.decode(errors="replace")


def is_wrong_type(error: object) -> bool:
    """Return whether the store has refused to use a key for its type."""
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)


def _usable(command: Command, answer: Any) -> Any:
    """Return an answer, or that for an absent key instead of one of a wrong type."""
    if is_wrong_type(answer):
        name = str(command[0])
        report_broken(str(command[_PLACE_OF_KEY.get(name, 1)]), WRONG_TYPE)
        return _ABSENT[name](command)
    if isinstance(answer, Exception):
        raise answer
    return answer


# A small hash (hash-max-listpack-entries) is searched from its start for every field:
# 1,000 may take 8 ms, and to read all of it far less.
_MOST = 1000

# What HMGET or HGETALL answers.
Found = Sequence[bytes | None] | Mapping[bytes, bytes]


class HashFields:
    """Asks for the numbers in some fields of a hash."""

    def __init__(self, key: str, names: Iterable[str]) -> None:
        self._key = key
        self._names = list(names)

    def command(self) -> Command:
        """Return what to ask the store: these fields, or all if they are many."""
        if len(self._names) > _MOST:
            return "HGETALL", self._key
        return "HMGET", self._key, *self._names

    def numbers(self, found: Found) -> list[int]:
        """Return the numbers of the answer in order, 0 for any that cannot be read."""
        if isinstance(found, Mapping):
            found = [found.get(name.encode()) for name in self._names]
        return [count_in(number, self._key) for number in found]
