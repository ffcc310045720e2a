"""Where a report is shown, and what strangers can do to it."""

import sys
from io import BytesIO, TextIOWrapper

import pytest
from rich.table import Table
from rich.text import Text

from page_tracker.cli.terminal.screen import Screen, printable
from support.terminal import look_at_plain_text, look_at_terminal


def test_a_file_gets_long_lines_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file gets whole lines, whatever the width of the terminal."""
    look_at_plain_text(monkeypatch)
    long = "/a b" * 300

    Screen().show(printable(long, "bold red"))

    assert capsys.readouterr().out == f"{long}\n"


def test_a_terminal_gets_what_fits_into_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line stays one line, and says that it is cut."""
    look_at_terminal(monkeypatch, columns=20)
    table = Table.grid()
    table.add_row(printable("/ab " * 6))

    Screen().show(table)

    assert capsys.readouterr().out == "/ab /ab /ab /ab /ab…\n"


def test_colours_are_for_terminals_that_have_some_and_people_who_want_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Colours are for capable terminals, unless NO_COLOR is set (no-color.org)."""
    look_at_terminal(monkeypatch, kind="xterm")
    Screen().show(Text("red", "red"))
    monkeypatch.setenv("NO_COLOR", "1")
    Screen().show(Text("red", "red"))
    look_at_terminal(monkeypatch, kind="dumb")
    Screen().show(Text("red", "red"))

    assert capsys.readouterr().out == "\x1b[31mred\x1b[0m\nred\nred\n"


def test_digits_are_in_groups_for_people_and_plain_for_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Digits are grouped on a terminal and plain in a pipe, for ``sort -n``."""
    look_at_terminal(monkeypatch)
    assert Screen().number(1234567) == "1,234,567"

    look_at_plain_text(monkeypatch)
    assert Screen().number(1234567) == "1234567"


@pytest.mark.parametrize(("encoding", "draws"), [("utf-8", True), ("latin-1", False)])
def test_blocks_are_drawn_where_they_can_be_spelt(
    monkeypatch: pytest.MonkeyPatch, encoding: str, draws: bool
) -> None:
    """Block characters are drawn only if the encoding has them."""
    look_at_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding=encoding))

    assert Screen().draws is draws


def test_the_room_beside_a_part_is_what_it_leaves_of_the_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The room beside a part may be negative, and wide characters take two columns."""
    look_at_terminal(monkeypatch, columns=30)
    screen = Screen()

    assert screen.room_beside(Text("/日本")) == 25
    assert screen.room_beside(Text("/" * 50)) == -20


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("/a?b=[red]c[/red]", "/a?b=[red]c[/red]", id="markup"),
        pytest.param("/a :smile: b", "/a :smile: b", id="the name of an emoji"),
        pytest.param("/日本 Grüße", "/日本 Grüße", id="foreign words"),
        pytest.param("/a\x1b[31mb", "/a\ufffd[31mb", id="a colour"),
        pytest.param("/a\nb\r\tc", "/a\ufffdb\ufffd\ufffdc", id="line ends and tabs"),
        pytest.param("/a\x9b\x7f\x00b", "/a\ufffd\ufffd\ufffdb", id="other controls"),
        pytest.param("/a\u202eb", "/a\ufffdb", id="another direction"),
    ],
)
def test_a_text_of_strangers_is_shown_as_it_is_but_never_obeyed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    shown: str,
) -> None:
    """Strangers' text is shown literally, with control characters escaped."""
    look_at_terminal(monkeypatch, kind="xterm")

    Screen().show(printable(text))

    assert capsys.readouterr().out == f"{shown}\n"
