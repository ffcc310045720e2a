"""Completion: the scripts that shells load."""

import shutil
import subprocess

import pytest

from page_tracker.cli.command import SUMMARIES
from page_tracker.cli.main import main
from page_tracker.storage.keys import DIMENSIONS
from support.terminal import forget_settings


@pytest.fixture(autouse=True)
def fixture_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the developer."""
    forget_settings(monkeypatch)


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_the_script_of_a_shell_knows_every_command(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new command is completed without a change of the completion."""
    status = main(["completion", shell])

    out = capsys.readouterr().out
    assert status == 0
    assert all(name in out for name in SUMMARIES)
    assert "data-dir" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["page-tracker", "se"], {"serve", "series", "set"}, id="commands"),
        pytest.param(["page-tracker", "top", "--per"], {"--period"}, id="options"),
        pytest.param(
            ["page-tracker", "top", "a.org", "entry"], {"entry_pages"}, id="lists"
        ),
    ],
)
def test_bash_completes_a_word(
    words: list[str], expected: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Bash itself runs the script as it does when somebody presses Tab."""
    bash = shutil.which("bash")
    assert bash is not None
    main(["completion", "bash"])
    typed = " ".join(f"'{word}'" for word in words)
    ask = (
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; "
        '_shtab_page_tracker; printf "%s\\n" "${COMPREPLY[@]}"'
    )

    ran = subprocess.run(
        [bash, "--norc", "-c", f"{capsys.readouterr().out}\n{ask}"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    assert {word.strip() for word in ran.stdout.split()} == expected
    assert "entry_pages" in DIMENSIONS
