"""The command line: what it takes, what it says, and its exit status."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from page_tracker import __version__
from page_tracker.cli.main import main
from page_tracker.options import Option
from page_tracker.settings import grouped, shown_default, table


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
    """What serve --help prints, in single spaces."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--help"])
    assert ended.value.code == 0
    return re.sub(r"\s+", " ", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("row", "default"),
    [pytest.param(row, default, id=name) for name, row, default in table()],
)
def test_the_help_shows_each_option_with_its_variable_and_its_default(
    help_text: str, row: Option, default: Any
) -> None:
    """The help shows each option with its variable and its default."""
    assert (
        f" {row.flag} VALUE {row.meaning} ({row.kind.allowed}) "
        f"[{row.variable}, default {shown_default(default)}] "
    ) in help_text


def test_the_help_of_the_service_lists_settings_by_group(help_text: str) -> None:
    """A reader finds a setting under its heading, in the order of the table."""
    headings = [f" {group} settings: " for group in grouped()]

    places = [help_text.index(heading) for heading in headings]

    assert len(headings) > 5
    assert places == sorted(places)


def test_the_help_says_which_options_can_be_files(help_text: str) -> None:
    """A secret of a container is usually a file, so the help names the variables."""
    names = (
        "REDIS_URL",
        "PAGE_TRACKER_REDIS_SENTINEL_PASSWORD",
        "PAGE_TRACKER_TOKEN",
        "PAGE_TRACKER_METRICS_TOKEN",
    )
    files = ", ".join(f"{name}_FILE" for name in names)
    assert f"a secret as the path of a file: {files}." in help_text


@pytest.mark.parametrize("command", [[], ["serve"], ["healthcheck"]])
def test_a_bad_value_ends_every_command_with_status_2_and_one_line(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the flag that was typed; no usage and no traceback follow."""
    status = main([*command, "--port", "eighty"])

    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err == (
        "page-tracker: --port must be a whole number from 0 to 65535, not 'eighty'\n"
    )


def test_the_error_about_a_bad_variable_names_the_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error about an invalid variable names the variable."""
    monkeypatch.setenv("PAGE_TRACKER_LOG_LEVEL", "loud")

    status = main([])

    assert status == 2
    assert capsys.readouterr().err == (
        "page-tracker: PAGE_TRACKER_LOG_LEVEL must be debug, info, warning or error,"
        " not 'loud'\n"
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["dance"], "'dance'", id="an unknown command"),
        pytest.param(["stat"], "did you mean 'stats'?", id="a mistyped command"),
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
    """An unknown argument ends the program with status 2 and is named."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err.splitlines()[-1]


def test_the_health_check_of_a_service_that_is_not_there_fails_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 1, as Docker expects, and the line names the address."""
    socket = tmp_path / "none"

    status = main(["healthcheck", "--unix-socket", str(socket)])

    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert err == f"page-tracker: not healthy: nothing listens on unix:{socket}\n"
