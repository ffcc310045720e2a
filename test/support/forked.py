"""Processes of the service that are forked off one that has it loaded already.

An interpreter that starts and imports the service computes for a second, twice as long
when it is measured; a fork does not. Hundreds of tests start a service of their own.
"""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from subprocess import TimeoutExpired

from page_tracker.cli.main import main

_FORK_SERVER = get_context("forkserver")
_FORK_SERVER.set_forkserver_preload(["page_tracker.server.service"])


class ForkedProcess:
    """``python -m page_tracker``, with the methods of a :class:`subprocess.Popen`."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        """Start it; it adds what it says to the file ``log``."""
        # A daemon does not outlive the tests.
        arguments = dict(environ), str(log)
        self._process = _FORK_SERVER.Process(target=_run, args=arguments, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait for its end and return the exit status."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise TimeoutExpired("page-tracker", timeout)
        return status

    def terminate(self) -> None:
        """Send it SIGTERM."""
        self._process.terminate()

    def kill(self) -> None:
        """Send it SIGKILL."""
        self._process.kill()


def _run(environ: dict[str, str], log: str) -> None:
    """Be the service from now on."""
    with open(log, "ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environ)
    sys.exit(main([]))
