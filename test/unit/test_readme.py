"""The README's table of settings, held to the one in the code."""

from pathlib import Path
from typing import Any

import pytest

from page_tracker.settings import shown_default, table

README = Path(__file__).parents[2] / "README.md"

HEAD = [
    "| Variable | Flag | Default | Meaning |",
    "| --- | --- | --- | --- |",
]


def expected_rows() -> list[str]:
    """Render the rows that the README must have, from the table in the code."""
    return [
        f"| `{row.variable}` | `{row.flag}` | `{_shown(name, default)}` "
        f"| {row.meaning} ({row.kind.allowed}) |"
        for name, row, default in table()
    ]


def rows_in(readme: str) -> list[str]:
    """Find the rows of the README whose first two cells are a variable and a flag."""
    lines = [line.strip() for line in readme.splitlines()]
    return [line for line in lines if line.startswith("| `") and "` | `--" in line]


def _shown(name: str, default: Any) -> str:
    if name == "data_dir":  # the real one depends on who runs the tests
        return "~/.local/share/page-tracker"
    return shown_default(default)


def test_the_readme_lists_every_setting_as_the_code_has_it() -> None:
    """Variables, flags, defaults, meanings and order are the same in both."""
    expected = expected_rows()
    whole_table = "\n".join([*HEAD, *expected])

    assert README.exists(), f"there is no README.md; its settings are:\n{whole_table}"
    if rows_in(README.read_text("utf-8")) != expected:
        pytest.fail(
            f"the settings in README.md are not those of the code:\n{whole_table}"
        )


def test_a_row_that_differs_in_one_word_is_seen() -> None:
    """The comparison is exact, and other tables are left alone."""
    port = next(row for row in expected_rows() if "_PORT`" in row)
    readme = f"# Settings\n\n{port}\n| `a` | `b` |\n{port.replace('8000', '80')}\n"

    found = rows_in(readme)

    assert found == [port, port.replace("8000", "80")]
    assert port == (
        "| `PAGE_TRACKER_PORT` | `--port` | `8000` "
        "| the port; 0: any free one (a whole number from 0 to 65535) |"
    )
