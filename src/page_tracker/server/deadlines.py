"""Deadlines: how long a client is waited for, and who goes when too many are here."""

import time
from collections.abc import Iterable
from heapq import nsmallest

from page_tracker.server.channel import Channel, WaitFor

# Seconds between two looks at all connections.
_INTERVAL = 1.0

# Seconds in which a client that was refused can read why.
_GOODBYE = 1.0

# Seconds for which nobody has to go: time to say what one has come for.
_LEAST = 0.5


class Deadlines:
    """Ends the wait for clients that are too slow, a second late at most.

    It looks at all connections now and then, so that none of them costs anything
    between. ``request`` seconds are for a whole request, and for each piece of an
    answer; ``idle`` ones are between requests.
    """

    def __init__(self, request: float, idle: float) -> None:
        self._seconds = {
            WaitFor.FIRST_REQUEST: idle,
            WaitFor.NEXT_REQUEST: idle,
            WaitFor.REQUEST: request,
            WaitFor.ANSWER: request,
            WaitFor.GOODBYE: _GOODBYE,
        }
        self._next = 0.0  # look, by time.monotonic()

    def enforce(self, channels: Iterable[Channel]) -> bool:
        """Look at all connections, if it is time; returns whether it was."""
        if (now := time.monotonic()) < self._next:
            return False
        self._next = now + _INTERVAL
        for channel in list(channels):
            wait = channel.waiting_for()
            if wait != channel.last_wait:
                channel.last_wait, channel.since = wait, now
            elif wait is not None:
                if now - channel.since >= self._seconds[wait.wait_for]:
                    _end(channel, wait.wait_for)
        return True


def slowest(channels: Iterable[Channel], count: int) -> list[Channel]:
    """Return so many who may go to make room for others, or less.

    First those that have been in the middle of something for longest, however busy they
    look, then those who have been served, from the longest idle on. Who waits for us is
    not among them.
    """
    now = time.monotonic()
    candidates = [
        (wait.wait_for is WaitFor.NEXT_REQUEST, channel.since, id(channel), channel)
        for channel in channels
        if (wait := channel.waiting_for()) is not None
        and wait == channel.last_wait
        and now - channel.since >= _LEAST
    ]
    return [channel for *_, channel in nsmallest(count, candidates)]


def _end(channel: Channel, wait_for: WaitFor) -> None:
    if wait_for is WaitFor.REQUEST:
        channel.time_out()
    else:
        channel.handle_close()
