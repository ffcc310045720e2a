"""``python -m page_tracker``."""

import importlib
import runpy
import sys

import pytest

from page_tracker import __version__


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``python -m page_tracker`` is the same as the command."""
    monkeypatch.setattr(sys, "argv", ["page-tracker", "--port", "eighty"])

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("page_tracker", run_name="__main__")

    assert ended.value.code == 2
    assert "--port must be" in capsys.readouterr().err


def test_to_import_the_module_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tools that import every module of a package get through it."""
    monkeypatch.setattr(sys, "argv", ["page-tracker", "--version"])

    importlib.import_module("page_tracker.__main__")

    assert __version__ not in capsys.readouterr().out
