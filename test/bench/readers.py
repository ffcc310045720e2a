"""Readers: clients that ask for reports, one after another, until they are stopped."""

import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from types import TracebackType
from typing import Self

from .errors import NotMeasured
from .port import HOST

PATIENCE = 30  # seconds


class Readers:
    """A context manager in which ``count`` clients read the reports at ``paths``."""

    def __init__(self, port: int, paths: Sequence[str], count: int) -> None:
        self._answered: list[bool] = []
        self._began = self._ended = 0.0
        self._stopped = threading.Event()
        self._threads = [
            # Each begins elsewhere, so that they do not all ask for the same.
            threading.Thread(target=self._run, args=(port, paths, number))
            for number in range(count)
        ]

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._ended = time.perf_counter()

    @property
    def read(self) -> int:
        """How many reports they got."""
        return sum(self._answered)

    @property
    def rate(self) -> float:
        """How many of them in a second, once all readers have stopped."""
        return self.read / (self._ended - self._began)

    @property
    def failed(self) -> int:
        """How many they did not get."""
        return len(self._answered) - self.read

    def _run(self, port: int, paths: Sequence[str], first: int) -> None:
        for path in islice(cycle(paths), first, None):
            if self._stopped.is_set():
                return
            try:
                read(port, path)
                self._answered.append(True)
            except NotMeasured:
                self._answered.append(False)


def read(port: int, path: str) -> float:
    """Read a report, and return the seconds that it took.

    Raises :class:`NotMeasured` when it is not answered with 200.
    """
    began = time.perf_counter()
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as exc:
        raise NotMeasured(f"{path} was not answered: {exc!r}") from exc
    finally:
        connection.close()
    if response.status != 200:
        raise NotMeasured(f"{path} was answered {response.status}: {body[:500]!r}")
    return time.perf_counter() - began
