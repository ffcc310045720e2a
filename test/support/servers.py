"""The servers that a store may be: Valkey always, and Redis where it is installed."""

import shutil
import socket
from pathlib import Path

import pytest

from support.valkey import Valkey

REDIS = shutil.which("redis-server")

PROGRAMS = [Valkey.program, *([REDIS] if REDIS else [])]

EVERY_PROGRAM = pytest.mark.parametrize(
    "program", PROGRAMS, ids=[Path(each).name for each in PROGRAMS]
)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Server(Valkey):
    """A server of one of the programs."""

    def __init__(self, directory: Path, program: str, **options: str) -> None:
        super().__init__(directory, **options)
        self.program = program

    def user(self, *rules: str) -> str:
        """Give the user ``app`` these permissions and no others; returns its URL."""
        self.client().execute_command(
            "ACL", "SETUSER", "app", "reset", "on", ">x", *rules
        )
        return f"{self.url}?username=app&password=x"
