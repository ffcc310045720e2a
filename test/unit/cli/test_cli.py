"""The command line: what it takes, what it says, and its exit status."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from page_tracker import __version__
from page_tracker.cli.main import main
from page_tracker.options import Option
from page_tracker.settings import shown_default, table


@pytest.fixture(autouse=True)
def fixture_empty_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave what the shell of the developer has set out, and make long lines."""
    for _, row, _ in table():
        monkeypatch.delenv(row.variable, raising=False)
        monkeypatch.delenv(f"{row.variable}_FILE", raising=False)
    monkeypatch.setenv("COLUMNS", "1000")
    yield


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The version alone, so that a script can use it."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.fixture(name="help_text")
def fixture_help_text(capsys: pytest.CaptureFixture[str]) -> str:
    """What --help prints, in single spaces."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    return re.sub(r"\s+", " ", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("row", "default"),
    [pytest.param(row, default, id=name) for name, row, default in table()],
)
def test_the_help_shows_each_option_with_its_variable_and_its_default(
    help_text: str, row: Option, default: Any
) -> None:
    """All that can be set is in one place, with what happens if it is not."""
    assert (
        f" {row.flag} VALUE {row.meaning} ({row.kind.allowed}) "
        f"[{row.variable}, default {shown_default(default)}] "
    ) in help_text


@pytest.mark.parametrize("command", ["serve", "healthcheck"])
def test_the_help_explains_each_command(help_text: str, command: str) -> None:
    """With what it does, and not by its name alone."""
    commands = help_text.partition(" commands: ")[2]

    assert re.search(rf"\b{command} [a-z]{{4}}", commands)


def test_the_help_says_which_options_can_be_files(help_text: str) -> None:
    """Who runs containers looks for that."""
    names = ("REDIS_URL", "PAGE_TRACKER_TOKEN", "PAGE_TRACKER_METRICS_TOKEN")
    files = ", ".join(f"{name}_FILE" for name in names)
    assert f"secrets also as the path of a file: {files}." in help_text


@pytest.mark.parametrize("command", [[], ["serve"], ["healthcheck"]])
def test_a_bad_value_ends_every_command_with_status_2_and_one_line(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """No usage and no traceback: the line says it all."""
    status = main([*command, "--port", "eighty"])

    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err == (
        "page-tracker: PAGE_TRACKER_PORT: 'eighty' is not allowed; "
        "give a whole number from 0 to 65535\n"
    )


def test_a_bad_variable_is_told_like_a_bad_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a value comes from makes no difference."""
    monkeypatch.setenv("PAGE_TRACKER_LOG_LEVEL", "loud")

    status = main([])

    assert status == 2
    assert capsys.readouterr().err == (
        "page-tracker: PAGE_TRACKER_LOG_LEVEL: 'loud' is not allowed; "
        "give debug or info or warning or error\n"
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["dance"], "'dance'", id="an unknown command"),
        pytest.param(["--colour=red"], "--colour", id="an unknown option"),
        pytest.param(["--wor=2"], "--wor", id="an option cut short"),
        pytest.param(["--workres", "2"], "--workres", id="a misspelt option"),
        pytest.param(["--port"], "--port", id="an option without its value"),
        pytest.param(["serve", "serve"], "serve", id="two commands"),
    ],
)
def test_what_it_does_not_know_ends_it_with_status_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is guessed; the last line names what was wrong."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err.splitlines()[-1]


def test_the_health_check_of_a_service_that_is_not_there_fails_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, as Docker wants it, and a reason for who looks."""
    status = main(["healthcheck", "--unix-socket", str(tmp_path / "none")])

    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert re.fullmatch(r"page-tracker: unhealthy: .*No such file.*\n", err)
