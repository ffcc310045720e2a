"""The intake: who is recognised as a visitor, and who is not."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.tracking.submission import submission
from page_tracker.tracking.view import View
from page_tracker.tracking.visitor import page_hash, visitor_hash
from support.agents import FIREFOX
from support.intake import CLIENT, HERE, OPTED_OUT, intake_for, take
from support.memory import MemoryRecorder


def test_nobody_asks_for_a_salt_to_count_who_opted_out(
    recorder: MemoryRecorder,
) -> None:
    """Counting a person who opts out requests no salt."""
    take(recorder, OPTED_OUT)

    assert recorder.salted == []


def test_a_visitor_is_hashed_with_the_salt_of_the_local_day(
    recorder: MemoryRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash of the visitor, and that of the visitor on this page."""
    monkeypatch.setattr("page_tracker.ingest.ingest.time.time", lambda: 1795475000.0)

    take(recorder, timezone="Pacific/Kiritimati")

    assert recorder.salted[0] == "2026-11-24"
    whole = visitor_hash(b"2026-11-24" * 3, "a.org", "192.0.2.7", FIREFOX)
    assert recorder.view.visitor == whole + page_hash(whole, "/")


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"HTTP_ACCEPT_LANGUAGE": "fr"}, True, id="the language"),
        pytest.param({"REMOTE_ADDR": "192.0.2.8"}, False, id="the address"),
        pytest.param({"HTTP_USER_AGENT": f"{FIREFOX}1"}, False, id="the browser"),
    ],
)
def test_a_visitor_is_an_address_and_a_browser(
    recorder: MemoryRecorder, changed: dict[str, str], same: bool
) -> None:
    """A visitor is an address and a browser, for one day and one site."""
    intake = intake_for(recorder)

    intake.take(CLIENT, [submission(HERE)])
    intake.take(CLIENT | changed, [submission(HERE | {"path": "/b"})])

    first, second = [each.visitor for each in recorder.taken if isinstance(each, View)]
    assert (first[:8] == second[:8]) is same
    assert first[8:] != second[8:]


class Saltless(MemoryRecorder):
    """Takes views, but has no salt."""

    def salt(self, day: str) -> bytes:
        """Have none."""
        raise StorageUnavailable(f"no salt for {day}")


def test_without_a_salt_a_queued_view_has_no_visitor() -> None:
    """Without a salt, a queued view has no visitor, and no address is stored."""
    recorder = Saltless()
    recorder.journaled = True

    take(recorder)

    assert recorder.view.visitor == b""


def test_without_a_journal_a_view_needs_a_salt() -> None:
    """The store that cannot give it will not count either."""
    with pytest.raises(StorageUnavailable):
        take(Saltless())
