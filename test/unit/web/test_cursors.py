"""Cursors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import InvalidInput
from page_tracker.web.query import read_cursor, write_cursor


@given(offset=st.integers(0, 10**12 - 1))
def test_a_cursor_is_read_as_it_was_written(offset: int) -> None:
    """A cursor is parsed to its offset, and needs no escaping in a URL."""
    cursor = write_cursor(offset)

    assert read_cursor(cursor) == offset
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("MTA=", id="padded"),
        pytest.param("MTB", id="with bits to spare"),
        pytest.param("M", id="too short"),
        pytest.param("LTE", id="less than nothing"),
        pytest.param("MDE", id="with a zero before"),
        pytest.param("IDE", id="with a blank"),
        pytest.param("MV8x", id="with an underscore"),
        pytest.param("YWJj", id="no number"),
        pytest.param("", id="nothing"),
        pytest.param("\u00fc", id="no ASCII"),
    ],
)
def test_only_a_written_cursor_is_valid(cursor: str) -> None:
    """A text that is not a written cursor is an error."""
    with pytest.raises(InvalidInput) as caught:
        read_cursor(cursor)

    assert caught.value.errors == {"cursor": "must be one that was given"}
