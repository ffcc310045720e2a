"""Outcomes: what happened to a view, as the response to its sender says."""

from typing import NamedTuple

from page_tracker.errors import StorageUnavailable


class Numbers(NamedTuple):
    """Views of a page or site, and its visitors, summed over days."""

    views: int
    visitors: int


class Counted(NamedTuple):
    """The numbers of the site and the page after a view was counted.

    ``page`` is None for an event, and if there was no room for one more page.
    """

    page: Numbers | None
    site: Numbers


class Queued(NamedTuple):
    """A view that will be counted later; its numbers are not known yet."""

    def of(self, _place: int) -> "Queued":
        """Return itself: it stands for all views that were queued with it."""
        return self


class RecordReply:
    """The reply of ``record.lua``, split by view.

    ``views`` has the index of each view's page, from 1. Raises
    :class:`StorageUnavailable` for an invalid reply.
    """

    def __init__(self, answer: bytes, views: list[int]) -> None:
        try:
            all_views, visitors, skipped, flags, *pages = answer.split()
            changes, _, key = skipped.partition(b"=")
            self.skipped, self.broken_key = int(changes), key.decode()
            self._site = Numbers(int(all_views), int(visitors))
            self._views = self._one_by_one(views, flags[1:], list(map(int, pages)))
        except (IndexError, ValueError) as exc:
            raise StorageUnavailable("the store sent an invalid reply") from exc

    def of(self, place: int) -> Counted:
        """Return the numbers after the view at index ``place``; -1 is an event."""
        return self._views[place] if place >= 0 else Counted(None, self._site)

    def _one_by_one(
        self, views: list[int], flags: bytes, pages: list[int]
    ) -> list[Counted]:
        """Compute the numbers after each view from the last numbers, backwards.

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
            # A number that could not be read is 0, and stays 0.
            if known:
                pages[at] = max(pages[at] - 1, 0)
                pages[at + 1] = max(pages[at + 1] - (new >> 1), 0)
            site_views = max(site_views - 1, 0)
            site_visitors = max(site_visitors - (new & 1), 0)
        found.reverse()
        return found
