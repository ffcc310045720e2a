"""Standard output: a terminal or plain text, and what it can show."""

import json
import os
import sys
from collections.abc import Mapping

from rich.console import Console, RenderableType
from rich.text import Text

from page_tracker.cli.terminal.blocks import BLOCKS

# Wide enough that nothing is cut: a path or a title has at most 512 characters.
_UNBOUNDED = 10_000


class Screen:
    """Standard output as it is now.

    ``is_terminal`` is whether a person looks at it: then there are colours, a
    ``margin`` and digits in groups, and what is too wide for it is cut. ``draws`` is
    whether it can show block characters, and ``arrow`` is the arrow that it can show.
    """

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self.is_terminal = self._console.is_terminal
        if not self.is_terminal:
            self._console.width = _UNBOUNDED
        self.width = self._console.width
        self.margin = " " if self.is_terminal else ""
        self.draws = self.is_terminal and encodable(BLOCKS) == BLOCKS
        self.arrow = "\N{RIGHTWARDS ARROW}"
        if encodable(self.arrow) != self.arrow:
            self.arrow = "->"

    def number(self, number: int) -> str:
        """Return a number as it is written here."""
        return f"{number:,}" if self.is_terminal else str(number)

    def room_beside(self, part: RenderableType) -> int:
        """Return how many columns a part leaves; below 0, it would be cut."""
        options = self._console.options.update(width=_UNBOUNDED)
        return self.width - self._console.measure(part, options=options).maximum

    def show(self, *parts: RenderableType) -> None:
        """Write some parts, one below the other; no line ends in blanks."""
        with self._console.capture() as captured:
            for part in parts:
                self._console.print(part)
        lines = captured.get().splitlines()
        write("".join(f"{line.rstrip()}\n" for line in lines))


def printable(text: str, style: str = "") -> Text:
    """Return a text of strangers that cannot drive a terminal, nor break a line.

    It is shown as it is, also if it looks like markup.
    """
    safe = (
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return Text("".join(safe), style, no_wrap=True, overflow="ellipsis")


def write(text: str) -> None:
    """Write to standard output; what its encoding lacks becomes a question mark.

    Nobody may want to read on: that is no error.
    """
    try:
        sys.stdout.write(encodable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        # Else Python would try once more at its exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(document: Mapping[str, object]) -> None:
    """Write one JSON document to standard output, for scripts."""
    write(f"{json.dumps(document, indent=2)}\n")


def encodable(text: str) -> str:
    """Return a text as the encoding of standard output can spell it."""
    encoding = sys.stdout.encoding or "utf-8"  # a text in memory has none
    return text.encode(encoding, "replace").decode(encoding)
