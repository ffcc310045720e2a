"""The bars: what page-tracker must reach in one run, as its owner set them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .contender import (
    CEILING,
    CROWDED,
    FASTAPI,
    FLASK_GTHREAD,
    FLASK_SYNC,
    OURS,
    STOCK_WAITRESS,
    TWO_WORKERS,
    UNJOURNALED,
    VIEWS,
    VIEWS_UNJOURNALED,
)
from .measurement import Measurement
from .reading import UNEVEN, Reading

MEGABYTE = 1e6
CONNECTIONS = 32  # the bars are set for this load
RATES = {FLASK_SYNC: 6.0, FASTAPI: 3.0, STOCK_WAITRESS: 5.0, CEILING: 0.85}
SERVICES = (OURS, TWO_WORKERS, CROWDED, VIEWS, UNJOURNALED, VIEWS_UNJOURNALED)
RIVALS = (FLASK_SYNC, FLASK_GTHREAD, FASTAPI, STOCK_WAITRESS)

Results = Mapping[str, Measurement]
Readings = Mapping[str, Reading]


@dataclass(frozen=True)
class Bar:
    """One promise, the figure measured for it, and whether it holds."""

    promise: str
    figure: float
    holds: bool

    def __str__(self) -> str:
        return f"{'pass' if self.holds else 'FAIL'}  {self.promise}: {self.figure:.3g}"


def judge(results: Results, readings: Readings) -> list[Bar]:
    """Hold the medians of a run against every bar of what was measured."""
    return [
        *_sound(results),
        *_rates(results),
        *_latencies(results),
        *_alone(results),
        *_scaling(results),
        *_readings(readings),
    ]


def _sound(results: Results) -> Iterator[Bar]:
    for name, one in results.items():
        if name in SERVICES or one.miscounted:
            yield _under(1, one.miscounted, f"{name}: no view miscounted")
        if name in SERVICES:
            yield _under(1, one.errors, f"{name}: no request failed")


def _rates(results: Results) -> Iterator[Bar]:
    for rival, least in RATES.items():
        yield from _ratio(results, OURS, rival, least)


def _scaling(results: Results) -> Iterator[Bar]:
    yield from _ratio(results, TWO_WORKERS, OURS, 1.3)
    yield from _ratio(results, CROWDED, OURS, 0.85)
    yield from _ratio(results, VIEWS, OURS, 0.5)
    yield from _ratio(results, OURS, UNJOURNALED, 0.8)
    yield from _ratio(results, VIEWS, VIEWS_UNJOURNALED, 0.8)


def _latencies(results: Results) -> Iterator[Bar]:
    for rival in RIVALS:
        if OURS in results and rival in results:
            ratio = results[OURS].p99 / results[rival].p99
            yield _under(0.5, ratio, f"{OURS}: p99 under 0.5 of {rival}")


def _alone(results: Results) -> Iterator[Bar]:
    if OURS in results:
        ours = results[OURS]
        memory, largest = ours.memory / MEGABYTE, ours.largest / MEGABYTE
        yield _under(45, memory, f"{OURS}: PSS of all processes under 45 MB")
        yield _under(45, largest, f"{OURS}: RSS of the largest under 45 MB")
        yield _under(0.7, ours.start_up, f"{OURS}: first answer in under 0.7 s")


def _readings(readings: Readings) -> Iterator[Bar]:
    for name, one in readings.items():
        yield _under(1, one.miscounted, f"{name}: no view miscounted")
        yield _under(1, one.errors, f"{name}: no request failed")
        if one.pages == UNEVEN:
            yield from _quick(name, one)


def _quick(name: str, one: Reading) -> Iterator[Bar]:
    report, command = one.report * 1e3, one.command * 1e3
    yield _under(50, report, f"{name}: report of 90 days in under 50 ms")
    yield _under(25, command, f"{name}: longest command of the store under 25 ms")
    ratio = one.beside / one.alone
    yield _under(3, ratio, f"{name}: p99 of recording under 3 times that without")


def _ratio(results: Results, one: str, other: str, least: float) -> Iterator[Bar]:
    if one in results and other in results:
        ratio = results[one].rate / results[other].rate
        promise = f"{one}: at least {least} times the requests/s of {other}"
        yield Bar(promise, ratio, ratio >= least)


def _under(limit: float, figure: float, promise: str) -> Bar:
    return Bar(promise, figure, figure < limit)
