"""Entries come back from the disk as they were, or not at all."""

import json
import struct
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import JournalUnreadable
from page_tracker.storage.journal.entry import (
    HEADER,
    Entry,
    Mark,
    Record,
    Tried,
    is_legacy,
    packed,
    unpacked,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(0, 2**53)
FAMILIES = st.lists(TEXTS, min_size=1, max_size=2).map(tuple)

CALLS = st.builds(
    Entry,
    number=NUMBERS,
    previous=NUMBERS,
    at=st.integers(0, 2**40),
    views=NUMBERS,
    sent=st.booleans(),
    script=TEXTS,
    key_parts=st.lists(TEXTS, max_size=3).map(tuple),
    values=st.lists(st.binary(max_size=40), max_size=3).map(tuple),
)
MARKS = st.builds(
    Mark,
    at=st.integers(0, 2**40),
    store=TEXTS,
    streams=st.lists(st.tuples(FAMILIES, NUMBERS, NUMBERS), max_size=3).map(tuple),
)
TRIALS = st.builds(
    Tried,
    at=st.integers(0, 2**40),
    streams=st.lists(FAMILIES, max_size=3).map(tuple),
)
RECORDS = st.lists(CALLS | MARKS | TRIALS, min_size=1, max_size=4)

ABOUT = ("a.org", "2026-11-23")
ONE = Entry(7, 6, 1_795_000_000, 1, True, "record", ABOUT, (b"\n{}", b""))


def in_file(*records: bytes) -> bytes:
    """Return the bytes of a file with these records."""
    return HEADER + b"".join(records)


@given(RECORDS)
def test_entries_are_read_as_they_were_written(records: list[Record]) -> None:
    """Entries are read as they were written, before any amount of zeros."""
    data = in_file(*map(packed, records))

    found = unpacked(data + bytes(100))

    assert found == (records, len(data), 0)


@given(RECORDS, st.data())
def test_what_was_cut_off_anywhere_is_left_out_as_a_whole(
    records: list[Record], data: st.DataObject
) -> None:
    """A process that is killed while it writes leaves the first bytes of an entry."""
    *whole, last = map(packed, records)
    length = len(in_file(*whole))
    left = data.draw(st.integers(0, len(last) - 1))

    found = unpacked(in_file(*whole) + last[:left] + bytes(100))

    assert found.entries == records[:-1]
    assert found.length == length
    assert found.torn == len(last[:left].rstrip(b"\0"))


@given(st.data())
def test_an_entry_that_has_changed_on_disk_is_not_believed(data: st.DataObject) -> None:
    """A changed bit makes an entry invalid; the intact ones around it are found."""
    broken = bytearray(packed(ONE))
    place = data.draw(st.integers(0, len(broken) - 1))
    broken[place] ^= 1 << data.draw(st.integers(0, 7))

    found = unpacked(in_file(packed(ONE), bytes(broken), packed(ONE)))

    assert found.entries == [ONE, ONE]
    assert found.length == len(in_file(packed(ONE), packed(ONE), packed(ONE)))
    assert found.torn == len(broken)


@given(st.binary(max_size=200))
def test_whatever_stands_behind_an_entry_the_entry_is_read(rest: bytes) -> None:
    """No bytes that a broken disk makes up are taken for more than bytes."""
    found = unpacked(in_file(packed(ONE)) + rest)

    assert found.entries[0] == ONE
    assert found.length + found.torn >= len(in_file(packed(ONE)))


@pytest.mark.parametrize("data", [b"", bytes(100)], ids=["no bytes", "zeros"])
def test_a_file_in_which_nothing_was_written_has_no_entries(data: bytes) -> None:
    """A file with a header only has no entries."""
    assert unpacked(data) == ([], 0, 0)
    assert not is_legacy(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"page-tracker journal 3\n...", "in format 3", id="a newer one"),
        pytest.param(b"page-tracker journal", "not a journal", id="half a header"),
        pytest.param(b"notes of somebody", "not a journal", id="something else"),
        pytest.param(
            b"page-tracker journal \xff\n",
            "in format \N{REPLACEMENT CHARACTER}",
            id="no number",
        ),
    ],
)
def test_a_file_of_an_unknown_format_is_not_guessed_at(
    data: bytes, reason: str
) -> None:
    """The error names the format, so that its reader knows which version to start."""
    with pytest.raises(JournalUnreadable, match=reason):
        unpacked(data)


def test_an_entry_of_an_unknown_kind_is_not_passed_over() -> None:
    """An entry of an unknown kind makes the file unreadable."""
    content = json.dumps(["deleted", 7]).encode() + b"\n"
    head = struct.pack(">II", len(content), crc32(content))

    with pytest.raises(JournalUnreadable, match="'deleted'"):
        unpacked(in_file(head + content))


@pytest.mark.parametrize(
    ("data", "legacy"),
    [
        pytest.param(packed(ONE), True, id="an entry without a header"),
        pytest.param(in_file(packed(ONE)), False, id="a header"),
        pytest.param(bytes(100), False, id="zeros"),
    ],
)
def test_a_file_whose_format_has_no_number_is_known_by_its_first_bytes(
    data: bytes, legacy: bool
) -> None:
    """A file of the format without a number is detected by its first byte."""
    assert is_legacy(data) is legacy


def test_calls_of_a_site_are_a_family() -> None:
    """Calls of a site belong to one stream, whatever their day."""
    other_day = ONE._replace(key_parts=("a.org", "2026-11-24"))
    other_site = ONE._replace(key_parts=("b.org", "2026-11-23"))

    assert ONE.stream == other_day.stream
    assert ONE.stream != other_site.stream
