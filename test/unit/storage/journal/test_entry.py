"""Entries come back from the disk as they were, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from page_tracker.storage.journal.entry import Entry, packed, unpacked
from support.hostile import for_any

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

ENTRIES = st.lists(
    st.builds(
        Entry,
        sequence=st.integers(0, 2**53),
        applied=st.integers(0, 2**53),
        at=st.integers(0, 2**40),
        total=st.integers(0, 2**53),
        script=TEXTS,
        about=st.lists(TEXTS, max_size=3).map(tuple),
        values=st.lists(st.binary(max_size=40), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=4,
)

ONE = Entry(7, 6, 1_795_000_000, 12, "record", ("a.org", "2026-11-23"), (b"\n{}", b""))


@for_any
@given(ENTRIES)
def test_entries_are_read_as_they_were_written(entries: list[Entry]) -> None:
    """Whatever is in them, and whatever space was set aside behind them."""
    data = b"".join(map(packed, entries))

    found = unpacked(data + bytes(100))

    assert found == (entries, len(data), 0)


@for_any
@given(ENTRIES, st.data())
def test_what_was_cut_off_anywhere_is_left_out_as_a_whole(
    entries: list[Entry], data: st.DataObject
) -> None:
    """A process that is killed while it writes leaves the first bytes of an entry."""
    *whole, last = map(packed, entries)
    length = sum(map(len, whole))
    left = data.draw(st.integers(0, len(last) - 1))

    found = unpacked(b"".join(whole) + last[:left] + bytes(100))

    assert found.entries == entries[:-1]
    assert found.length == length
    assert found.torn == len(last[:left].rstrip(b"\0"))


@for_any
@given(st.data())
def test_an_entry_that_has_changed_on_disk_is_not_believed(data: st.DataObject) -> None:
    """One bit is enough to know; what follows it cannot be found any more."""
    broken = bytearray(packed(ONE))
    place = data.draw(st.integers(0, len(broken) - 1))
    broken[place] ^= 1 << data.draw(st.integers(0, 7))

    found = unpacked(packed(ONE) + bytes(broken) + packed(ONE))

    assert found.entries == [ONE]
    assert found.torn > 0


def test_calls_of_a_site_are_a_family() -> None:
    """On any day: they are applied in their order."""
    other_day = ONE._replace(about=("a.org", "2026-11-24"))
    other_site = ONE._replace(about=("b.org", "2026-11-23"))

    assert ONE.family == other_day.family
    assert ONE.family != other_site.family
