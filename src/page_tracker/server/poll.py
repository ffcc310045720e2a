"""Waits for sockets, as Waitress does, but leaves what to do with them to the loop."""

import select

from waitress import wasyncore

Ready = list[tuple[int, wasyncore.dispatcher, int]]


def poll(sockets: dict[int, wasyncore.dispatcher], seconds: float) -> Ready:
    """Return who can be read or written to: descriptor, handler, ``poll``'s flags.

    Each handler says itself what it waits for.
    """
    pollster = select.poll()
    for descriptor, handler in sockets.items():
        flags = 0
        if handler.readable():
            flags |= select.POLLIN | select.POLLPRI
        if handler.writable() and not handler.accepting:
            flags |= select.POLLOUT
        if flags:
            pollster.register(descriptor, flags)
    events = pollster.poll(int(seconds * 1000))
    return [(each, sockets[each], flags) for each, flags in events]
