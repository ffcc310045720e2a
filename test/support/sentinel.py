"""A real Sentinel for tests, on a Unix socket, that watches one primary."""

import time
from pathlib import Path
from typing import Any

from support.valkey import Valkey

_NAME = "primary"

# Milliseconds after which a silent primary is taken for dead.
_PATIENCE = 500


class Sentinel(Valkey):
    """Watches the primary behind a port of 127.0.0.1, and fails over by itself."""

    def __init__(self, directory: Path, primary: int) -> None:
        super().__init__(directory)
        lines = [
            "port 0",
            f"unixsocket {self.path}",
            f"sentinel monitor {_NAME} 127.0.0.1 {primary} 1",
            f"sentinel down-after-milliseconds {_NAME} {_PATIENCE}",
            f"sentinel failover-timeout {_NAME} 5000",
        ]
        directory.mkdir(parents=True)
        self.configuration = directory / "sentinel.conf"
        self.configuration.write_text("\n".join(lines), "utf-8")

    def arguments(self) -> list[str]:
        return [str(self.configuration), "--sentinel"]

    def knows_replica(self) -> bool:
        """Tell whether it has found somebody who can take over."""
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
