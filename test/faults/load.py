"""The load: visitors who ask without a pause, each in a thread."""

import threading
import time

from faults.account import COUNTED, QUEUED, Account
from faults.visitor import Visitor

# Seconds before a visitor who was refused asks again.
_PAUSE = 0.01

# Seconds for what a test waits for.
_PATIENCE = 25


class Load:
    """Starts at once, and keeps an account until it is stopped.

    ``address`` may change: visitors go there when their connection breaks. With
    ``persons`` all of them are those, by the beginning of their names.
    """

    def __init__(
        self,
        address: str,
        visitors: int,
        account: Account | None = None,
        persons: str = "",
    ) -> None:
        self.account = account or Account()
        self.address = address
        self.visitors = visitors
        self._stopping = False
        self._failure: BaseException | None = None
        seeds = [persons or f"visitor{number}" for number in range(visitors)]
        self._threads = [
            threading.Thread(target=self._run, args=(seed,), daemon=True)
            for seed in seeds
        ]
        for each in self._threads:
            each.start()

    def sees(self, *told: str, more: int = 200) -> None:
        """Wait until so many more views got one of these answers, or else "counted"."""
        told = told or (COUNTED,)
        wanted = self.account.total(*told) + more
        deadline = time.monotonic() + _PATIENCE
        while (found := self.account.total(*told)) < wanted:
            self._raise_failure()
            assert time.monotonic() < deadline, f"{wanted - found} of {told} missing"
            time.sleep(0.005)

    def acknowledged(self) -> int:
        """Count the views that were taken, those of now and those of later."""
        return self.account.total(COUNTED, QUEUED)

    def stop(self) -> Account:
        """Let every visitor end the last question; returns the account."""
        self.end()
        self._raise_failure()
        return self.account

    def end(self) -> None:
        """Let every visitor end the last question, whatever became of them."""
        self._stopping = True
        for each in self._threads:
            each.join(_PATIENCE)
            assert not each.is_alive()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self, seed: str) -> None:
        visitor = Visitor(seed, lambda: self.address, self.account)
        try:
            while not self._stopping:
                if not visitor.visit():
                    time.sleep(_PAUSE)
        except BaseException as exc:  # pylint: disable=broad-exception-caught
            self._failure = exc  # for the thread of the test to raise
        finally:
            visitor.close()
