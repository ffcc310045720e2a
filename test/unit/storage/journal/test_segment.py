"""A segment is a file that is written once, from its beginning to its end."""

from pathlib import Path

import pytest

from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import HEADER
from page_tracker.storage.journal.segments import Segment

FAMILY = ("record", "a.org")


@pytest.fixture(name="segment")
def fixture_segment(tmp_path: Path) -> Segment:
    """An empty segment with room for a hundred bytes of entries."""
    return Segment.create(Disk(), tmp_path / "file", 100)


def test_a_segment_begins_with_the_number_of_its_format(segment: Segment) -> None:
    """The header is written with the first entry, and takes no room from entries."""
    segment.append(b"x" * 100, {FAMILY: 1})
    segment.close()

    assert segment.path.read_bytes() == HEADER + b"x" * 100
    assert segment.length == len(HEADER) + 100


@pytest.mark.parametrize(("length", "fits"), [(40, True), (41, False)])
def test_a_segment_knows_how_much_more_fits(
    segment: Segment, length: int, fits: bool
) -> None:
    """A segment fits calls up to its preallocated size."""
    segment.append(b"x" * 60, {FAMILY: 1})

    assert segment.fits(length) is fits


def test_a_segment_that_is_closed_takes_nothing_more(segment: Segment) -> None:
    """A closed segment rejects further entries."""
    segment.append(b"entries", {FAMILY: 1})
    segment.close()

    with pytest.raises(OSError, match="is closed"):
        segment.append(b"more", {FAMILY: 2})
    assert segment.path.read_bytes() == HEADER + b"entries"
    assert segment.highest == {FAMILY: 1}
    assert not segment.is_open
    assert not segment.fits(0)


def test_a_segment_is_closed_and_synced_once_only(segment: Segment) -> None:
    """A second close, and a sync after it, find nothing to do."""
    segment.append(b"entries", {FAMILY: 1})
    segment.close()

    segment.close()
    segment.sync()

    assert segment.path.read_bytes() == HEADER + b"entries"


def test_a_segment_is_dirty_until_the_disk_has_what_was_written(
    segment: Segment,
) -> None:
    """A sync is worth its time only for a file that was written to."""
    states = [segment.is_dirty]

    segment.append(b"entries", {FAMILY: 1})
    states.append(segment.is_dirty)
    segment.sync()
    states.append(segment.is_dirty)

    assert states == [False, True, False]


def test_what_was_not_synced_can_be_taken_back(segment: Segment) -> None:
    """The end of the segment is then where the last sync has left it."""
    segment.append(b"synced", {FAMILY: 1})
    segment.sync()
    segment.append(b"not synced", {FAMILY: 2})

    segment.cut()

    assert segment.read() == HEADER + b"synced"


def test_a_segment_of_another_process_is_read_as_a_whole(segment: Segment) -> None:
    """A segment of another process is read as a whole."""
    segment.append(b"entries", {FAMILY: 1})

    found = Segment(Disk(), segment.path).read()

    assert found == HEADER + b"entries" + bytes(93)
