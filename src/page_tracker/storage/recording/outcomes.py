"""Outcomes: what became of a view, as the response to its sender says."""

from typing import NamedTuple

from page_tracker.errors import StorageUnavailable


class Numbers(NamedTuple):
    """How often a page or site was seen, and by how many visitors, summed over days."""

    views: int
    visitors: int


class Counted(NamedTuple):
    """The numbers with which a view was counted.

    ``page`` is None for an event, and if there was no room for one more page.
    """

    page: Numbers | None
    site: Numbers


class Queued(NamedTuple):
    """What is to be counted later; nobody knows its numbers yet."""

    def of(self, _place: int) -> "Queued":
        """Return itself: it stands for all views that were queued with it."""
        return self


class RecordReply:
    """What ``record.lua`` answers, taken apart for each view.

    ``views`` has the page of each, from 1. Raises :class:`StorageUnavailable` for an
    answer that makes no sense.
    """

    def __init__(self, answer: bytes, views: list[int]) -> None:
        try:
            all_views, visitors, aside, flags, *pages = answer.split()
            changes, _, key = aside.partition(b"=")
            self.aside, self.broken_key = int(changes), key.decode()
            self._site = Numbers(int(all_views), int(visitors))
            self._views = self._one_by_one(views, flags[1:], list(map(int, pages)))
        except (IndexError, ValueError) as exc:
            raise StorageUnavailable("the store's answer makes no sense") from exc

    def of(self, place: int) -> Counted:
        """Return where the view at ``place`` stands; -1 is an event."""
        return self._views[place] if place >= 0 else Counted(None, self._site)

    def _one_by_one(
        self, views: list[int], flags: bytes, pages: list[int]
    ) -> list[Counted]:
        """Go back from the end, taking each view off again.

        ``pages`` has two numbers a page, views and visitors, or -1.
        """
        site_views, site_visitors = self._site
        found = []
        for page, flag in zip(reversed(views), reversed(flags), strict=True):
            at = 2 * page - 2
            known = pages[at] >= 0
            found.append(
                Counted(
                    Numbers(pages[at], pages[at + 1]) if known else None,
                    Numbers(site_views, site_visitors),
                )
            )
            new = flag - ord("0")
            # A number that could not be read is 0, and stays so.
            if known:
                pages[at] = max(pages[at] - 1, 0)
                pages[at + 1] = max(pages[at + 1] - (new >> 1), 0)
            site_views = max(site_views - 1, 0)
            site_visitors = max(site_visitors - (new & 1), 0)
        found.reverse()
        return found
