"""Which sites are recorded: those of the allow-list, or any up to a limit."""

import time
from collections.abc import Iterable
from contextlib import suppress

from page_tracker.errors import CounterUnusable, StorageError, StorageUnavailable
from page_tracker.storage.recording.recorder import Recorder

# Seconds until the store is asked again: a site may have been deleted since.
_REMEMBERED = 60.0

# Seconds until the store is asked again if it was unavailable or rejected the call.
_ASSUMED = 1.0


class SiteAdmission:
    """Admits sites; each is asked for once a minute, not for each view."""

    def __init__(self, recorder: Recorder, allowed: Iterable[str], limit: int) -> None:
        self._recorder = recorder
        self._allowed = frozenset(allowed)
        self._limit = max(limit, len(self._allowed))
        self._admitted: dict[str, float] = {}  # site → when it expires

    def refusal(self, site: str) -> str | None:
        """Return why a site is not recorded, or None if it is.

        Raises :class:`StorageError`.
        """
        if time.monotonic() < self._admitted.get(site, 0.0):
            return None
        if self._allowed and site not in self._allowed:
            return "unknown_site"
        try:
            admitted, life = self._recorder.admit(site), _REMEMBERED
        except StorageUnavailable:
            if not self._recorder.queues:
                raise
            admitted, life = self._has_room(site), _ASSUMED
        except CounterUnusable:  # a broken key does not stop the recording
            admitted, life = self._has_room(site), _ASSUMED
        if not admitted:
            return "too_many_sites"
        if not self._has_room(site):  # some were deleted, others were added
            self._admitted.clear()
        self._admitted[site] = time.monotonic() + life
        return None

    def make_sure(self, site: str) -> None:
        """Admit a site to the store before the first view of the site.

        The site may have been deleted, with all of its data, since the store was asked.
        """
        self._admitted.pop(site, None)
        with suppress(StorageError):  # its view was counted; the next one tries again
            self.refusal(site)

    def _has_room(self, site: str) -> bool:
        """Return whether this worker has seen the site, or has room for it.

        A worker decides alone if the store is unavailable or its set of sites is
        broken.
        """
        return site in self._admitted or len(self._admitted) < self._limit
