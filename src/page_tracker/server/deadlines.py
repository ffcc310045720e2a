"""Deadlines: closes clients that are too slow, and chooses whom to close for room."""

import time
from collections.abc import Iterable
from heapq import nsmallest

from page_tracker.server.channel import Channel, WaitFor

# Seconds between two checks of all connections.
_INTERVAL = 1.0

# Seconds in which a refused client can read the reason.
_GOODBYE = 1.0

# Seconds for which no connection is closed to make room: time to send a request.
_LEAST = 0.5


class Deadlines:
    """Ends the wait for slow clients, at most one second late.

    All connections are checked once a second, so that they cost nothing in between.
    ``request`` is the limit in seconds for a whole request and for each piece of a
    response; ``idle`` is the limit between requests.
    """

    def __init__(self, request: float, idle: float) -> None:
        self._seconds = {
            WaitFor.FIRST_REQUEST: idle,
            WaitFor.NEXT_REQUEST: idle,
            WaitFor.REQUEST: request,
            WaitFor.ANSWER: request,
            WaitFor.GOODBYE: _GOODBYE,
        }
        self._next = 0.0  # check, by time.monotonic()

    def enforce(self, channels: Iterable[Channel]) -> bool:
        """Check all connections if a check is due; return whether it was."""
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
    """Return up to ``count`` connections that may be closed to make room.

    Connections in the middle of a request or response come first, the longest wait
    first, however busy they look. Idle connections follow, the longest idle first.
    Connections that wait for the server are never returned.
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
