"""Edits: changes that the owner of a site makes to its numbers."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from redis import Redis

from page_tracker.errors import InvalidInput, UnknownPage, UnknownSite
from page_tracker.storage import keys, lua
from page_tracker.storage.health.outage import watched
from page_tracker.storage.recording.outcomes import Numbers
from page_tracker.tracking.view import OTHER

MOST_VIEWS = 10**12
"""The highest number that a page can be set to.

A score is exact up to 2^53: beyond this limit it takes thousands of years of views, or
thousands of such pages moved to one, until it is not.
"""

_NO_PAGE = "nothing was counted for this page"
_NO_SITE = "nothing was counted for this site"

_PAGE, _MOVE, _FORGET = (lua.load(name) for name in ("page", "move", "forget"))

# Lists that one call may change, and keys that one may unlink: a few milliseconds.
_LISTS = 1000
_KEYS = 512


class Edits:
    """Changes the numbers of pages and sites; paths and sites are canonical.

    Views may be recorded at the same time: the sums of pages, days and totals stay
    right. Every method raises :class:`StorageError` if the store fails or a key has a
    wrong type; a wrong type is detected before anything is changed. After a failure the
    same call completes the edit, or reports that nothing is left to do.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    def set_page(self, site: str, path: str, views: int) -> Numbers:
        """Set the all-time views of a page, even if it or its site is unknown.

        The site's total changes by the same difference; days and months stay as they
        were counted. If repeated, the call discards the views counted in between.
        Raises :class:`InvalidInput` unless ``views`` is from 0 to :data:`MOST_VIEWS`.
        """
        _refuse_other(path=path)
        if not 0 <= views <= MOST_VIEWS:
            raise InvalidInput({"views": f"must be from 0 to {MOST_VIEWS}"})
        with watched():
            # First: nobody could delete the data of a site that is not listed.
            self._client.sadd(keys.SITES, site)
            return self._change(site, path, views)

    def reset_page(self, site: str, path: str) -> Numbers:
        """Set the all-time views and visitors of a known page to 0.

        If repeated, the call discards the views counted in between. Raises
        :class:`UnknownPage`.
        """
        _refuse_other(path=path)
        with watched():
            if self._client.zscore(keys.pages(site), path) is None:
                raise UnknownPage(_NO_PAGE)
            return self._change(site, path, 0)

    def delete_page(self, site: str, path: str) -> None:
        """Delete a page.

        The totals lose its numbers; days and months keep them as views of "(other)".
        Raises :class:`UnknownPage` if nothing of the page is left, as after a first
        call.
        """
        _refuse_other(path=path)
        with watched():
            lists = self._lists(site)
            self._find(site, path, lists)
            self._change(site, path)
            self._move(lists, path, OTHER)

    def move_page(self, site: str, old: str, new: str) -> Numbers:
        """Move all numbers of a page to another, which may have numbers already.

        Returns the numbers of ``new``, which gets the title only if it has none. Raises
        :class:`UnknownPage` if nothing of ``old`` is left, as after a first call, and
        :class:`InvalidInput` if both paths are the same.
        """
        _refuse_other(**{"from": old, "to": new})
        if old == new:
            raise InvalidInput({"to": "must be another page"})
        with watched():
            lists = self._lists(site)
            title = self._find(site, old, lists)
            views, visitors = self._move(lists, old, new)[:2]
            if title:
                self._client.hsetnx(keys.titles(site), new, title)
            self._client.hdel(keys.titles(site), old)
            return Numbers(int(float(views or 0)), int(float(visitors or 0)))

    def reset_site(self, site: str) -> None:
        """Delete all numbers of a site, which stays known; may be repeated.

        Raises :class:`UnknownSite`.
        """
        with watched():
            # Workers may still record views of a site that was deleted a moment ago.
            if not self._client.sismember(keys.SITES, site) and not self._fields(site):
                raise UnknownSite(_NO_SITE)
            while not self._forget(site):
                pass  # views of a new day were recorded

    def delete_site(self, site: str) -> None:
        """Delete a site and all of its numbers.

        Raises :class:`UnknownSite`, also after a first call.
        """
        self.reset_site(site)
        with watched():
            # Last: until then a failed deletion can be repeated.
            self._client.srem(keys.SITES, site)

    def _change(self, site: str, path: str, *views: int) -> Numbers:
        name = (keys.totals, keys.pages, keys.page_visitors, keys.titles)
        return Numbers(*self._run(_PAGE, [of(site) for of in name], path, *views))

    def _lists(self, site: str) -> list[str]:
        """Return all lists of pages: those of all time, then the newest first."""
        days = _days(self._fields(site))
        months = sorted({day[:7] for day in days}, reverse=True)
        return [keys.pages(site), keys.page_visitors(site)] + [
            keys.top(site, dimension, time)
            for time in (*months, *days)
            for dimension in keys.PATHS
        ]

    def _fields(self, site: str) -> list[bytes]:
        return cast("list[bytes]", self._client.hkeys(keys.days(site)))

    def _find(self, site: str, path: str, lists: list[str]) -> bytes | None:
        """Return the title of a page, or raise :class:`UnknownPage`."""
        title = self._client.hget(keys.titles(site), path)
        found = self._move(lists, path)
        if title is None and all(number is None for number in found):
            raise UnknownPage(_NO_PAGE)
        return cast("bytes | None", title)

    def _move(self, lists: list[str], *members: str) -> list[bytes | None]:
        """Run ``move.lua`` on the lists, a part of them at a time."""
        answers: list[bytes | None] = []
        for some in _parts(lists, _LISTS):
            answers += self._run(_MOVE, some, *members)
        return answers

    def _forget(self, site: str) -> bool:
        """Unlink the keys of a site; return False if there may be new ones."""
        fields = self._fields(site)
        days = _days(fields)
        # The keys that views may be changing are unlinked in one call, so that a view
        # finds all of them or none.
        last = [keys.days(site), *keys.of_site(site, days[:2])]
        rest = sorted({*keys.of_site(site, days)}.difference(last))
        for some in _parts(rest, _KEYS):
            self._client.unlink(*some)
        return bool(self._run(_FORGET, last, len(fields)))

    def _run(self, script: str, names: Sequence[str], *values: str | int) -> Any:
        return self._client.eval(script, len(names), *names, *values)


def _days(fields: list[bytes]) -> list[str]:
    """Return the days of fields such as ``2026-11-23:views``, the newest first."""
    return sorted({field.decode().split(":")[0] for field in fields}, reverse=True)


def _parts(names: list[str], size: int) -> Iterator[list[str]]:
    for first in range(0, len(names), size):
        yield names[first : first + size]


def _refuse_other(**paths: str) -> None:
    errors = {
        name: "stands for many pages" for name, path in paths.items() if path == OTHER
    }
    if errors:
        raise InvalidInput(errors)
