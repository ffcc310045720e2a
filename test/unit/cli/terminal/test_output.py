"""Standard output: what it cannot spell, and when nobody reads it."""

import json
import os
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from page_tracker.cli.terminal.screen import write, write_json


def test_what_the_encoding_lacks_is_a_question_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report of foreign words does not fail in an old terminal."""
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="latin-1"))

    write("/Grüße/日本\n")

    assert raw.getvalue() == "/Grüße/??\n".encode("latin-1")


def test_a_text_in_memory_takes_every_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text stream without an encoding accepts every character."""
    memory = StringIO()
    monkeypatch.setattr(sys, "stdout", memory)

    write("/日本\n")

    assert memory.getvalue() == "/日本\n"


def test_nobody_has_to_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """``page-tracker top a.org | head -1`` ends quietly, also at Python's own exit."""
    reading, writing = os.pipe()
    os.close(reading)
    pipe = os.fdopen(writing, "w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", pipe)

    write("a line\n")
    write("and one more\n")

    pipe.close()


def test_a_document_is_one_json_text_that_drives_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Scripts read it; what is not ASCII is spelt as escapes."""
    document = {"name": "/日本\x1b[31m\x9b\u202e", "rows": [1]}

    write_json(document)

    out = capsys.readouterr().out
    assert json.loads(out) == document
    assert out.endswith("}\n")
    assert out.replace("\n", "").isascii() and out.replace("\n", "").isprintable()
