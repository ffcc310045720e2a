"""Numbers in the fields of a hash."""

import pytest

from page_tracker.storage.reports.pipeline import HashFields

NAMES = ["b:views", "none:views", "a:views"]


def test_some_fields_are_asked_for_by_name() -> None:
    """A few fields are requested by name."""
    fields = HashFields("key", iter(NAMES))

    assert fields.command() == ("HMGET", "key", *NAMES)
    assert fields.numbers([b"2", None, b"1"]) == [2, 0, 1]


def test_many_fields_are_picked_from_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store would search a small hash once for each of them."""
    monkeypatch.setattr("page_tracker.storage.reports.pipeline._MAX_FIELDS", 2)
    fields = HashFields("key", NAMES)

    assert fields.command() == ("HGETALL", "key")
    assert fields.numbers({b"a:views": b"1", b"b:views": b"2"}) == [2, 0, 1]
