"""The environment and the command line, read into settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from page_tracker.errors import SettingError
from page_tracker.options import FILE, Option
from page_tracker.settings import Settings, table

# Of a URL that is wrong, any part may be a part of its password.
_HIDDEN = "this value"


def load(
    environ: Mapping[str, str], flags: Mapping[str, str | None] | None = None
) -> Settings:
    """Read the settings; a flag wins over the environment, which wins over a default.

    ``flags`` maps field names to texts from the command line. An empty text counts as
    absent, as Compose passes unset variables on as empty ones.
    Raises :class:`SettingError` for the first value that is not allowed.
    """
    given: dict[str, Any] = {}
    for name, row, _ in table():
        text = (flags or {}).get(name) or _from_environ(environ, row)
        if text:
            given[name] = _parsed(row, text)
    return Settings(**given)


def _from_environ(environ: Mapping[str, str], row: Option) -> str:
    text = environ.get(row.variable, "")
    path = environ.get(f"{row.variable}_FILE", "") if row.secret else ""
    if text and path:
        raise SettingError(f"{row.variable} and {row.variable}_FILE are both set")
    return _from_file(row, path) if path else text


def _from_file(row: Option, path: str) -> str:
    shown = repr(path) if "://" not in path else _HIDDEN
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        # Not from the cause: the path may be a secret in the wrong place.
        raise _refused(f"{row.variable}_FILE", shown, FILE.allowed) from None
    if not text:
        raise _refused(f"{row.variable}_FILE", shown, "a file that is not empty")
    return text


def _parsed(row: Option, text: str) -> Any:
    try:
        return row.kind.parse(text)
    except ValueError:
        # Not from the cause, which quotes the text.
        shown = _HIDDEN if row.secret else repr(text)
        raise _refused(row.variable, shown, row.kind.allowed) from None


def _refused(variable: str, value: str, allowed: str) -> SettingError:
    return SettingError(f"{variable}: {value} is not allowed; give {allowed}")
