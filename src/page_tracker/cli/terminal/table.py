"""A table of names with their numbers, and often their total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from page_tracker.cli.terminal.blocks import draw_bar
from page_tracker.cli.terminal.screen import Screen, printable

# Columns that the names keep beside the bars, and columns of the bars.
_MUST_BE_SEEN = 40
_SHORTEST_BAR, _LONGEST_BAR = 8, 30

_PADDING = 3  # columns that another column takes besides its text


class Line(NamedTuple):
    """A name, its cells, a ``size`` that is drawn as a bar, and a ``title``."""

    name: str
    cells: Sequence[int | Text]
    size: int = 0
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """Lines under ``heads``, which are those of the names and of the cells.

    Without a ``total``, no line is added below them.
    """

    heads: Sequence[str]
    lines: Sequence[Line]
    total: Line | None = None

    def table(self, screen: Screen) -> Table:
        """Create the table so that it fits the screen.

        A terminal has titles after the names, and bars if there is room; plain text has
        titles in its last column.
        """
        if not screen.is_terminal:
            names = [printable(line.name) for line in self.lines]
            titles = [printable(line.title) for line in self.lines]
            return self._table(screen, names, "Title", titles)
        names = [_name_and_title(line) for line in self.lines]
        return self._table(screen, names, "", self._bars(screen))

    def _bars(self, screen: Screen) -> list[Text]:
        names = [printable(line.name[:_MUST_BE_SEEN]) for line in self.lines]
        room = screen.room_beside(self._table(screen, names)) - _PADDING
        if any(line.title for line in self.lines):
            room //= 2
        width = min(room, _LONGEST_BAR)
        if width < _SHORTEST_BAR or not screen.draws:
            return []
        most = max((line.size for line in self.lines), default=0)
        return [Text(draw_bar(line.size, most, width), "cyan") for line in self.lines]

    def _table(
        self,
        screen: Screen,
        names: Sequence[Text],
        last_head: str = "",
        last: Sequence[Text] = (),
    ) -> Table:
        table = self._empty_table(screen)
        if any(last):
            table.add_column(last_head, no_wrap=True)
        for place, line in enumerate(self.lines):
            cells = (_cell(screen, cell) for cell in line.cells)
            more = [last[place]] if any(last) else []
            table.add_row(names[place], *cells, *more)
        return table

    def _empty_table(self, screen: Screen) -> Table:
        table = Table(
            box=SIMPLE if screen.is_terminal else None,
            pad_edge=screen.is_terminal,
            show_edge=False,
            show_footer=self.total is not None,
            header_style="bold",
            footer_style="bold",
        )
        total = self.total or Line("", [Text("")] * (len(self.heads) - 1))
        table.add_column(self.heads[0], total.name)
        for head, cell in zip(self.heads[1:], total.cells, strict=True):
            table.add_column(head, _cell(screen, cell), justify="right", no_wrap=True)
        return table


def _name_and_title(line: Line) -> Text:
    name = printable(line.name)
    if line.title:
        name.append("  ").append_text(printable(line.title, "dim"))
    return name


def _cell(screen: Screen, cell: int | Text) -> str | Text:
    return screen.number(cell) if isinstance(cell, int) else cell
