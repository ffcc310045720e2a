"""Reading beside recording: what reports cost, and what they cost those who record."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from support.history import History

from . import load
from .contender import BY_NAME, VIEWS, VIEWS_OF_SITE
from .measurement import WARM_UP, Plan, miscounted, serving
from .readers import Readers, read
from .store import Store

DAYS, PAGES, DAY_VIEWS = 400, 5000, 20_000
READERS = 8
CONNECTIONS = 8  # that record
READ_ALONE = 10  # reports a round

# How the views of a day are spread: by Zipf's law, or over all pages alike, which is
# harder: then the pages at the top of its days do not tell those of a period.
UNEVEN, EVEN = "uneven", "even"
PASTS = {"reading": UNEVEN, "reading-even": EVEN}

REPORTS_OF = f"/api/v1/sites/{VIEWS_OF_SITE.site}"
REPORT = f"{REPORTS_OF}/top/pages?period=90d"
# What a dashboard shows.
REPORTS = (
    REPORT,
    f"{REPORTS_OF}",
    f"{REPORTS_OF}/series?period=90d",
    f"{REPORTS_OF}/top/pages?period=year",
    f"{REPORTS_OF}/top/entry_pages?period=30d",
    f"{REPORTS_OF}/top/referrers?period=90d",
    f"{REPORTS_OF}/top/pages?period=90d&compare=previous",
)


@dataclass(frozen=True)
class Reading:  # pylint: disable=too-many-instance-attributes  # a table's row
    """Reports and recording on one service; in seconds.

    ``report`` is what one report of ninety days takes while nothing else happens.
    ``command`` is what the longest command of the store took, whose name is
    ``longest``. ``alone`` and ``beside`` are the p99 of recording without and with
    readers, who got ``reports`` a second. ``memory`` is what the store uses, in bytes.
    ``errors`` and ``miscounted`` should be 0. ``pages`` is a value of :data:`PASTS`.
    """

    pages: str
    memory: int
    report: float
    command: float
    longest: str
    alone: float
    beside: float
    reports: float
    errors: int
    miscounted: int

    def __str__(self) -> str:
        return "\n".join(
            [
                f"reading: {PAGES:,} {self.pages} pages a day for {DAYS} days,"
                f" {self.memory / 1e6:,.0f} MB in the store",
                f"  a report of 90 days, median: {self.report * 1e3:.1f} ms",
                f"  longest command of the store: {self.command * 1e3:.1f} ms"
                f" {self.longest}",
                f"  recording over {CONNECTIONS} connections, p99:"
                f" {self.alone * 1e3:.2f} ms alone, {self.beside * 1e3:.2f} ms beside"
                f" {READERS} readers of {self.reports:.0f} reports/s",
                f"  failed {self.errors}, miscounted {self.miscounted}",
            ]
        )


@dataclass(frozen=True)
class Recorded:
    """What a load saw, and how many of its views were miscounted."""

    p99: float
    errors: int
    miscounted: int


@dataclass(frozen=True)
class Round:
    """Reports alone, in seconds each, recording alone, and both.

    Beside recording there were ``rate`` reports a second; ``failed`` got no answer.
    """

    reports: Sequence[float]
    alone: Recorded
    beside: Recorded
    rate: float
    failed: int


def measure_reading(store: Store, plan: Plan, rounds: int, pages: str) -> Reading:
    """Fill the store with a past, start the service, and do both at a time.

    ``pages`` is a value of :data:`PASTS`.
    """
    store.forget()
    print(f"reading: filling the store with {pages} pages", file=sys.stderr)
    History(
        site=VIEWS_OF_SITE.site or "",
        last=datetime.now(UTC).date(),
        days=DAYS,
        pages=PAGES,
        views=DAY_VIEWS,
        flat=pages == EVEN,
    ).fill(store.client)
    memory = store.memory()
    store.watch_commands()
    with serving(BY_NAME[VIEWS], store, plan) as (_, port):
        load.run(port, VIEWS_OF_SITE, CONNECTIONS, WARM_UP)
        for path in REPORTS:
            read(port, path)
        done = [_round(store, plan, port, number) for number in range(1, rounds + 1)]
    seconds, command = store.longest_command()
    return _reading(done, pages=pages, memory=memory, command=seconds, longest=command)


def _round(store: Store, plan: Plan, port: int, number: int) -> Round:
    print(f"round {number}: reading", file=sys.stderr)
    reports = [read(port, REPORT) for _ in range(READ_ALONE)]
    alone = _record(store, plan, port)
    with Readers(port, REPORTS, READERS) as readers:
        beside = _record(store, plan, port)
    return Round(reports, alone, beside, readers.rate, readers.failed)


def _record(store: Store, plan: Plan, port: int) -> Recorded:
    before = store.views(VIEWS_OF_SITE.site)
    seen = load.run(port, VIEWS_OF_SITE, CONNECTIONS, plan.seconds)
    views = store.views(VIEWS_OF_SITE.site) - before
    return Recorded(
        seen.p99, seen.errors, miscounted(seen.requests, views, CONNECTIONS)
    )


def _reading(rounds: Sequence[Round], **more: Any) -> Reading:
    """Sum rounds up: by the median, but flaws by their sum."""
    recorded = [each for one in rounds for each in (one.alone, one.beside)]
    return Reading(
        report=median(seconds for one in rounds for seconds in one.reports),
        alone=median(one.alone.p99 for one in rounds),
        beside=median(one.beside.p99 for one in rounds),
        reports=median(one.rate for one in rounds),
        errors=sum(each.errors for each in recorded) + sum(r.failed for r in rounds),
        miscounted=sum(each.miscounted for each in recorded),
        **more,
    )
