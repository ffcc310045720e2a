"""The commands, one by one: what they take, what they say, and what they load."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from page_tracker.cli import command
from page_tracker.cli.command import GROUPS, SUMMARIES, find_command
from page_tracker.cli.main import main
from page_tracker.settings import table
from support.terminal import forget_settings

COMMANDS = pytest.mark.parametrize("name", SUMMARIES)


@pytest.fixture(autouse=True)
def fixture_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings, and long lines."""
    forget_settings(monkeypatch)
    monkeypatch.setenv("COLUMNS", "1000")


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what --help prints, in single spaces."""
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main([*words, "--help"]))
    assert ended.value.code == 0
    return re.sub(r"\s+", " ", capsys.readouterr().out)


def test_each_module_is_a_command_or_helps_some() -> None:
    """Each module of the package is a command or a known helper."""
    directory = Path(command.__file__).parent
    helpers = {"__init__", "arguments", "command", "help", "main", "question"}
    modules = {find_command(name).run.__module__ for name in SUMMARIES}

    commands = {name.rpartition(".")[2] for name in modules}

    assert {file.stem for file in directory.glob("*.py")} == commands | helpers


@COMMANDS
def test_the_help_of_all_says_what_a_command_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The overview has one line with a summary for each command."""
    assert f" {name} {SUMMARIES[name]} " in help_of([], capsys)


def test_the_help_of_all_begins_with_the_commands_and_fits_a_screen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Commands come in four groups, with two examples, and settings stand elsewhere."""
    assert [main([word]) for word in ("-h", "--help", "help")] == [0, 0, 0]

    overview, *others = capsys.readouterr().out.split("usage: ")[1:]
    lines = overview.splitlines()
    assert others == [overview, overview]
    assert lines.index("Run") < 5
    assert [line for line in lines if line in GROUPS] == list(GROUPS)
    assert len(lines) <= 30
    assert sum(line.startswith("  page-tracker ") for line in lines) == 2
    assert "--redis-url" not in "".join(lines)


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_command_has_a_help_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command's help has its usage and its settings, and no others."""
    found = find_command(name)

    text = help_of([name], capsys)

    assert text.startswith(f"usage: page-tracker {name} {found.usage} ")
    assert f"{SUMMARIES[name].capitalize()}." in text
    for field, row, _ in table():
        assert (f" {row.flag} VALUE " in text) is (field in found.settings)


