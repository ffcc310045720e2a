"""JSON comes out the same, whoever makes it."""

import json
import sys

import pytest

from page_tracker.storage.encoding import encoder


@pytest.mark.parametrize("with_msgspec", [True, False])
def test_json_says_what_it_was_made_of(
    monkeypatch: pytest.MonkeyPatch, with_msgspec: bool
) -> None:
    """The JSON has one line and decodes to the same object."""
    value = {"a": [1, -2, 2**53, None], "b": {"é \n\x00": "\U0001f600"}, "c": ["", ()]}
    if not with_msgspec:
        monkeypatch.setitem(sys.modules, "msgspec.json", None)

    made = encoder()(value)

    assert json.loads(made) == json.loads(json.dumps(value))
    assert b"\n" not in made
    assert b'"a":[1,-2,' in made
