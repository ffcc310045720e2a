"""Polls the sockets, and updates the kernel only when an interest changes.

Thousands of waiting connections, idle or slow, then add no cost to the others.
"""

import select

from waitress import wasyncore

Ready = list[tuple[int, wasyncore.dispatcher, int]]

_HAS_EPOLL = hasattr(select, "epoll")  # only Linux has it


class Poller(dict[int, wasyncore.dispatcher]):
    """Sockets by descriptor, as Waitress keeps them.

    A new socket is polled for reading. If the interest of a socket may have changed
    outside :meth:`handle`, call :meth:`adjust`.
    """

    def __init__(self, use_epoll: bool = _HAS_EPOLL) -> None:
        super().__init__()
        self._pollster = select.epoll() if use_epoll else select.poll()
        self._is_epoll = use_epoll
        self._units = 1 if use_epoll else 1000  # in a second
        self._interest: dict[int, int] = {}

    def __setitem__(self, descriptor: int, handler: wasyncore.dispatcher) -> None:
        self._wait_for(descriptor, select.POLLIN)  # may raise OSError
        super().__setitem__(descriptor, handler)

    def __delitem__(self, descriptor: int) -> None:
        super().__delitem__(descriptor)
        self._wait_for(descriptor, 0)

    def poll(self, seconds: float) -> Ready:
        """Return the ready sockets: descriptor, handler, flags."""
        # By default, epoll reports at most 1,023; poll() takes no such number.
        most = [max(len(self), 1)] if self._is_epoll else []
        events = self._pollster.poll(seconds * self._units, *most)
        return [(each, self[each], flags) for each, flags in events]

    def handle(
        self, descriptor: int, handler: wasyncore.dispatcher, flags: int
    ) -> None:
        """Let a handler read or write, as :meth:`poll` has reported it ready."""
        if flags & select.POLLIN and not handler.readable():
            # Only now, because a client seldom sends before it has its response: most
            # requests begin and end without a system call for this.
            self.adjust(descriptor)
            return
        wasyncore.readwrite(handler, flags)
        if flags & select.POLLOUT:
            self.adjust(descriptor)

    def adjust(self, descriptor: int | None) -> None:
        """Update what a handler is polled for; nothing if it was removed."""
        handler = self.get(descriptor)  # type: ignore[arg-type]  # None is not in it
        if handler is not None and descriptor is not None:
            wanted = select.POLLIN if handler.readable() else 0
            if handler.writable():
                wanted |= select.POLLOUT
            self._wait_for(descriptor, wanted)

    def _wait_for(self, descriptor: int, wanted: int) -> None:
        before = self._interest.get(descriptor, 0)
        if wanted == before:
            return
        if not wanted:
            # Merely clearing the events is not enough: an error would be reported at
            # every turn.
            del self._interest[descriptor]
            self._pollster.unregister(descriptor)
            return
        if before:
            self._pollster.modify(descriptor, wanted)
        else:
            self._pollster.register(descriptor, wanted)
        self._interest[descriptor] = wanted
