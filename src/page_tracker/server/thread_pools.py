"""The threads that serve what may take long, and what the loop must know of them."""

from collections import deque

from waitress.task import ThreadedTaskDispatcher

from page_tracker.server.channel import Channel


class ThreadPools:
    """Serves channels beside the loop.

    What they write there, the loop has to wait for their clients to take. There are
    ``count`` threads, and as many for what waits for a process beside: nobody else is
    to wait behind a long report.
    """

    def __init__(self, count: int) -> None:
        self.dispatcher = ThreadedTaskDispatcher()
        self._waiting = ThreadedTaskDispatcher()
        for each in (self.dispatcher, self._waiting):
            each.set_thread_count(count)
        self._running: set[_QueuedRequest] = set()
        self._ended: deque[Channel] = deque()

    def add(self, channel: Channel, offloaded: bool) -> None:
        """Queue the first request of a channel for a thread.

        The thread of an ``offloaded`` one waits for another process.
        """
        dispatcher = self._waiting if offloaded else self.dispatcher
        dispatcher.add_task(_QueuedRequest(channel, self._running, self._ended))

    def adjust(self) -> None:
        """Wait for what the channels that are or were served here need; on the loop."""
        for each in list(self._running):
            each.channel.adjust()
        while self._ended:
            self._ended.popleft().adjust()


class _QueuedRequest:
    """The service of one request: a channel may be in two while it goes from one on."""

    def __init__(
        self, channel: Channel, running: set["_QueuedRequest"], ended: deque[Channel]
    ) -> None:
        self.channel = channel
        self._running = running
        self._ended = ended

    def service(self) -> None:
        """Serve; the channel wakes the loop when it has written."""
        self._running.add(self)
        try:
            self.channel.service()
        finally:
            self._ended.append(self.channel)
            self._running.discard(self)
