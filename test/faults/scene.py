"""A store, a proxy in front of it, the service behind that, and a load on it."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faults.account import Account
from faults.clocked import ClockedService
from faults.load import Load
from support.proxy import Proxy
from support.valkey import Valkey
from support.waiting import is_alive, wait_until

# Seconds in which what was queued must be in the store.
_PATIENCE = 25


@dataclass
class Scene:
    """What a fault happens to."""

    store: Valkey
    proxy: Proxy
    service: ClockedService
    load: Load

    def restart_service(self) -> None:
        """Start the service again; visitors find it where it listens now."""
        self.load.address = self.service.start().address

    def end_service(self, number: signal.Signals) -> None:
        """Send its parent a signal, and wait until that and all workers are gone."""
        workers = self.service.workers()
        self.service.send(number)
        self.service.wait()
        wait_until(lambda: not any(map(is_alive, workers)))

    def journal_files(self) -> list[Path]:
        """Return the files with views of all journals, the oldest first."""
        found = (self.service.directory / "data" / "journal").glob("*/*/0*")
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)

    def outlives(self, mishap: "Callable[[Scene], object]", slack: int = 0) -> None:
        """Let it happen under load: no view is lost, and no number given twice."""
        self.load.sees()

        mishap(self)
        self.load.sees()

        account = self.settle(slack)
        assert not account.given_twice()

    def settle(self, slack: int = 0, days: int = 1) -> Account:
        """End the load, and compare what the store holds with the answers to visitors.

        Also after the service has ended: nothing may be counted once more. For
        ``slack`` and ``days`` see :meth:`Account.wrong`.
        """
        account = self.load.stop()
        client = self.store.client()
        deadline = time.monotonic() + _PATIENCE
        while wrong := account.wrong(client, slack, days):
            assert time.monotonic() < deadline, wrong
            time.sleep(0.05)
        self.service.stop()
        assert self.service.wait() == 0
        assert not account.wrong(client, slack, days)
        return account


# Sets one: set_scene(store, workers="2"), each with options of the service.
SetScene = Callable[..., Scene]
