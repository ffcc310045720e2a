"""Waitress's server: accepts connections, and says who serves a request."""

import socket
import threading
from collections.abc import Callable

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher

from page_tracker.app import Application
from page_tracker.server.channel import Channel

# Connections accepted in a turn: enough for a crowd, too few to hold up a request.
_ACCEPTS = 64


class Listener(BaseWSGIServer):
    """Gives inline requests to the loop's turn and all others to threads."""

    channel_class = Channel
    draining = False

    def __init__(
        self,
        app: Application,
        listening: socket.socket,
        adjustments: Adjustments,
        queue: Callable[[Channel], None],
        sockets: dict[int, wasyncore.dispatcher],
    ) -> None:
        self._is_inline = app.is_inline
        self._queue = queue
        self._loop_thread = threading.get_ident()
        self._is_tcp = listening.family != socket.AF_UNIX
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(adjustments.threads)
        super().__init__(
            app.answer,  # to which the task adds what protects it
            map=sockets,
            _sock=listening,
            dispatcher=threads,
            adj=adjustments,
            sockinfo=(listening.family, listening.type, listening.proto, None),
            bind_socket=False,
        )

    def bind_server_socket(self) -> None:
        """Do nothing: the parent process has bound the socket."""

    def handle_accept(self) -> None:
        """Accept many at once: at one a turn, the last wait for hundreds of turns."""
        for _ in range(_ACCEPTS):
            open_before = len(self._map)
            if open_before < self.adj.connection_limit:
                super().handle_accept()
            if len(self._map) == open_before:
                break

    def add_task(self, task: Channel) -> None:
        """Queue a channel whose first request is complete."""
        request = task.requests[0]
        if request.error or self._is_inline(request.command, request.path):
            self._queue(task)
        else:
            self.task_dispatcher.add_task(task)

    def pull_trigger(self) -> None:
        """Wake the loop, unless it is the one that calls."""
        if threading.get_ident() != self._loop_thread:
            self.trigger.pull_trigger()

    def stop_accepting(self) -> None:
        """Take in who is connected already, then close the socket."""
        self.draining = True
        self.handle_accept()
        for channel in self.active_channels.values():
            channel.end_with_last()
        self.accepting = False
        self.del_channel()
        self.socket.close()

    def close_idle(self) -> None:
        """Close the connections on which nothing is asked or under way."""
        for channel in list(self.active_channels.values()):
            if channel.is_idle():
                channel.handle_close()

    def getsockname(self) -> tuple[str, str]:
        """Return the address as WSGI's SERVER_NAME and SERVER_PORT need it."""
        if self._is_tcp:
            host, port = self.socket.getsockname()[:2]
            return host, str(port)
        return "unix", self.socket.getsockname()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Send small answers at once."""
        if self._is_tcp:
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fix_addr(self, addr: tuple[str, int]) -> tuple[str, int | None]:
        """Give clients of a Unix socket, who have no address, a name."""
        return addr if self._is_tcp else ("localhost", None)
