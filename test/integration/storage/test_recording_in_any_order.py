"""Whatever is sent, and whatever becomes of the replies, each view counts once."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ResponseError

from page_tracker.storage.client import connect
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.journaling import number
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.storage.scripts import SCRIPTS
from page_tracker.tracking.local_time import LocalHour, local_hour
from page_tracker.tracking.view import Ignored, View
from support.expected import expected_of, stored_of
from support.proxy import Proxy, once
from support.records import AT, Site
from support.rules import RULES
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view

TIGHT = replace(RULES, pages=3, members=2, seen=5)
WORKERS = 3
SITES = ("a.org", "b.org")
DAYS = [*range(0, 20, 4)]  # of two months

# Each example empties the store itself.
EMPTIED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

VIEWS: st.SearchStrategy[View] = st.builds(
    view,
    st.sampled_from([f"/{number}" for number in range(6)]),
    st.sampled_from(["", "ada", "bob", "eve", "dan"]),
    site=st.sampled_from(SITES),
    event=st.sampled_from(["", "", "", "play", "stop", "wait"]),
    referrer=st.sampled_from(["(direct)", "Google", "Bing", "b.org", "(other)"]),
    browser=st.sampled_from(["Firefox", "Chrome", "Safari", "Edge"]),
    country=st.sampled_from(["DE", "FR", "(unknown)"]),
)
LEFT_OUT = st.sampled_from([Ignored("a.org", "bot"), Ignored("", "unknown_site")])
ENTRIES = st.lists(VIEWS | LEFT_OUT, min_size=1, max_size=8)


def _cut(_data: bytes) -> None:
    return None


def _lose_the_reply(proxy: Proxy) -> None:
    proxy.meddle = once(_cut)


def _lose_the_rest(proxy: Proxy) -> None:
    def keep_some(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)  # a reply has two of them
        return b"".join(lines[: len(lines) // 4 * 2]) + b"-LOADING now\r\n"

    proxy.meddle = once(keep_some)


def _hurt_nothing(proxy: Proxy) -> None:
    proxy.meddle = bytes


class Step(NamedTuple):
    """A batch that a worker sends, and what happens to its reply.

    ``wait`` says that the worker waits for it at once, and not only when it has to.
    """

    worker: int
    day: int
    entries: list[View | Ignored]
    hurt: Callable[[Proxy], None]
    wait: bool


STEPS = st.lists(
    st.builds(
        Step,
        worker=st.integers(0, WORKERS - 1),
        day=st.sampled_from(DAYS),
        entries=ENTRIES,
        hurt=st.sampled_from([_hurt_nothing, _lose_the_reply, _lose_the_rest]),
        wait=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def make(rules: RecordingLimits, day: int, entries: list[View | Ignored]) -> Batch:
    """Make a batch of a day that has some entries."""
    batch = Batch(rules, time.monotonic() + 2, AT + day * 24 * 3600)
    for each in entries:
        if isinstance(each, View):
            batch.record(each)
        else:
            batch.ignore(each)
    return batch


class Workers:
    """Workers that send batches through a proxy that meddles."""

    def __init__(self, proxy: Proxy, rules: RecordingLimits) -> None:
        self._proxy = proxy
        self._rules = rules
        self._lanes = [
            BatchWriter(connect(proxy.url, timeout=5)) for _ in range(WORKERS)
        ]
        self._under_way: dict[int, Batch] = {}

    def take(self, step: Step) -> None:
        """Send a batch, after the worker's last one is settled."""
        self._settle(step.worker)
        step.hurt(self._proxy)
        batch = make(self._rules, step.day, step.entries)
        self._lanes[step.worker].begin(batch)
        self._under_way[step.worker] = batch
        if step.wait:
            self._settle(step.worker)

    def finish(self) -> None:
        """Settle what is still under way, and end."""
        for worker, lane in enumerate(self._lanes):
            self._settle(worker)
            lane.close()

    def _settle(self, worker: int) -> None:
        batch = self._under_way.pop(worker, None)
        if batch is not None:
            self._lanes[worker].settle(batch)
            assert batch.unavailable is None


