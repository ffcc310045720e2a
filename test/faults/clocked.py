"""A service whose clock can be moved."""

import mmap
import struct
from pathlib import Path

from support.service import Service

# Starts the service with a clock that is as many seconds ahead as a shared file says.
_PROGRAM = """
import mmap, struct, sys, time
with open(sys.argv[1], "rb") as file:
    ahead = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
seconds, nanoseconds = time.time, time.time_ns
def moved():
    return struct.unpack("d", ahead)[0]
time.time = lambda: seconds() + moved()
time.time_ns = lambda: nanoseconds() + int(moved() * 1e9)
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


class ClockedService(Service):
    """Asks a clock of the test's own for the time of day."""

    def __init__(self, directory: Path, redis_url: str = "", **options: str) -> None:
        super().__init__(directory, redis_url, **options)
        path = directory / "clock"
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._ahead = mmap.mmap(file.fileno(), 8)
        self.program = ("-c", _PROGRAM, str(path))

    def move_clock(self, seconds: float) -> None:
        """Set it so many seconds ahead of the real one, or behind."""
        self._ahead[:] = struct.pack("d", seconds)
