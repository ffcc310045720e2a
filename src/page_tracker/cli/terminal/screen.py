"""Standard output: a terminal or plain text, and its abilities."""

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
    """The current standard output.

    ``is_terminal`` says that a person reads it. Then there are colours, a ``margin``
    and grouped digits, and parts that are too wide are cut. ``draws`` says that it can
    show block characters; ``arrow`` is the arrow that it can show.
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
        """Return a number in the format of this screen."""
        return f"{number:,}" if self.is_terminal else str(number)

    def room_beside(self, part: RenderableType) -> int:
        """Return how many columns a part leaves free; if negative, it would be cut."""
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
    """Return a stranger's text, made safe for a terminal and a single line.

    Markup in it is shown as it is.
    """
    safe = (
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return Text("".join(safe), style, no_wrap=True, overflow="ellipsis")


def write(text: str) -> None:
    """Write to standard output; characters outside its encoding become question marks.

    If the reader closes the pipe, that is no error.
    """
    try:
        sys.stdout.write(encodable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        # Otherwise Python would write again at its exit, and report an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(document: Mapping[str, object]) -> None:
    """Write one JSON document to standard output, for scripts."""
    write(f"{json.dumps(document, indent=2)}\n")


def encodable(text: str) -> str:
    """Return a text in characters that the encoding of standard output has."""
    encoding = sys.stdout.encoding or "utf-8"  # a text in memory has none
    return text.encode(encoding, "replace").decode(encoding)
