"""The answers to clients whose input cannot be used."""

from page_tracker.errors import InvalidInput


def test_each_field_keeps_its_own_reason() -> None:
    """Each field has its own reason."""
    reasons = {"site": "must be a host name", "path": "is missing"}

    error = InvalidInput(reasons)
    reasons.clear()

    assert error.errors == {"site": "must be a host name", "path": "is missing"}
    assert str(error) == "site must be a host name; path is missing"
