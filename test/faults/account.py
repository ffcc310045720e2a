"""The account of a load: the answers to all views, and so what the store must hold."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from redis import Redis

from faults.numbers import page_views
from page_tracker.storage import keys
from support.records import Site
from support.sums import wrong_sums


class Page(NamedTuple):
    """What is viewed: a page of a site; of no site, the plain counter."""

    site: str
    path: str


PLAIN = Page("", "/")

COUNTED, QUEUED = "counted", "queued"
"""What the service says of a view that it takes."""

REFUSED = "refused"
"""The service has no place for the view: it must not be counted."""

FAILED = "failed"
"""The store has failed: the view must not be counted, unless the store did and died."""

UNCERTAIN = "uncertain"
"""The connection broke between question and answer: it may be counted, once."""

HUNG = "hung"
"""There was no answer for so long that nobody would still wait."""

_TAKEN = (COUNTED, QUEUED)


class Account:
    """The answers to the views of all visitors, by page; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: Counter[tuple[Page, str]] = Counter()
        self._visitors: set[tuple[Page, str, bool]] = set()
        self._failed: set[tuple[str, str]] = set()  # site and visitor
        self._numbers: Counter[int] = Counter()

    def __str__(self) -> str:
        """Return how many views of all pages got each answer."""
        kinds = (COUNTED, QUEUED, REFUSED, FAILED, UNCERTAIN, HUNG)
        return ", ".join(f"{self.total(each)} {each}" for each in kinds)

    def enter(self, page: Page, told: str, visitor: str, number: int = 0) -> None:
        """Note the answer to a view of a visitor, and its number if there is one."""
        with self._lock:
            self._told[page, told] += 1
            if told in (*_TAKEN, UNCERTAIN):
                self._visitors.add((page, visitor, told == COUNTED))
            if told == FAILED:
                self._failed.add((page.site, visitor))
            if number:
                self._numbers[number] += 1

    def total(self, *told: str) -> int:
        """Count the views of all pages that got one of these answers."""
        with self._lock:
            return sum(count for (_, each), count in self._told.items() if each in told)

    def of_sites(self) -> int:
        """Count the views of pages of sites that were taken."""
        with self._lock:
            return sum(
                count
                for (page, told), count in self._told.items()
                if page != PLAIN and told in _TAKEN
            )

    def given_twice(self) -> list[int]:
        """Return the numbers of the plain counter that more than one view was given."""
        with self._lock:
            return [number for number, times in self._numbers.items() if times > 1]

    def wrong(self, client: Redis, slack: int = 0, days: int = 1) -> list[str]:
        """Return where the store contradicts the answers: nothing, if all is well.

        ``slack`` is how many views of a page may be counted though they failed, and
        with them their visitors: those whose answer died with the store. On each of
        ``days`` a person is a visitor again; and may be none in a view that was queued,
        as a worker that starts while the store is away does not know the salt of the
        day.
        """
        with self._lock:
            sites = self._wrong_sites(client, slack, days)
            return [*self._wrong_views(client, slack), *sites]

    def _wrong_views(self, client: Redis, slack: int) -> Iterator[str]:
        if hung := sum(n for (_, told), n in self._told.items() if told == HUNG):
            yield f"{hung} visitors had no answer"
        for page in sorted({page for page, _ in self._told}):
            least = sum(self._told[page, told] for told in _TAKEN)
            most = least + self._told[page, UNCERTAIN]
            most += min(slack, self._told[page, FAILED])
            if not least <= (found := _views(client, page)) <= most:
                yield f"{page}: {found} views, not from {least} to {most}"

    def _wrong_sites(self, client: Redis, slack: int, days: int) -> Iterator[str]:
        known: Any = client.smembers(keys.SITES)
        for name in sorted({page.site for page, _ in self._told if page != PLAIN}):
            site = Site(client, name)
            yield from wrong_sums(site)
            if name not in known:
                yield f"{name} is not among the sites"
            views = [each for each in self._visitors if each[0].site == name]
            sure = {visitor for _, visitor, is_sure in views if is_sure}
            all_told = {visitor for _, visitor, _ in views}
            failed = {visitor for site, visitor in self._failed if site == name}
            least, most = len(sure), days * len(all_told)
            most += min(slack, len(failed - all_told))
            if not least <= (found := site.totals.get("visitors", 0)) <= most:
                yield f"{name}: {found} visitors, not from {least} to {most}"


def _views(client: Redis, page: Page) -> int:
    if page == PLAIN:
        return page_views(client)
    return Site(client, page.site).pages.get(page.path, 0)
