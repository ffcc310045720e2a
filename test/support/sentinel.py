"""A real Sentinel for tests, on a Unix socket, that watches one primary."""

import time
from pathlib import Path
from typing import Any

from support.valkey import Valkey

_NAME = "primary"

# Milliseconds after which a silent primary is taken for dead.
_PATIENCE = 500

NEVER_MS = 3_600_000
"""A patience with which a Sentinel takes no primary for dead."""

# Milliseconds between what a Sentinel does, so that a test need not wait for long.
_PACE = {
    "INFO-PERIOD": 500,
    "PING-PERIOD": 500,
    "ASK-PERIOD": 200,
    "PUBLISH-PERIOD": 200,
    "MIN-LINK-RECONNECT-PERIOD": 300,
    "SLAVE-RECONF-TIMEOUT": 2000,
}


class Sentinel(Valkey):
    """Watches the primary behind a port of 127.0.0.1, and fails over by itself.

    It takes a primary for dead after ``patience_ms``, and wants a ``password``.
    """

    def __init__(
        self,
        directory: Path,
        primary: int,
        patience_ms: int = _PATIENCE,
        password: str = "",
    ) -> None:
        super().__init__(directory)
        if password:
            self.url += f"?password={password}"
        lines = [
            "port 0",
            f"unixsocket {self.path}",
            f"sentinel monitor {_NAME} 127.0.0.1 {primary} 1",
            f"sentinel down-after-milliseconds {_NAME} {patience_ms}",
            f"sentinel failover-timeout {_NAME} 1000",
            *([f"requirepass {password}"] if password else []),
        ]
        directory.mkdir(parents=True)
        self.configuration = directory / "sentinel.conf"
        self.configuration.write_text("\n".join(lines), "utf-8")

    def arguments(self) -> list[str]:
        return [str(self.configuration), "--sentinel"]

    def hurry(self) -> None:
        """Let it look at its servers several times a second; needs Valkey."""
        pairs = [str(word) for pair in _PACE.items() for word in pair]
        self.client().execute_command("SENTINEL", "DEBUG", *pairs)

    def fail_over(self) -> None:
        """Make it promote a replica, although nobody is dead."""
        self.client().execute_command("SENTINEL", "FAILOVER", _NAME)

    def knows_replica(self) -> bool:
        """Return whether it has found somebody who can take over."""
        found: Any = self.client().execute_command("SENTINEL", "REPLICAS", _NAME)
        return bool(found)

    def primary(self) -> int:
        """Return the port of who is the primary now."""
        asked = ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", _NAME)
        found: Any = self.client().execute_command(*asked)
        return int(found[1])

    def wait_for_another(self, than: int) -> int:
        """Wait until another is the primary; returns its port."""
        deadline = time.monotonic() + 20
        while self.primary() == than:
            assert time.monotonic() < deadline, "the Sentinel did not fail over"
            time.sleep(0.02)
        return self.primary()
