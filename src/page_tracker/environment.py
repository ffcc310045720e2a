"""Reads the settings from the environment and the command line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from page_tracker.errors import SettingError
from page_tracker.options import Option
from page_tracker.settings import Settings, table

# Any part of an invalid URL may be a part of its password.
_HIDDEN = " (its value is secret and not shown)"


def load(
    environ: Mapping[str, str], flags: Mapping[str, str | None] | None = None
) -> Settings:
    """Read the settings; a flag overrides the environment, which overrides a default.

    An empty text counts as absent, because Compose passes unset variables as empty
    ones.

    Args:
        environ: The environment variables.
        flags: Texts from the command line, by field name.

    Returns:
        The settings.

    Raises:
        SettingError: For the first invalid value. The message names the flag or the
            variable that the value came from.
    """
    values: dict[str, Any] = {}
    files: dict[str, Path] = {}
    for name, row, _ in table():
        if flag := (flags or {}).get(name):
            values[name] = _parsed(row, row.flag, flag)
            continue
        text, path = _from_environ(environ, row)
        if text:
            values[name] = _parsed(row, row.variable, text)
        if path:
            files[name] = Path(path)
    return Settings(**values, secret_files=files)


def _from_environ(environ: Mapping[str, str], row: Option) -> tuple[str, str]:
    """Return a text and the path of the file that has it, or "" without one."""
    text = environ.get(row.variable, "")
    path = environ.get(f"{row.variable}_FILE", "") if row.secret else ""
    if text and path:
        raise SettingError(
            f"{row.variable} and {row.variable}_FILE are both set; unset one of them"
        )
    return (_from_file(row, path) if path else text), path


def _from_file(row: Option, path: str) -> str:
    variable = f"{row.variable}_FILE"
    # A URL instead of a path may contain a password.
    shown = _HIDDEN if "://" in path else f", not {path!r}"
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        # Without the cause: the path may be a secret in the wrong place.
        raise _refused(variable, "the path of a readable file", shown) from None
    if not text:
        raise _refused(variable, "the path of a file that is not empty", shown)
    return text


def _parsed(row: Option, name: str, text: str) -> Any:
    """Parse the value that ``name``, a flag or a variable, has for an option."""
    try:
        return row.kind.parse(text)
    except ValueError:
        # Without the cause, which quotes the text.
        shown = _HIDDEN if row.secret else f", not {text!r}"
        raise _refused(name, row.kind.allowed, shown) from None


def _refused(name: str, allowed: str, shown: str) -> SettingError:
    return SettingError(f"{name} must be {allowed}{shown}")
