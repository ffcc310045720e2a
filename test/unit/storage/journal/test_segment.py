"""A segment is a file that is written once, from its beginning to its end."""

from pathlib import Path

import pytest

from page_tracker.storage.journal.segment import Segment


def test_a_segment_that_is_closed_takes_nothing_more(tmp_path: Path) -> None:
    """What another process has left is read, and not continued."""
    segment = Segment.create(tmp_path / "file", 100)
    segment.append(b"entries", 1)
    segment.close()

    with pytest.raises(OSError, match="takes nothing more"):
        segment.append(b"more", 2)
    assert (tmp_path / "file").read_bytes() == b"entries"
