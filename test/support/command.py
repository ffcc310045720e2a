"""What a command leaves behind."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Ran(NamedTuple):
    """Its exit status and what it has printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What it has printed as JSON."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of the last table that it has printed, without head and total."""
        lines = self.out.rpartition("\n\n")[2].splitlines()
        return [line.split() for line in lines[1:-1]]


# Runs a command: run("top", "a.org").
Run = Callable[..., Ran]
