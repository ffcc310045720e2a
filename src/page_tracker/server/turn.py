"""A turn: what the loop does between two polls of its sockets."""

from collections import deque
from time import perf_counter

from greenlet import getcurrent, greenlet

from page_tracker.server.channel import Channel
from page_tracker.storage.recording.group_commit import GroupCommit

# Greenlets kept for later turns, at most. A new one costs the interpreter a memory
# mapping for its frames, about a tenth of a request.
_MAX_SPARE = 512

# Requests that are served between two checks for replies of the store.
_CHECK_EVERY = 4

MAX_HOLD_S = 0.002
"""Seconds of a turn after which a request that can pause lets others run.

A body of 64 KB can hold 100 views, each of which takes up to some milliseconds.
"""


class GreenletTurn:
    """Serves queued channels in greenlets, with one round trip and one send each.

    A request that needs the store parks its greenlet. Once all greenlets have ended or
    parked, one batch is sent for all of them. They resume in the next turn, as soon as
    the store has replied.
    """

    def __init__(self, group: GroupCommit) -> None:
        self._group = group
        self._queued: deque[Channel] = deque()
        self._served: list[Channel] = []
        self._hub = getcurrent()
        self._spare: list[greenlet] = []
        self._paused: deque[greenlet] = deque()
        self._resumed_at = 0.0  # the running greenlet, by perf_counter()

    def queue(self, channel: Channel) -> None:
        """Queue a channel whose first request is to be served on the loop."""
        self._queued.append(channel)

    def run(self) -> None:
        """Serve the channels that are queued now; those queued meanwhile wait a turn.

        One of the paused requests is resumed in each turn.
        """
        if self._paused:
            self._switch(self._paused.popleft())
        for number in range(1, len(self._queued) + 1):
            if number % _CHECK_EVERY == 0:
                self._group.look()
                self._flush()
            server = self._spare.pop() if self._spare else greenlet(self._serve)
            self._switch(server, self._queued.popleft())
        self._group.commit()
        self._flush()

    def pause(self) -> None:
        """Pause the calling request if it has held the loop for too long.

        Returns at once in a thread, where a request delays no other.
        """
        me = getcurrent()
        if me.parent is self._hub and perf_counter() - self._resumed_at >= MAX_HOLD_S:
            self._paused.append(me)
            self._hub.switch()

    def pending(self) -> bool:
        """Return whether there is work to do without any event from clients."""
        return bool(self._queued or self._paused) or self._group.pending()

    def idle(self) -> bool:
        """Return whether every request that was begun has been answered."""
        return not (self._queued or self._paused) and self._group.idle()

    def _switch(self, server: greenlet, *channel: Channel) -> None:
        self._resumed_at = perf_counter()
        server.switch(*channel)

    def _flush(self) -> None:
        served, self._served = self._served, []
        for channel in served:
            channel.flush_now()

    def _serve(self, channel: Channel) -> None:
        me = getcurrent()
        while True:
            channel.service()
            self._served.append(channel)
            if len(self._spare) >= _MAX_SPARE:
                return
            self._spare.append(me)
            del channel  # else a closed channel lives until the greenlet is reused
            channel = self._hub.switch()