def sent_to(site: str, steps: list[Step]) -> list[tuple[LocalHour, View]]:
    """Return the views of a site with their moments."""
    return [
        (local_hour(AT + step.day * 24 * 3600, RULES.zone), entry)
        for step in steps
        for entry in step.entries
        if isinstance(entry, View) and entry.site == site
    ]


@pytest.mark.parametrize("rules", [RULES, TIGHT], ids=["roomy", "tight"])
@given(steps=STEPS)
@EMPTIED
def test_each_view_counts_once_and_everything_adds_up(
    proxy: Proxy, client: Redis, rules: RecordingLimits, steps: list[Step]
) -> None:
    """Through lost and half replies, and however the workers' batches mix."""
    client.flushdb()
    workers = Workers(proxy, rules)

    for step in steps:
        workers.take(step)
    workers.finish()

    for site in SITES:
        expected, found = expected_of(sent_to(site, steps)), Site(client, site)
        assert not wrong_sums(found)
        assert found.totals.get("views") == expected.get("totals", {}).get("views")
        if rules is RULES:
            assert stored_of(found) == expected
        else:
            assert_bounded(found)


def assert_bounded(site: Site) -> None:
    """Assert that no list is longer than it may be, and one for the others."""
    assert len(site.pages) <= TIGHT.pages + 1
    for day in {field.split(":")[0] for field in site.days}:
        assert site.seen(day) <= TIGHT.seen
        for dimension in ("referrers", "browsers", "countries", "events"):
            assert len(site.top(dimension, day)) <= TIGHT.members + 1
            assert len(site.top(dimension, day[:7])) <= TIGHT.members + 1


class Wire:
    """Sends batches as workers do, and again as lost connections may."""

    def __init__(self, valkey: Valkey) -> None:
        self.client: Any = valkey.client()
        self._sent: defaultdict[int, list[list[tuple[Any, ...]]]] = defaultdict(list)
        self._answers: dict[int, list[Any]] = {}
        self._ledgers: defaultdict[int, Ledger] = defaultdict(Ledger)

    def send(self, worker: int, batch: Batch) -> None:
        """Send a batch that comes after all others of the worker."""
        number(self._ledgers[worker], batch.guarded())
        calls = []
        for call in batch.calls():
            names, values = call.arguments(f"w{worker}", late_after=2**52, floor=0)
            calls.append((SCRIPTS[call.script], len(names), *names, *values))
        self._sent[worker].append(calls)
        self._answers[worker] = [self.client.eval(*call) for call in calls]

    def repeat(self, worker: int, age: int) -> None:
        """Send one of the worker's batches again, the last one or one before."""
        for calls in self._sent[worker][-1 - age :][:1]:
            is_last = calls is self._sent[worker][-1]
            answers = [self._again(call) for call in calls]
            assert answers == self._answers[worker] if is_last else answers

    def _again(self, call: tuple[Any, ...]) -> Any:
        try:
            return self.client.eval(*call)
        except ResponseError as exc:
            assert str(exc).startswith("STALE")
            return None


SENDS = st.tuples(st.integers(0, WORKERS - 1), st.sampled_from(DAYS), ENTRIES)
REPEATS = st.tuples(st.integers(0, WORKERS - 1), st.integers(0, 2))


@given(steps=st.lists(SENDS | REPEATS, min_size=1, max_size=12))
@EMPTIED
def test_what_comes_again_changes_nothing_and_is_answered_as_before(
    valkey: Valkey, steps: list[tuple[Any, ...]]
) -> None:
    """A repeated batch changes nothing and gets its reply; an older one is rejected."""
    wire = Wire(valkey)
    wire.client.flushdb()
    for worker, *what in steps:
        if len(what) == 2:
            wire.send(worker, make(TIGHT, *what))
        else:
            before = {key: wire.client.dump(key) for key in wire.client.keys("*")}
            wire.repeat(worker, *what)
            after = {key: wire.client.dump(key) for key in wire.client.keys("*")}
            assert after == before

    for name in SITES:
        site = Site(wire.client, name)
        assert not wrong_sums(site)
        assert_bounded(site)
