"""The throttle: nobody has more views counted than somebody can look at."""

import logging

from page_tracker.errors import TooOften
from page_tracker.storage.reminder import Reminder
from page_tracker.tracking.networks import rate_limit_key
from page_tracker.tracking.rate import RateLimit

log = logging.getLogger(__name__)

# A hundred a second: all of a large office, or a small flood.
_USUAL = 6000

_TOLD = "There were too many views from this address. Please come back later."


class ViewRateLimit:
    """Refuses the views of an address that sends more than ``most`` a minute.

    Views of who has no address, as on a Unix socket without a proxy, are let through:
    all clients there look alike.
    """

    def __init__(self, most: int, *, spares_this_machine: bool = False) -> None:
        self._limit = RateLimit(most)
        self._spares_this_machine = spares_this_machine
        # A line for each address would let strangers fill the log.
        self._reminder = Reminder()

    @classmethod
    def of(cls, setting: int | str) -> "ViewRateLimit | None":
        """Return what a setting means: a number, "off", or "auto"."""
        if isinstance(setting, int):
            return cls(setting)
        return None if setting == "off" else cls(_USUAL, spares_this_machine=True)

    def admit(self, address: str, views: int) -> None:
        """Return if an address may send so many views; raises :class:`TooOften`."""
        if origin := self._origin(address):
            self._check(self._limit.take(origin, views))

    def charge(self, address: str, views: int) -> None:
        """Take the views of an invalid request from the allowance of an address.

        They cost as much work as others, and more if each has to be explained.

        Args:
            address: The address of the client.
            views: How many views the request has. The allowance ends at 0. With
                0 views, the call only checks that something is left.

        Raises:
            TooOften: The address has nothing left.
        """
        if origin := self._origin(address):
            self._check(self._limit.charge(origin, views))

    def _origin(self, address: str) -> str:
        """Return the name of an address's allowance, or "" if it has no limit."""
        is_spared = self._spares_this_machine and _is_here(address)
        return "" if is_spared else rate_limit_key(address)

    def _check(self, seconds: int) -> None:
        if seconds:
            self._tell()
            raise TooOften(_TOLD, seconds)

    def _tell(self) -> None:
        """Warn: where a proxy is not trusted, all visitors are one address."""
        if self._reminder.due("throttle") is not None:
            log.warning(
                "views refused: an address sends more than PAGE_TRACKER_RATE_LIMIT;"
                " if it is a proxy's, name it in PAGE_TRACKER_TRUSTED_PROXIES"
            )


def _is_here(address: str) -> bool:
    return address == "::1" or address.startswith(("127.", "::ffff:127."))
