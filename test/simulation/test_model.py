"""The model of the store does what the scripts do in a real one."""

import random
import time
from collections.abc import Callable, Iterator

import pytest
from redis.exceptions import ResponseError

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import ExactlyOnceCall
from page_tracker.storage.scripts import ScriptConnection
from page_tracker.tracking.view import Ignored
from simulation.store import Node, Refused, Tokens
from support.rules import RULES
from support.valkey import Valkey
from support.views import view

WORKER = "w"
AT = 1_795_419_000.0


class Both:
    """Makes the same calls in a real store and in the model."""

    def __init__(self, valkey: Valkey) -> None:
        self.client = valkey.client()
        self._connection = ScriptConnection(connect(valkey.url, timeout=2), 2)
        self.node = Node("model", Tokens())
        self.node.has_scripts = True

    def call(self, call: ExactlyOnceCall, late_after: int = 0) -> tuple[str, str]:
        """Return what each says: a word of an error, or the number that it has now."""
        names, values = call.arguments(WORKER, late_after, floor=0)
        self._connection.send([(call.script, names, values)])
        command = ("EVALSHA", call.script, len(names), *names, *values)
        real = self._said(lambda: self._connection.read(2), call)
        model = self._said(lambda: self.node.execute(command, time.time()), call)
        return real, model

    @staticmethod
    def _said(ask: Callable[[], object], call: ExactlyOnceCall) -> str:
        try:
            answer = ask()
        except (ResponseError, Refused) as exc:
            return str(exc).split(maxsplit=1)[0]
        return str(answer) if call.script == "count" else "counted"

    def guards(self) -> Iterator[tuple[int, int]]:
        """Yield the number of each guard in the real store, and in the model."""
        for key in self.client.scan_iter("*:applied:*"):
            number = self.node.state.guards[str(key)][0]
            yield int(str(self.client.get(key)).split()[0]), number

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@pytest.fixture(name="both")
def fixture_both(valkey: Valkey) -> Iterator[Both]:
    """A real store and the model, both empty."""
    both = Both(valkey)
    yield both
    both.close()


def any_call(choice: random.Random) -> ExactlyOnceCall:
    """Make a call of any kind, with a number that may be anything."""
    batch = Batch(RULES, 0, AT)
    kind = choice.randrange(3)
    if kind == 0:
        batch.count_view()
    elif kind == 1:
        batch.ignore(Ignored("", "bot"))
    else:
        batch.record(view(f"/{choice.randrange(5)}", site=choice.choice("ab") + ".org"))
    (call,) = batch.guarded()
    call.number, call.journaled = choice.randrange(1, 9), True
    call.previous = choice.randrange(call.number)
    return call


@pytest.mark.parametrize("seed", range(20))
def test_any_calls_are_answered_alike_and_count_alike(both: Both, seed: int) -> None:
    """Guards refuse what is late, too early or there already, in both."""
    choice = random.Random(seed)

    answers = [both.call(any_call(choice)) for _ in range(60)]

    assert {real for real, _ in answers} >= {"GAP", "STALE", "counted"}
    assert [real for real, _ in answers] == [model for _, model in answers]
    assert all(real == model for real, model in both.guards())
    for path in (f"/{number}" for number in range(5)):
        real = sum(int(both.client.zscore(keys.pages(s), path) or 0) for s in SITES)
        assert real == both.node.state.views.get(path, 0)
    assert int(both.client.get(keys.PAGE_VIEWS) or 0) == both.node.state.counter


SITES = ("a.org", "b.org")


def test_a_call_that_nobody_waits_for_is_refused_alike(both: Both) -> None:
    """By the clock of the store."""
    batch = Batch(RULES, 0, AT)
    batch.count_view()
    (call,) = batch.guarded()
    call.number = 1

    assert both.call(call, late_after=1) == ("LATE", "LATE")


def test_a_guard_of_another_type_is_as_good_as_none_alike(both: Both) -> None:
    """The next call writes over it."""
    batch = Batch(RULES, 0, AT)
    batch.count_view()
    (call,) = batch.guarded()
    call.number = 1
    both.client.rpush(keys.applied(WORKER), "somebody else's")
    both.node.overwrite(keys.applied(WORKER), AT)

    answers = both.call(call)

    assert answers[0] == answers[1]
    assert list(both.guards()) == [(1, 1)]
