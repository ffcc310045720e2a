"""A flood of names: what strangers can make the service hold is bounded.

``nox -s flood`` sends a million views to a service with its usual bounds.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from page_tracker.settings import Settings
from page_tracker.storage import keys
from support.flood import KNOWN, Flood
from support.records import Site
from support.service import Service, Start
from support.sums import wrong_sums
from support.valkey import Valkey

SEED = 6
# So little room that the first half of a short flood fills it.
TIGHT = Settings(max_sites=3, max_pages=200, max_members=30, max_seen=50)
SHORT = 6000

# Bytes in the store of one more page, member and visitor, in all their lists of a day;
# the longest names that are taken have four bytes a character.
A_PAGE = 7 * (512 * 4 + 100) + 200 * 4 + 100
A_MEMBER = 2 * 8 * (200 * 4 + 100)
A_VISITOR = 250

# Bytes that the worker may grow by: what its caches may hold, and pieces in between.
SLACK = 32_000_000


@pytest.fixture(name="views")
def fixture_views(request: pytest.FixtureRequest) -> int:
    """How many views are asked for; none for a short flood."""
    return int(request.config.getoption("--flood"))


@pytest.fixture(name="bounds")
def fixture_bounds(views: int) -> Settings:
    """The usual bounds for a long flood, and tight ones for a short one."""
    return Settings() if views else TIGHT


@pytest.fixture(name="service")
def fixture_service(own_valkey: Valkey, serve: Start, bounds: Settings) -> Service:
    """A service with these bounds, which a proxy tells where requests come from."""
    options = {"trusted_proxies": "1", "rate_limit": "100000"}
    for name in ("max_sites", "max_pages", "max_members", "max_seen"):
        options[name] = str(getattr(bounds, name))
    return serve(own_valkey.url, **options)


@pytest.fixture(name="flood")
def fixture_flood(service: Service) -> Iterator[Flood]:
    """A client of the service, which knows some pages."""
    with closing(service.connect()) as connection:
        flood = Flood(connection, SEED)
        flood.begin()
        yield flood


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8").split()
    return int(status[status.index("VmRSS:") + 1]) * 1024


def used(valkey: Valkey) -> int:
    """Return the bytes that the store's data takes."""
    info: Any = valkey.client().info("memory")
    return int(info["used_memory_dataset"])


def room(bounds: Settings) -> int:
    """Return the bytes that a day of the worst views can fill."""
    pages = bounds.max_pages * A_PAGE
    rest = bounds.max_members * A_MEMBER + bounds.max_seen * A_VISITOR
    return bounds.max_sites * (pages + rest)


@pytest.mark.timeout(3600)  # for a million views
def test_a_flood_of_names_finds_an_end_and_known_pages_stay_right(
    own_valkey: Valkey, service: Service, flood: Flood, views: int, bounds: Settings
) -> None:
    """A flood of names is bounded: all views count, and known pages stay right."""
    (worker,), began, half = service.workers(), time.monotonic(), (views or SHORT) // 2
    flood.send(half)
    store, process = used(own_valkey), resident(worker)

    flood.send(half)

    print(f"\n{flood.outcomes.total():,} views in {time.monotonic() - began:.0f} s")
    print(f"{store:,} bytes in the store at half, and {used(own_valkey):,}")
    print(f"{process:,} bytes in the worker at half, and {resident(worker):,}")
    assert used(own_valkey) < min(room(bounds), 1.2 * store)
    assert resident(worker) < process + SLACK
    site = Site(own_valkey.client())
    assert site.totals["views"] == flood.views
    assert {page: site.pages[page] for page in KNOWN} == flood.known
    assert len(site.pages) == bounds.max_pages + len(["(other)"])
    assert not wrong_sums(site)
    assert own_valkey.client().scard(keys.SITES) == bounds.max_sites
