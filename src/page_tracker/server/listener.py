"""Waitress's server: accepts connections, and queues requests for loop or threads."""

import logging
import math
import socket
import threading

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import BaseWSGIServer

from page_tracker.app import Application
from page_tracker.server import shortage
from page_tracker.server.channel import Channel
from page_tracker.server.deadlines import Deadlines, slowest
from page_tracker.server.poller import Poller
from page_tracker.server.shortage import Shortage
from page_tracker.server.sockets import Entrance
from page_tracker.server.thread_pools import ThreadPools
from page_tracker.server.turn import GreenletTurn
from page_tracker.server.waker import Waker

log = logging.getLogger(__name__)

# Connections accepted in a turn: enough for a burst, too few to delay a request.
_ACCEPTS = 64

# The divisor that gives how many connections are closed when room is needed: finding
# the slowest takes a check of all, which is too expensive for each single one.
_PART_TO_CLOSE = 16


class Door(wasyncore.dispatcher):
    """Accepts connections at one more address of a listener, on its behalf."""

    accepting = True

    def __init__(
        self, listening: socket.socket, listener: "Listener", sockets: Poller
    ) -> None:
        super().__init__(listening, map=sockets)
        self._listener = listener

    def readable(self) -> bool:
        """Return whether the listener accepts connections."""
        return self._listener.readable()

    def writable(self) -> bool:
        """Return False: nothing is ever sent here."""
        return False

    def handle_accept(self) -> None:
        """Accept connections for the listener."""
        self._listener.accept_at(self)


# pylint: disable-next=too-many-instance-attributes  # who serves, and when it accepts
class Listener(BaseWSGIServer):
    """Queues inline requests for the loop's turn, and all others for threads."""

    channel_class = Channel
    draining = False

    def __init__(
        self,
        app: Application,
        listening: Entrance,
        adjustments: Adjustments,
        turn: GreenletTurn,
        *,
        sockets: Poller,
        waker: Waker,
    ) -> None:
        self.app = app
        self._waker = waker
        self._queue = turn.queue
        self.pause = turn.pause
        self._loop_thread = threading.get_ident()
        self._threads = ThreadPools(adjustments.threads)
        self._deadlines = Deadlines(
            adjustments.request_timeout, adjustments.channel_timeout
        )
        self._is_paused = False  # full, and no connection can be closed
        self._shortage = Shortage()
        first, *others = listening
        super().__init__(
            app.answer,  # the task adds the security headers
            map=sockets,
            _sock=first,
            dispatcher=self._threads.dispatcher,
            adj=adjustments,
            sockinfo=(first.family, first.type, first.proto, None),
            bind_socket=False,
        )
        self.trigger.close()  # the waker replaces it
        self._doors: list[wasyncore.dispatcher] = [
            self,
            *(Door(each, self, sockets) for each in others),
        ]
        self._door = self._doors[0]  # at which accept() accepts

    def bind_server_socket(self) -> None:
        """Do nothing: the parent process has bound the socket."""

    def readable(self) -> bool:
        """Return whether connections are accepted."""
        return self.accepting and not self._is_paused

    def handle_accept(self) -> None:
        """Accept connections at the first address."""
        self.accept_at(self)

    def accept_at(self, door: wasyncore.dispatcher) -> None:
        """Accept many in a turn: one at a time, the last waits hundreds of turns."""
        self._door = door
        if self._is_full() and not self._make_room():
            self._pause_accepting(True)
            return
        for _ in range(_ACCEPTS):
            open_before = len(self._map)
            try:
                super().handle_accept()  # ignores errors of accept()
            except OSError as exc:  # the kernel cannot watch the socket
                self._begin_shortage(exc)
            if len(self._map) == open_before or self._is_full():
                break

    def accept(self) -> tuple[socket.socket, object] | None:
        """Accept a connection; after a shortage, pause accepting."""
        try:
            # Not self.accept(), which is this method.
            accepted: tuple[socket.socket, object] | None
            accepted = wasyncore.dispatcher.accept(self._door)
            return accepted
        except OSError as exc:
            if exc.errno in shortage.ERRORS:
                self._begin_shortage(exc)
            raise

    def run_due(self) -> float:
        """Do what is due before the next poll.

        Return the seconds until something is due again.
        """
        self._threads.adjust()
        checked = self._deadlines.enforce(self.active_channels.values())
        if self._is_paused:
            if self._shortage.lasts(len(self._map)):
                return shortage.PAUSE_S
            self._pause_accepting(not checked and self._is_full())
        return math.inf

    def add_task(self, task: Channel) -> None:
        """Queue a channel whose first request is complete."""
        request = task.requests[0]
        if not request.error:
            headers, peer = request.headers, task.addr[0]
            path = self.app.inner_path(request.path, headers, peer)
            request.match = self.app.match(request.command, path)
        if request.match is None or request.match.route.inline:
            self._queue(task)
        else:
            self._threads.add(task, offloaded=request.match.route.offloaded)

    def pull_trigger(self) -> None:
        """Wake the loop, unless the caller is the loop."""
        if not self.is_loop():
            self._waker.wake()

    def is_loop(self) -> bool:
        """Return whether the caller runs on the loop's thread."""
        return threading.get_ident() == self._loop_thread

    def stop_accepting(self) -> None:
        """Accept the clients that have connected already, then close the sockets."""
        self.draining = True
        before = 0
        while before != len(self._map):  # or until there is no room for more
            before = len(self._map)
            for door in self._doors:
                self.accept_at(door)
        for channel in self.active_channels.values():
            channel.end_with_last()
        self.accepting = False
        for door in self._doors:
            door.del_channel()
            door.socket.close()

    def close_idle(self) -> None:
        """Close the connections without a request in progress."""
        for channel in list(self.active_channels.values()):
            if channel.is_idle():
                channel.handle_close()

    def getsockname(self) -> tuple[str, str]:
        """Return host and port for WSGI's SERVER_NAME and SERVER_PORT."""
        if self._is_tcp:
            host, port = self.socket.getsockname()[:2]
            return host, str(port)
        return "unix", self.socket.getsockname()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Send small responses at once."""
        if self._is_tcp:
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fix_addr(self, addr: tuple[str, int]) -> tuple[str, int | None]:
        """Name clients of a Unix socket "localhost": they have no address."""
        return addr if self._is_tcp else ("localhost", None)

    @property
    def _is_tcp(self) -> bool:
        return bool(self.family != socket.AF_UNIX)

    def _is_full(self) -> bool:
        return len(self._map) >= int(self.adj.connection_limit)

    def _make_room(self) -> bool:
        """Close the slowest connections; return whether there were any to close."""
        count = max(self.adj.connection_limit // _PART_TO_CLOSE, 1)
        found = slowest(self.active_channels.values(), count)
        for channel in found:
            channel.handle_close()
        if found:
            log.warning("closed slow connections to make room", extra={"n": len(found)})
        return bool(found)

    def _begin_shortage(self, cause: OSError) -> None:
        self._shortage.begin(len(self._map), cause)
        self._pause_accepting(True)

    def _pause_accepting(self, paused: bool) -> None:
        """Pause accepting, or resume."""
        if paused != self._is_paused:
            self._is_paused = paused
            for door in self._doors:
                self._map.adjust(door.socket.fileno())
