"""``python -m bench`` with ``test`` on the path: measure, print, and judge."""

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import bars, load, machine
from .arguments import MEMORY, Arguments, parse
from .contender import CONTENDERS
from .errors import NotMeasured
from .measurement import Measurement, Plan, measure
from .memory import SIZES, grow
from .reading import PASTS, measure_reading
from .report import Rounds, Run
from .store import Store

NO_WRK = "bench: wrk is not installed (on Debian and Ubuntu: apt-get install wrk)"
FAILED, NOT_MEASURED = 1, 2  # exit statuses


def main() -> int:
    """Run the benchmark; return 0, 1 when a bar fails, 2 when nothing was measured."""
    arguments = parse()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it cleans up
    if not load.installed():
        print(NO_WRK, file=sys.stderr)
        return NOT_MEASURED
    try:
        return _benchmark(arguments)
    except NotMeasured as exc:
        print(f"bench: {exc}", file=sys.stderr)
        return NOT_MEASURED


def _benchmark(arguments: Arguments) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-store-") as directory:
        with Store(Path(directory)) as store:
            store.wait()
            conditions = _conditions(arguments, store)
            run = _run(arguments, store)
    judged = bars.judge(run.results, run.readings) if _judged(arguments) else []
    print(*run.lines(), *judged, sep="\n")
    if arguments.json:
        text = json.dumps(run.document(conditions, judged), indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return FAILED if any(not one.holds for one in judged) else 0


def _run(arguments: Arguments, store: Store) -> Run:
    plan = Plan(arguments.python, arguments.connections, arguments.seconds)
    rounds = _rounds(arguments, store, plan)
    readings = {
        name: measure_reading(store, plan, arguments.rounds, pages)
        for name, pages in PASTS.items()
        if arguments.wants(name)
    }
    growths = [grow(store, size) for size in SIZES if arguments.wants(MEMORY)]
    return Run(rounds, readings, growths)


def _rounds(arguments: Arguments, store: Store, plan: Plan) -> Rounds:
    """Measure each contender once a round, so that a slow minute hits all alike."""
    chosen = [one for one in CONTENDERS if arguments.wants(one.name)]
    rounds: dict[str, list[Measurement]] = {one.name: [] for one in chosen}
    for number in range(1, arguments.rounds + 1):
        for contender in chosen:
            print(f"round {number}: {contender.title}", file=sys.stderr)
            rounds[contender.name].append(measure(contender, store, plan))
    return rounds


def _judged(arguments: Arguments) -> bool:
    if arguments.bars and arguments.connections != bars.CONNECTIONS:
        print(f"bench: the bars are for {bars.CONNECTIONS} connections: not judged")
    return arguments.bars and arguments.connections == bars.CONNECTIONS


def _conditions(arguments: Arguments, store: Store) -> dict[str, Any]:
    """Say what the figures depend on: the machine, the versions, the plan."""
    done = subprocess.run(
        [arguments.python, machine.__file__], check=True, capture_output=True
    )
    return {
        **json.loads(done.stdout),
        "store": store.version(),
        "load": load.version(),
        "rounds": arguments.rounds,
        "seconds": arguments.seconds,
        "connections": arguments.connections,
    }


if __name__ == "__main__":
    raise SystemExit(main())
