"""A process of the benchmark: started in its own session, waited for, and ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from . import session
from .errors import NotMeasured

PATIENCE = 20  # seconds to the first answer, and again to the end
PAUSE = 0.005  # seconds between two looks


class Process:
    """A command with its descendants; a context manager that leaves none behind.

    ``start_up`` is the time from ``exec`` to the first answer, in seconds, to the
    nearest 5 ms.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], directory: Path
    ) -> None:
        self._command = " ".join(command)
        self._log = directory / "log"
        self._started = time.perf_counter()
        self.start_up = 0.0
        with self._log.open("wb") as log:
            self._popen = subprocess.Popen(  # pylint: disable=consider-using-with
                command,
                env=environment,
                cwd=directory,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.session = self._popen.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait for the first answer; raise :class:`NotMeasured` if there is none."""
        while not ready():
            waited = time.perf_counter() - self._started
            if self._popen.poll() is not None or waited > PATIENCE:
                log = self._log.read_text(encoding="utf-8", errors="replace")
                raise NotMeasured(f"{self._command} did not start:\n{log[-2000:]}")
            time.sleep(PAUSE)
        self.start_up = time.perf_counter() - self._started

    def end(self) -> None:
        """Ask the process to end; kill what is left of its session."""
        self._popen.terminate()
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(PATIENCE)
        for pid in session.members(self.session):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
