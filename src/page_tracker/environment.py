"""The environment and the command line, read into settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from page_tracker.errors import SettingError
from page_tracker.options import Option
from page_tracker.settings import Settings, table

# Any part of a wrong URL may be a part of its password.
_HIDDEN = " (its value is secret and not shown)"


def load(
    environ: Mapping[str, str], flags: Mapping[str, str | None] | None = None
) -> Settings:
    """Read the settings; a flag wins over the environment, which wins over a default.

    An empty text counts as absent, as Compose passes unset variables on as empty ones.

    Args:
        environ: the environment variables.
        flags: texts from the command line, by field name.

    Returns:
        The settings.

    Raises:
        SettingError: for the first value that is not allowed. The message names the
            flag or the variable that the value came from.
    """
    given: dict[str, Any] = {}
    files: dict[str, Path] = {}
    for name, row, _ in table():
        if flag := (flags or {}).get(name):
            given[name] = _parsed(row, row.flag, flag)
            continue
        text, path = _from_environ(environ, row)
        if text:
            given[name] = _parsed(row, row.variable, text)
        if path:
            files[name] = Path(path)
    return Settings(**given, secret_files=files)


def _from_environ(environ: Mapping[str, str], row: Option) -> tuple[str, str]:
    """Return a text and the path of the file that has it, empty if there is none."""
    text = environ.get(row.variable, "")
    path = environ.get(f"{row.variable}_FILE", "") if row.secret else ""
    if text and path:
        raise SettingError(
            f"{row.variable} and {row.variable}_FILE are both set; unset one of them"
        )
    return (_from_file(row, path) if path else text), path


def _from_file(row: Option, path: str) -> str:
    variable = f"{row.variable}_FILE"
    # A URL in the place of a path may hold a password.
    shown = _HIDDEN if "://" in path else f", not {path!r}"
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        # Not from the cause: the path may be a secret in the wrong place.
        raise _refused(variable, "the path of a readable file", shown) from None
    if not text:
        raise _refused(variable, "the path of a file that is not empty", shown)
    return text


def _parsed(row: Option, name: str, text: str) -> Any:
    """Parse the value that ``name``, a flag or a variable, has for an option."""
    try:
        return row.kind.parse(text)
    except ValueError:
        # Not from the cause, which quotes the text.
        shown = _HIDDEN if row.secret else f", not {text!r}"
        raise _refused(name, row.kind.allowed, shown) from None


def _refused(name: str, allowed: str, shown: str) -> SettingError:
    return SettingError(f"{name} must be {allowed}{shown}")
