"""Glances: what many sites have had lately, in one round trip."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.fields import Fields
from page_tracker.storage.round_trip import ask
from page_tracker.tracking.period import Period


class Glance(NamedTuple):
    """The views of each day of a period, its visitors, and who is present.

    ``before`` are the views of the period before.
    """

    views: list[int]
    visitors: int
    before: int
    present: int


class Glances:
    """Looks at sites; those that are not known have nothing."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def of(self, sites: Sequence[str], period: Period) -> list[Glance]:
        """Return a glance at each site; raises :class:`StorageError`."""
        since = int(time.time()) - keys.ACTIVE
        asked = [_fields(site, period) for site in sites]
        commands = [each.command() for each in asked]
        present = [("ZCOUNT", keys.active(site), since, "+inf") for site in sites]
        found = ask(self._client, *commands, *present)
        return [
            _glance(each.numbers(numbers), period.length, count)
            for each, numbers, count in zip(
                asked, found, found[len(sites) :], strict=False
            )
        ]


def _fields(site: str, period: Period) -> Fields:
    days = list(period.days)
    names = [f"{day}:views" for day in (*period.before().days, *days)]
    return Fields(keys.days(site), [*names, *(f"{day}:visitors" for day in days)])


def _glance(numbers: list[int], length: int, present: int) -> Glance:
    before, views = numbers[:length], numbers[length : 2 * length]
    return Glance(views, sum(numbers[2 * length :]), sum(before), present)
