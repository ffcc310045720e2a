"""The load: wrk on keep-alive connections, and what it says when it is done."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import NotMeasured
from .port import HOST

SCRIPTS = Path(__file__).parent
THREADS = 2
PATIENCE = 30  # seconds that wrk may take longer than it was told
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
COUNT = re.compile(r"(\d+) requests in")
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
P50 = re.compile(r"^ +50% +([\d.]+)([a-z]+)", re.M)
P99 = re.compile(r"^ +99% +([\d.]+)([a-z]+)", re.M)
SOCKET_ERRORS = re.compile(
    r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"
)
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


@dataclass(frozen=True)
class Requests:
    """What is asked for: ``path`` with GET, or what a script of wrk's sends there.

    Each is a view of ``site``; without one, of the plain counter.
    """

    path: str = "/"
    script: str | None = None
    site: str | None = None


GET = Requests()


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw; latencies in seconds.

    ``errors`` are failed connections, reads and writes, time-outs, and answers that
    are not 2xx or 3xx.
    """

    requests: int
    rate: float
    p50: float
    p99: float
    errors: int


def installed() -> bool:
    """Say whether there is a wrk to run."""
    return shutil.which("wrk") is not None


def version() -> str:
    """Say which wrk it is; it exits with 1 after it has said so."""
    done = subprocess.run(["wrk", "-v"], check=False, capture_output=True, text=True)
    return done.stdout.partition(" [")[0]


def run(port: int, requests: Requests, connections: int, seconds: int) -> Load:
    """Load the service at ``port`` for a number of seconds.

    Every connection asks again as soon as it has its answer. Raises
    :class:`NotMeasured` when there was none at all.
    """
    command = ["wrk", "--latency", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s"]
    if requests.script:
        command += ["-s", str(SCRIPTS / requests.script)]
    done = subprocess.run(
        [*command, f"http://{HOST}:{port}{requests.path}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=seconds + PATIENCE,
    )
    if done.returncode or "\n  0 requests in" in done.stdout:
        raise NotMeasured(f"wrk had no answers: {done.stdout}{done.stderr}")
    return parse(done.stdout)


def parse(text: str) -> Load:
    """Read wrk's report; raise ``ValueError`` when it is not one."""
    return Load(
        requests=int(_found(COUNT, text)[1]),
        rate=float(_found(RATE, text)[1]),
        p50=_seconds(_found(P50, text)),
        p99=_seconds(_found(P99, text)),
        errors=_errors(text),
    )


def _seconds(percentile: re.Match[str]) -> float:
    return float(percentile[1]) * UNITS[percentile[2]]


def _errors(text: str) -> int:
    lines = (SOCKET_ERRORS.search(text), REFUSED.search(text))  # said only if any
    return sum(int(number) for line in lines if line for number in line.groups())


def _found(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.search(text)
    if match is None:
        raise ValueError(f"wrk did not say {pattern.pattern!r}: {text!r}")
    return match
