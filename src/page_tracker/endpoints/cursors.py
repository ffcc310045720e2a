"""Cursors: where a list goes on, as a text that says nothing to a client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from page_tracker.errors import InvalidInput


def write_cursor(offset: int) -> str:
    """Return the cursor of what follows the first ``offset`` rows."""
    return urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Return the offset of a cursor; raises :class:`InvalidInput` for another text."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        offset = int(urlsafe_b64decode(padded))
    except ValueError:
        offset = -1
    # Other texts may mean the same: only what was written is read.
    if offset < 0 or write_cursor(offset) != cursor:
        raise InvalidInput({"cursor": "must be one that was given"})
    return offset
