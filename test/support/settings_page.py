"""``docs/settings.md`` from the table of settings.

``PYTHONPATH=src:test python -m support.settings_page > docs/settings.md`` writes it.
"""

from typing import Any

from page_tracker.options import Option
from page_tracker.settings import grouped, shown_default, table

_HEAD = """\
# Settings

Each setting is an environment variable and a flag of `page-tracker serve`; \
the flag wins. An empty value counts as absent. Durations are in seconds. \
Nothing has to be set: [Going live](going-live.md) says which settings matter first.

A secret can be in a file: {secrets} name one.

"""

_COLUMNS = """\
| variable | flag | values | default | meaning |
| --- | --- | --- | --- | --- |
"""


def settings_page() -> str:
    """Return the whole page, a table for each group."""
    secrets = ", ".join(f"`{row.variable}_FILE`" for _, row, _ in table() if row.secret)
    groups = (
        f"## {group}\n\n{_COLUMNS}{''.join(_row(*each) for each in rows)}"
        for group, rows in grouped().items()
    )
    return _HEAD.format(secrets=secrets) + "\n".join(groups)


def _row(name: str, row: Option, default: Any) -> str:
    # The directory of the user who runs this is nobody else's.
    shown = "~/.local/share/page-tracker" if name == "data_dir" else None
    cells = (
        f"`{row.variable}`",
        f"`{row.flag}`",
        row.kind.allowed,
        f"`{shown or shown_default(default)}`",
        row.meaning,
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    print(settings_page(), end="")
