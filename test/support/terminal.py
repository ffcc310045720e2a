"""A command's standard input and output: a terminal or not, whoever runs the tests."""

import pytest

from page_tracker.settings import table


class Typing:
    """A standard input in which somebody types a line: None is Ctrl-C, "" is Ctrl-D."""

    def __init__(self, line: str | None, *, terminal: bool = True) -> None:
        self._line = line
        self._terminal = terminal

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._terminal

    def readline(self) -> str:
        """Return the line, or end the reading as Python ends it."""
        if self._line is None:
            raise KeyboardInterrupt
        return self._line


def forget_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the shell of the developer has set."""
    for _, row, _ in table():
        monkeypatch.delenv(row.variable, raising=False)
        monkeypatch.delenv(f"{row.variable}_FILE", raising=False)


def look_at_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have rich take standard output for a file, as it is under pytest."""
    for variable in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("COLUMNS", "20")  # which must not matter


def look_at_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int = 80, kind: str = "dumb"
) -> None:
    """Have rich take standard output for a terminal; a dumb one has no colours."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", "25")
