"""The servers that a store may be: Valkey always, and Redis where it is installed."""

import shutil
from pathlib import Path

import pytest

from support.valkey import Valkey

REDIS = shutil.which("redis-server")

PROGRAMS = [Valkey.program, *([REDIS] if REDIS else [])]

EVERY_PROGRAM = pytest.mark.parametrize(
    "program", PROGRAMS, ids=[Path(each).name for each in PROGRAMS]
)


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