@pytest.mark.parametrize("words", [["--port", "80"], ["--port=80", "serve"]])
def test_flags_without_a_command_are_those_of_the_service(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A flag starts the service, so the help after it is the help of the service."""
    assert help_of(words, capsys) == help_of(["serve"], capsys)


@COMMANDS
def test_no_argument_of_a_command_takes_the_place_of_a_setting(name: str) -> None:
    """No argument of a command has the name of a setting."""
    parser = argparse.ArgumentParser(add_help=False)

    find_command(name).add_arguments(parser)

    own = {action.dest for action in parser._actions}  # pylint: disable=W0212  # no API
    assert not own & {field for field, _, _ in table()}


@COMMANDS
def test_a_bad_setting_ends_every_command_with_status_2(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invalid setting ends every command with status 2, even an unused one."""
    monkeypatch.setenv("PAGE_TRACKER_PORT", "eighty")
    needed = {
        "set": ["a.org", "/", "1"],
        "move": ["a.org", "/", "/b"],
        "completion": ["bash"],
    }
    alone = {"serve", "demo", "healthcheck", "sites", "journal", "acl"}
    words = [] if name in alone else ["a.org"]

    status = main([name, *needed.get(name, words)])

    assert status == 2
    assert re.fullmatch(
        r"page-tracker: PAGE_TRACKER_PORT must be .*\n", capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["healthcheck", "--unix-socket={}"], id="behind it, joined"),
        pytest.param(["healthcheck", "--unix-socket", "{}"], id="behind it, parted"),
        pytest.param(["--unix-socket={}", "healthcheck"], id="before it, joined"),
        pytest.param(["--unix-socket", "{}", "healthcheck"], id="before it, parted"),
    ],
)
def test_a_setting_may_stand_on_either_side_of_the_command(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script may have a prefix for all of its calls."""
    place = tmp_path / "serve"  # a value that looks like a command

    assert main([word.format(place) for word in words]) == 1
    assert "not healthy" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["top"], "required: SITE", id="no site"),
        pytest.param(["top", "a.org", "--limit=0"], "from 1 to 1000", id="no rows"),
        pytest.param(["top", "a.org", "--lim", "3"], "--lim", id="cut short"),
        pytest.param(["top", "a.org", "--port", "80"], "--port", id="not for it"),
        pytest.param(["series", "a.org", "--unit=week"], "'week'", id="no unit"),
        pytest.param(["sites", "a.org"], "arguments: a.org", id="one too many"),
        pytest.param(["set", "a.org", "/"], "required: VIEWS", id="no number"),
        pytest.param(["set", "a.org", "/", "-1"], "from 0 to", id="below zero"),
        pytest.param(["set", "a.org", "/", "1e3"], "not '1e3'", id="not whole"),
        pytest.param(["move", "a.org", "/"], "required: NEW", id="no new path"),
        pytest.param(["--port", "80", "dance"], "'dance'", id="no such command"),
    ],
)
def test_what_a_command_does_not_take_ends_it_with_status_2(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last line names what was wrong; nothing was done."""
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err.splitlines()[-1]


def test_a_list_that_is_not_kept_ends_the_command_with_status_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unknown dimension ends the command with status 2 and the valid names."""
    status = main(["top", "a.org", "ages"])

    assert status == 2
    assert "DIMENSION must be one of pages, " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["top", "a/b"], "site must be a host name", id="a site"),
        pytest.param(["series", "https://a.org"], "site must be a host name", id="URL"),
        pytest.param(["demo", "--site=a/b"], "site must be a host name", id="made up"),
        pytest.param(
            ["set", "a.org", "a", "1"], "path must begin with a slash", id="set"
        ),
        pytest.param(
            ["reset", "a.org", ""], "path must begin with a slash", id="an empty path"
        ),
        pytest.param(
            ["delete", "a.org", ""], "path must begin with a slash", id="nor all of it"
        ),
        pytest.param(
            ["move", "a.org", "/a", "b"], "to must begin with a slash", id="the new one"
        ),
        pytest.param(
            ["set", "a.org", "/" * 7000, "1"],
            "path must be at most 512 characters",
            id="a long path",
        ),
    ],
)
def test_a_name_that_cannot_be_one_is_told_in_one_line_with_status_1(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid site is reported in one line, without asking the store."""
    status = main(words)

    out, err = capsys.readouterr()
    assert (status, out, err) == (1, "", f"page-tracker: {complaint}\n")


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        pytest.param(
            ["healthcheck", "--unix-socket", "/nowhere"],
            ["rich", "redis", "waitress", "page_tracker.cli.terminal"],
            id="a health check",
        ),
        pytest.param(
            ["serve", "--unix-socket", "/nowhere/s"],
            ["rich", "page_tracker.cli.terminal"],
            id="the service",
        ),
        pytest.param(
            ["top", "a.org", "--data-dir", "/nowhere"],
            ["waitress", "werkzeug", "page_tracker.server", "page_tracker.app"],
            id="a report",
        ),
        pytest.param(
            ["demo", "--redis-url", "unix:///nowhere"],
            ["waitress", "werkzeug", "ua_parser", "page_tracker.app"],
            id="the made-up site",
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(
    words: list[str], spared: list[str]
) -> None:
    """A health check runs every few seconds, and each worker holds what is loaded."""
    program = (
        "import sys; from page_tracker.cli.main import main; main(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stdout)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, check=True
    )

    loaded = ran.stdout.decode().split()
    assert find_command(words[0]).run.__module__ in loaded
    assert not set(spared) & set(loaded)


def test_the_rules_are_those_of_the_user_that_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The line can be pasted into a client; Sentinels have users of their own."""
    assert main(["acl"]) == 0
    assert main(["acl", "--user", "app.1", "--sentinel"]) == 0

    of_store, of_sentinel = capsys.readouterr().out.splitlines()

    assert of_store.startswith("ACL SETUSER page-tracker reset on >PASSWORD resetkeys")
    assert of_sentinel.startswith("ACL SETUSER app.1 reset on >PASSWORD")
    assert of_sentinel.endswith("-@all +sentinel|masters")


def test_a_user_with_a_blank_in_its_name_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A user name with a blank is rejected: the rest would be rules."""
    with pytest.raises(SystemExit) as ended:
        main(["acl", "--user", "app +@all"])

    assert ended.value.code == 2
    assert "give letters, digits and any of . _ -" in capsys.readouterr().err
