"""What a developer's arguments to a nox session select."""

import json
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from support.sources import PROJECT

FOLDERS = ["test/unit", "test/bench"]
FAILED = "test/unit/test_a.py::test_one"


class Skipped(Exception):
    """Stands for what nox raises when a session is skipped."""


def skip(reason: str) -> None:
    """Do as a nox session that is skipped."""
    raise Skipped(reason)


@pytest.fixture(name="noxfile", scope="module")
def fixture_noxfile() -> ModuleType:
    """The noxfile as a module."""
    spec = spec_from_file_location("noxfile", PROJECT / "noxfile.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="select")
def fixture_select(noxfile: ModuleType) -> Callable[..., Any]:
    """Return pytest's arguments for those of a session."""

    def select(*posargs: str) -> Any:
        session = SimpleNamespace(posargs=list(posargs), skip=skip)
        return getattr(noxfile, "_selected")(session, FOLDERS)

    return select


@pytest.mark.parametrize(
    ("posargs", "arguments"),
    [
        pytest.param([], FOLDERS, id="nothing"),
        pytest.param(["-x"], ["-x", *FOLDERS], id="a flag"),
        pytest.param(["-k", "router"], ["-k", "router", *FOLDERS], id="a name"),
        pytest.param(["test/unit/test_a.py"], ["test/unit/test_a.py"], id="a file"),
        pytest.param(["-x", FAILED], ["-x", FAILED], id="a test, and a flag"),
        pytest.param(
            ["test/e2e", "test/bench/test_b.py"],
            ["test/bench/test_b.py"],
            id="a folder of another session, and a file",
        ),
    ],
)
def test_arguments_narrow_a_session(
    select: Callable[..., Any], posargs: list[str], arguments: list[str]
) -> None:
    """Options go to pytest with all folders, and paths take the folders' place."""
    assert select(*posargs) == arguments


def test_a_session_without_any_of_the_paths_is_skipped(
    select: Callable[..., Any],
) -> None:
    """`nox -s tests -- PATH` runs the tests of that path, and no others."""
    with pytest.raises(Skipped):
        select("test/integration/test_views.py")


@pytest.mark.parametrize("option", ["--lf", "--last-failed"])
def test_only_the_session_of_the_failures_runs_them_again(
    select: Callable[..., Any],
    noxfile: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
) -> None:
    """pytest would run all tests of a folder in which none failed."""
    failures = tmp_path / "lastfailed"
    monkeypatch.setattr(noxfile, "LAST_FAILED", failures)

    assert select(option) == [option, *FOLDERS]  # nothing is known

    failures.write_text(json.dumps({FAILED: True}), "utf-8")
    assert select(option) == [option, *FOLDERS]

    failures.write_text(json.dumps({"test/e2e/test_c.py::test_two": True}), "utf-8")
    with pytest.raises(Skipped):
        select(option)
