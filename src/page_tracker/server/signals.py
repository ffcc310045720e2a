"""The signals of the parent process, as flags and a socket that wakes its loop."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOPS = {signal.SIGTERM, signal.SIGINT}
_HANDLED = (*_STOPS, signal.SIGHUP, signal.SIGCHLD)


class Signals:
    """The requests made by signals; the handlers do nothing else.

    ``woken`` becomes readable at every handled signal.
    """

    def __init__(self) -> None:
        self.stop = False
        self.replace = False
        self.woken, self.wake = socket.socketpair()
        self.woken.setblocking(False)
        self.wake.setblocking(False)

    def read(self) -> None:
        """Set the flags of the signals that arrived since the last call."""
        try:
            numbers = set(self.woken.recv(4096))
        except BlockingIOError:
            return
        self.stop = self.stop or bool(numbers & _STOPS)
        self.replace = self.replace or signal.SIGHUP in numbers


@contextmanager
def handled() -> Iterator[Signals]:
    """Handle the signals of the process until the block ends.

    If the block ends because a stop was requested, the process ignores further
    requests: its exit status must not depend on how many there were.
    """
    signals = Signals()
    with signals.woken, signals.wake:
        before = signal.set_wakeup_fd(signals.wake.fileno(), warn_on_full_buffer=False)
        handlers = {each: signal.signal(each, _noted) for each in _HANDLED}
        try:
            yield signals
        finally:
            for each, handler in handlers.items():
                ignored = signals.stop and each in _STOPS
                signal.signal(each, signal.SIG_IGN if ignored else handler)
            signal.set_wakeup_fd(before)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back handled signals inside the block: one may be meant for a child."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)


_early_stops: list[int] = []  # signals that came before a worker could stop


def forget() -> None:
    """In a forked worker, ignore the signals that only its parent handles.

    A terminal sends SIGINT and SIGHUP to the whole group; the parent handles them. A
    SIGTERM is recorded for :func:`when_stopped`: clients may be connected already, and
    a worker that died of the signal would reset their connections.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: _early_stops.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)


def when_stopped(stop: Callable[[], None]) -> None:
    """Call ``stop`` at each SIGTERM from now on, and at once if there was one."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop())
    if _early_stops:
        stop()


def _noted(_number: int, _frame: object) -> None:
    """Do nothing: a handler must exist for the wake-up socket to be written to."""
