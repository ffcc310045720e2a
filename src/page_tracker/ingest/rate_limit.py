"""The rate limit for views: no address has more views counted than people can make."""

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
    """Rejects the views of an address that sends more than ``most`` a minute.

    Clients without an address, as on a Unix socket without a proxy, are not limited:
    they cannot be distinguished.
    """

    def __init__(self, most: int, *, spares_this_machine: bool = False) -> None:
        self._limit = RateLimit(most)
        self._spares_this_machine = spares_this_machine
        # A line for each address would let strangers fill the log.
        self._reminder = Reminder()

    @classmethod
    def of(cls, setting: int | str) -> "ViewRateLimit | None":
        """Return the limit for a setting: a number, "off", or "auto"."""
        if isinstance(setting, int):
            return cls(setting)
        return None if setting == "off" else cls(_USUAL, spares_this_machine=True)

    def admit(self, address: str, views: int) -> None:
        """Take ``views`` from an address's allowance, or raise :class:`TooOften`."""
        if origin := self._origin(address):
            self._check(self._limit.take(origin, views))

    def charge(self, address: str, views: int) -> None:
        """Take the views of an invalid request from the allowance of an address.

        They cost as much work as valid ones, and more if each error is explained.

        Args:
            address: The address of the client.
            views: The number of views in the request. The allowance does not drop below
                0.
                With 0 views, the call only checks that the allowance is not used up.

        Raises:
            TooOften: The allowance of the address is used up.
        """
        if origin := self._origin(address):
            self._check(self._limit.charge(origin, views))

    def _origin(self, address: str) -> str:
        """Return the key of an address's allowance, or "" if it has no limit."""
        is_spared = self._spares_this_machine and _is_here(address)
        return "" if is_spared else rate_limit_key(address)

    def _check(self, seconds: int) -> None:
        if seconds:
            self._warn()
            raise TooOften(_TOLD, seconds)

    def _warn(self) -> None:
        """Log a warning: behind an untrusted proxy, all visitors share one address."""
        if self._reminder.due("throttle") is not None:
            log.warning(
                "views refused: an address sends more than PAGE_TRACKER_RATE_LIMIT;"
                " if it is a proxy's, name it in PAGE_TRACKER_TRUSTED_PROXIES"
            )


def _is_here(address: str) -> bool:
    return address == "::1" or address.startswith(("127.", "::ffff:127."))
