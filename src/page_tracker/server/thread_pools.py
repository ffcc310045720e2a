"""The threads for slow requests, and what the loop must know about their channels."""

from collections import deque

from waitress.task import ThreadedTaskDispatcher

from page_tracker.server.channel import Channel


class ThreadPools:
    """Serves channels on threads beside the loop.

    The loop sends what the threads write. One pool has ``count`` threads; a second pool
    of as many is for requests that wait for another process, so that no other request
    waits behind a long report.
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

        An ``offloaded`` request occupies its thread while another process answers.
        """
        dispatcher = self._waiting if offloaded else self.dispatcher
        dispatcher.add_task(_QueuedRequest(channel, self._running, self._ended))

    def adjust(self) -> None:
        """Update what the loop polls for on the channels served here."""
        for each in list(self._running):
            each.channel.adjust()
        while self._ended:
            self._ended.popleft().adjust()


class _QueuedRequest:
    """The service of one request; a channel may have two as one ends and one begins."""

    def __init__(
        self, channel: Channel, running: set["_QueuedRequest"], ended: deque[Channel]
    ) -> None:
        self.channel = channel
        self._running = running
        self._ended = ended

    def service(self) -> None:
        """Serve the request; the channel wakes the loop when it has written."""
        self._running.add(self)
        try:
            self.channel.service()
        finally:
            self._ended.append(self.channel)
            self._running.discard(self)
