"""Files of the format without a number are read as what they were meant to say."""

import json
import struct
from pathlib import Path
from zlib import crc32

import pytest

from page_tracker.errors import JournalUnreadable
from page_tracker.storage.journal.entry import Entry, Mark
from page_tracker.storage.journal.journal import Waiting
from page_tracker.storage.journal.ledger import Known
from page_tracker.storage.journal.legacy import LegacyReader
from support.journal import AT, FAMILY, OTHER, Make, numbers

LISTS = [{"Google": 1}, *({} for _ in range(6)), {"play": 2}]


def packed(line: list[object], *values: bytes) -> bytes:
    """Return an entry as it was on the disk."""
    head = json.dumps([*line, [len(value) for value in values]]).encode()
    content = head + b"\n" + b"".join(values)
    return struct.pack(">II", len(content), crc32(content)) + content


def call(
    sequence: int, total: int, site: str = "a.org", applied: int = 0, **batch: object
) -> bytes:
    """Return a call that records views of a site; its second is its number."""
    values = json.dumps({"lists": LISTS} | batch).encode(), b"visitors"
    line = [sequence, applied, AT + sequence, total, "record", [site, "2026-11-23"]]
    return packed(line, *values)


def mark(applied: int, total: int, store: str) -> bytes:
    """Return a mark, which has the number of no call."""
    return packed([0, applied, AT + 100, total, "", [store]])


def test_a_call_has_the_views_that_it_added_to_the_total() -> None:
    """An old call gets its views from the totals, and its predecessor by stream."""
    contents = LegacyReader().read(
        call(1, 3) + call(2, 7, "b.org") + call(4, 8) + bytes(100)
    )

    calls = [each for each in contents.entries if isinstance(each, Entry)]
    assert [(e.number, e.previous, e.at, e.views) for e in calls] == [
        (1, 0, AT + 1, 3),
        (2, 0, AT + 2, 4),
        (4, 1, AT + 4, 1),
    ]
    assert contents.torn == 0


def test_a_call_may_have_been_sent() -> None:
    """The old format does not say whether a call was."""
    found, _ = LegacyReader().read(call(1, 1)).entries

    assert isinstance(found, Entry) and found.sent


def test_the_lists_of_a_call_get_the_names_of_their_dimensions() -> None:
    """The lists of an old call get the names of their dimensions."""
    found, _ = LegacyReader().read(call(1, 1)).entries

    assert isinstance(found, Entry)
    named = json.loads(found.values[0])["lists"]
    assert named["referrers"] == {"Google": 1}
    assert named["events"] == {"play": 2}
    assert len(named) == 8
    assert found.values[1] == b"visitors"


@pytest.mark.parametrize(
    "batch",
    [
        pytest.param(json.dumps({"lists": LISTS[1:]}).encode(), id="too few"),
        pytest.param(json.dumps({"lists": [*LISTS, {}]}).encode(), id="too many"),
        pytest.param(b"{}", id="none"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"{", id="no JSON"),
    ],
)
def test_lists_of_an_unknown_order_are_not_guessed_at(batch: bytes) -> None:
    """A browser that is counted as a country is worse than a view that waits."""
    line = [1, 0, AT, 1, "record", ["a.org", "2026-11-23"]]

    with pytest.raises(JournalUnreadable, match="unknown order"):
        LegacyReader().read(packed(line, batch))


def test_calls_of_other_kinds_are_taken_as_they_are() -> None:
    """Old calls of other kinds are unchanged."""
    data = packed([1, 0, AT, 0, "count", []], b"3")
    data += packed([2, 0, AT, 1, "refuse", []], b"2026-11-23:bot", b"1")

    count, refuse, _ = LegacyReader().read(data).entries

    assert isinstance(count, Entry) and isinstance(refuse, Entry)
    assert (count.stream, count.values, count.views) == (("count",), (b"3",), 0)
    assert (refuse.values, refuse.views) == ((b"2026-11-23:bot", b"1"), 1)


def test_what_was_applied_is_known_of_each_family() -> None:
    """The one applied number is split among the streams."""
    data = call(1, 1) + call(2, 2, "b.org") + call(3, 3) + mark(2, 3, "run 1")
    data += call(4, 4, "b.org", applied=2)

    *_, found = LegacyReader().read(data).entries

    streams = ((FAMILY, 2, 0), (OTHER, 2, 0))
    assert found == Mark(AT + 4, "run 1", streams)


def test_the_files_of_a_worker_are_read_as_one(make: Make, tmp_path: Path) -> None:
    """Totals and predecessors go on from one file to the next."""
    (tmp_path / "01").write_bytes(call(1, 3) + call(2, 7))
    (tmp_path / "02").write_bytes(call(3, 8) + mark(1, 8, "run 1"))

    found = make()

    assert numbers(found) == [1, 2, 3]
    assert [each.previous for each in found.entries({FAMILY: 0})] == [0, 1, 2]
    assert found.waiting() == Waiting(5, AT + 2)
    assert found.ledger.in_need("run 2") == {FAMILY: Known("run 1", 1)}


def test_what_is_torn_or_damaged_in_an_old_file_is_reported(
    make: Make, tmp_path: Path
) -> None:
    """Damage in an old file is reported, and the entries after it are found."""
    damaged = bytearray(call(2, 2))
    damaged[-1] ^= 1
    last = call(4, 4)[:-3]
    (tmp_path / "01").write_bytes(call(1, 1) + damaged + call(3, 3) + last + bytes(9))

    found = make()

    assert numbers(found) == [1, 3]
    assert found.torn == len(damaged) + len(last)


def test_views_of_an_old_file_wait_until_the_store_has_them_all(
    make: Make, tmp_path: Path
) -> None:
    """Views of an old file are pending until the store has all of them."""
    (tmp_path / "01").write_bytes(call(5, 3) + call(9, 10))
    found = make()
    waiting = [found.waiting().views]

    found.ledger.applied(FAMILY, 9, "run 1", AT)
    waiting.append(found.waiting().views)

    assert waiting == [10, 0]


def test_a_journal_goes_on_in_the_format_of_today(make: Make, tmp_path: Path) -> None:
    """A journal continues in the current format, and keeps its old files."""
    old = call(1, 3)
    (tmp_path / "01").write_bytes(old)
    adopted = make()
    adopted.begin_replay({FAMILY: 1})
    adopted.close()

    found = make()

    assert numbers(found) == [1]
    assert found.ledger.of(FAMILY).sent == 1
    assert (tmp_path / "01").read_bytes() == old
