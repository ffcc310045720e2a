"""Progress: a bar for people, a few lines for a log."""

import re

import pytest

from page_tracker.cli.terminal.progress import ProgressBar
from support.terminal import look_at_plain_text, look_at_terminal


def run(steps: int) -> None:
    """Do something that takes some steps."""
    with ProgressBar("Counting [sheep]", steps) as progress:
        for number in range(1, steps + 1):
            progress.step(f"sheep {number}")


def without_style(text: str) -> str:
    """Leave out what drives a terminal."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_pipe_gets_a_line_for_each_tenth(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe gets a plain line for each tenth, on standard error."""
    look_at_plain_text(monkeypatch)

    run(200)

    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert len(lines) == 10
    assert lines[0] == "Counting [sheep]: 10%, sheep 20"
    assert lines[-1] == "Counting [sheep]: 100%, sheep 200"
    assert err.replace("\n", "").isprintable()


@pytest.mark.parametrize("steps", [1, 3, 10, 11])
def test_a_pipe_gets_no_line_twice(
    steps: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With few steps, a pipe gets few lines, the last at 100%."""
    look_at_plain_text(monkeypatch)

    run(steps)

    lines = capsys.readouterr().err.splitlines()
    assert len(set(lines)) == len(lines) == min(steps, 10)
    assert lines[-1].startswith("Counting [sheep]: 100%, ")


def test_a_terminal_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal gets a bar, full at the end, and its cursor back."""
    look_at_terminal(monkeypatch, kind="xterm")

    run(3)

    out, err = capsys.readouterr()
    last = err.rpartition("\r")[2]
    assert out == ""
    assert re.fullmatch(r"Counting \[sheep\] ━+ 100% sheep 3 *\n", without_style(last))
    assert err.endswith("\x1b[?25h")


def test_a_terminal_that_cannot_go_back_gets_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal without cursor control gets lines instead of a bar."""
    look_at_terminal(monkeypatch, kind="dumb")

    run(3)

    assert len(capsys.readouterr().err.splitlines()) == 3
