"""The arguments of ``python -m bench``."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .contender import BY_NAME
from .reading import PASTS

MEMORY = "memory"
NAMES = (*BY_NAME, *PASTS, MEMORY)


@dataclass(frozen=True)
class Arguments:
    """What to run; the fields say the same as the options' help."""

    rounds: int
    seconds: int
    connections: int
    json: Path | None
    only: Sequence[str]
    python: str
    bars: bool

    def wants(self, name: str) -> bool:
        """Say whether a contender, or another part, is to be measured."""
        return not self.only or name in self.only


def parse(texts: Sequence[str] | None = None) -> Arguments:
    """Read the command line, or the texts given instead."""
    return Arguments(**vars(_parser().parse_args(texts)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Compare page-tracker.")
    add = parser.add_argument
    add("--rounds", type=_positive, default=5, help="measurements of each contender")
    add("--seconds", type=_positive, default=3, help="the length of one measurement")
    add("--connections", type=_positive, default=32, help="kept open by the load")
    add("--json", type=Path, metavar="FILE", help="write the figures there, too")
    add(
        "--only",
        action="append",
        choices=NAMES,
        default=[],
        metavar="NAME",
        help=f"measure this only, one of {', '.join(NAMES)}; may be repeated",
    )
    add("--python", default=sys.executable, help="the contenders' interpreter")
    add("--no-bars", dest="bars", action="store_false", help="only print the figures")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
