"""The page of settings, held to the table in the code."""

import pytest

from page_tracker.settings import grouped, table
from support.settings_page import settings_page
from support.sources import PROJECT

PAGE = PROJECT / "docs" / "settings.md"


def test_the_page_lists_every_setting_as_the_code_has_it() -> None:
    """Groups, names, values, defaults and meanings are those of the table."""
    if PAGE.read_text("utf-8") != settings_page():
        pytest.fail(
            "docs/settings.md is not that of the code; write it with"
            " `PYTHONPATH=src:test python -m support.settings_page > docs/settings.md`"
        )


def test_the_page_has_a_row_for_each_setting_under_its_group() -> None:
    """The comparison above is worth what the page has."""
    _, *sections = settings_page().split("\n## ")

    assert [section.splitlines()[0] for section in sections] == list(grouped())
    assert settings_page().count("\n| `") == len(list(table()))


def test_a_row_says_what_a_person_needs_to_know() -> None:
    """The default directory is that of any user, not of the one who wrote the page."""
    assert (
        "| `PAGE_TRACKER_PORT` | `--port` | a whole number from 0 to 65535 | `8000`"
        " | port to listen on; 0 picks a free one |\n"
    ) in settings_page()
    assert " | `~/.local/share/page-tracker` | " in settings_page()
