"""A measurement: one contender under load, and the median of several."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from . import load, session
from .contender import Contender
from .port import answers, free_port
from .process import Process
from .store import Store

WARM_UP = 1  # seconds
WORST = {"errors", "miscounted"}
INHERITED = ("PATH", "HOME", "LANG")
CODE = Path(__file__).parent / "contenders"


@dataclass(frozen=True)
class Measurement:  # pylint: disable=too-many-instance-attributes  # a table's row
    """Figures of one contender: seconds, bytes, requests.

    ``cpu`` is the processor time of all its processes per request; ``memory`` the sum
    of their PSS, ``largest`` the RSS of the largest of them, both after the load.
    ``errors`` and ``miscounted`` should be 0.
    """

    rate: float
    p50: float
    p99: float
    cpu: float
    memory: float
    largest: float
    start_up: float
    errors: float
    miscounted: float


@dataclass(frozen=True)
class Plan:
    """How to measure: with which interpreter, over how many connections, how long."""

    python: str
    connections: int
    seconds: int


def measure(contender: Contender, store: Store, plan: Plan) -> Measurement:
    """Start a contender on an empty store, load it, and end it."""
    store.forget()
    with serving(contender, store, plan) as (process, port):
        return _under_load(contender, store, plan, process, port)


@contextmanager
def serving(
    contender: Contender, store: Store, plan: Plan
) -> Iterator[tuple[Process, int]]:
    """Start a contender; yields it and its port when it answers, and ends it."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        with Process(
            [plan.python, *contender.arguments(port)],
            environment(contender, port, store.url, directory),
            Path(directory),
        ) as process:
            process.wait_until(lambda: answers(port))
            yield process, port


def _under_load(
    contender: Contender, store: Store, plan: Plan, process: Process, port: int
) -> Measurement:
    requests, connections = (
        contender.requests,
        contender.connections or plan.connections,
    )
    load.run(port, requests, connections, WARM_UP)
    views, cpu = store.views(requests.site), session.cpu_seconds(process.session)
    seen = load.run(port, requests, connections, plan.seconds)
    cpu = session.cpu_seconds(process.session) - cpu
    views = store.views(requests.site) - views
    return Measurement(
        rate=seen.rate,
        p50=seen.p50,
        p99=seen.p99,
        cpu=cpu / max(seen.requests, 1),
        memory=session.proportional_bytes(process.session),
        largest=session.largest_resident_bytes(process.session),
        start_up=process.start_up,
        errors=seen.errors,
        miscounted=(
            miscounted(seen.requests, views, connections) if contender.counts else 0
        ),
    )


def miscounted(answered: int, views: int, connections: int) -> int:
    """Return how many views Redis lacks, or has without a request for them.

    Requests that are under way when wrk stops may be counted though wrk does not see
    the answer: at most one a connection, at the end of the load and of the warm-up.
    """
    return max(answered - views, views - answered - 2 * connections, 0)


def environment(
    contender: Contender, port: int, redis_url: str, directory: str
) -> dict[str, str]:
    """Return a contender's environment; what it writes goes to ``directory``.

    Little is inherited: a ``WEB_CONCURRENCY`` or ``PAGE_TRACKER_UNIX_SOCKET`` of the
    caller's would change what is measured.
    """
    path = os.pathsep.join(filter(None, [str(CODE), os.environ.get("PYTHONPATH")]))
    return {
        **{name: os.environ[name] for name in INHERITED if name in os.environ},
        "PYTHONPATH": path,
        "REDIS_URL": redis_url,
        "XDG_DATA_HOME": directory,
        "XDG_RUNTIME_DIR": directory,
        **contender.variables(port),
    }


def middle(rounds: Sequence[Measurement]) -> Measurement:
    """Return the median of each figure, and the worst of those that should be 0."""
    figures: dict[str, float] = {}
    for field in fields(Measurement):
        pick = max if field.name in WORST else median
        figures[field.name] = pick([getattr(one, field.name) for one in rounds])
    return Measurement(**figures)
