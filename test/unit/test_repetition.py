"""``--repeat`` runs sensitive tests many times, and no others."""

import subprocess
import sys
from pathlib import Path

from support.sources import PROJECT

TESTS = """
import pytest

@pytest.mark.sensitive
@pytest.mark.parametrize("letter", ["a", "b"])
def test_sensitive(letter): pass

def test_other(): pass
"""


def collected(folder: Path, *options: str) -> list[str]:
    """Return the names of the tests of a file as pytest collects them."""
    file = folder / "test_it.py"
    file.write_text(TESTS, "utf-8")
    quiet = ["--collect-only", "-q", "-p", "no:cacheprovider"]
    plugin = ["-c", str(PROJECT / "pyproject.toml"), "-p", "conftest"]
    command = [sys.executable, "-m", "pytest", *quiet, *plugin, *options, str(file)]
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    return [line.partition("::")[2] for line in lines if "::" in line]


def test_a_sensitive_test_is_repeated_and_another_is_not(tmp_path: Path) -> None:
    """Each repetition is a test of its own: the report says how many failed."""
    names = collected(tmp_path, "--repeat", "2")

    assert sorted(names) == [
        "test_other",
        "test_sensitive[1-a]",
        "test_sensitive[1-b]",
        "test_sensitive[2-a]",
        "test_sensitive[2-b]",
    ]


def test_without_the_option_each_test_runs_once(tmp_path: Path) -> None:
    """A sensitive test is an ordinary one in every other session."""
    names = collected(tmp_path)

    assert sorted(names) == ["test_other", "test_sensitive[a]", "test_sensitive[b]"]
