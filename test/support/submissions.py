"""Views as clients submit them, and what is wrong with those that make no sense."""

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.tracking.submission import submissions

HERE = {"site": "a.org", "path": "/"}


def errors_of(body: object) -> dict[str, str]:
    """Return what is wrong with a body, field by field."""
    with pytest.raises(InvalidInput) as raised:
        submissions(body)
    return raised.value.errors
