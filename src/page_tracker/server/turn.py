"""A turn: what the loop does between two polls of its sockets."""

from collections import deque

from greenlet import getcurrent, greenlet

from page_tracker.server.channel import Channel
from page_tracker.storage.group import Group

# Greenlets kept for later turns. A new one costs the interpreter a memory mapping for
# its frames, about a tenth of a request.
_MOST_SPARE = 512

# Requests that are served between two looks at what the store has answered.
_BETWEEN_LOOKS = 4


class Turn:
    """Serves queued channels in greenlets, with one round trip and one send each.

    A request that needs the store parks its greenlet; when all have ended or parked,
    one batch goes out for all of them. They end in the next turn, as soon as it is
    answered.
    """

    def __init__(self, group: Group) -> None:
        self._group = group
        self._queued: deque[Channel] = deque()
        self._served: list[Channel] = []
        self._hub = getcurrent()
        self._spare: list[greenlet] = []

    def queue(self, channel: Channel) -> None:
        """Take a channel whose first request is to be served on the loop."""
        self._queued.append(channel)

    def take(self) -> None:
        """Serve what is queued now; what that queues takes the next turn."""
        for number in range(1, len(self._queued) + 1):
            if number % _BETWEEN_LOOKS == 0:
                self._group.look()
                self._flush()
            server = self._spare.pop() if self._spare else greenlet(self._serve)
            server.switch(self._queued.popleft())
        self._group.commit()
        self._flush()

    def pending(self) -> bool:
        """Tell whether there is something to do without clients."""
        return bool(self._queued) or self._group.pending()

    def idle(self) -> bool:
        """Tell whether every request that was begun has been answered."""
        return not self._queued and self._group.idle()

    def _flush(self) -> None:
        served, self._served = self._served, []
        for channel in served:
            channel.flush_now()

    def _serve(self, channel: Channel) -> None:
        me = getcurrent()
        while True:
            channel.service()
            self._served.append(channel)
            if len(self._spare) >= _MOST_SPARE:
                return
            self._spare.append(me)
            del channel  # or a closed one would stay until the greenlet is used again
            channel = self._hub.switch()
