"""Broken keys: what reads as a count, and how often the log names a key."""

import pytest

from page_tracker.storage import keys
from page_tracker.storage.broken import (
    MAX_COUNT,
    count_in,
    report_broken,
    report_skipped,
    score_in,
)
from support.clock import Clock


@pytest.fixture(name="clock", autouse=True)
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the process, in the hands of the test."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


@pytest.mark.parametrize(
    ("field", "count"),
    [
        pytest.param(None, 0, id="none"),
        pytest.param(b"0", 0, id="zero"),
        pytest.param(b"42", 42, id="a number"),
        pytest.param(b"9223372036854775807", 2**63 - 1, id="the highest number"),
    ],
)
def test_a_field_that_is_a_count_is_read(
    caplog: pytest.LogCaptureFixture, field: bytes | None, count: int
) -> None:
    """A field that is not there is 0, which is nothing to log."""
    assert count_in(field, "key") == count
    assert not caplog.records


@pytest.mark.parametrize(
    "field", [b"", b"many", b"-1", b"+1", b"1.5", b"1_0", b" 1", b"9" * 20, b"\xff"]
)
def test_a_field_that_is_no_count_is_0_and_logged(
    caplog: pytest.LogCaptureFixture, field: bytes
) -> None:
    """The store itself refuses to count on from most of these texts."""
    assert count_in(field, "key") == 0
    assert [vars(each)["key"] for each in caplog.records] == ["key"]


@pytest.mark.parametrize(
    ("score", "count"),
    [(None, 0), (b"42", 42), (42.0, 42), (b"1e+17", 10**17), (2.0**62, 2**62)],
)
def test_a_score_is_read_as_the_store_or_the_driver_spells_it(
    caplog: pytest.LogCaptureFixture, score: bytes | float | None, count: int
) -> None:
    """Scripts answer with texts, and the driver reads numbers."""
    assert score_in(score, "key") == count
    assert not caplog.records


@pytest.mark.parametrize("score", [b"inf", b"-inf", b"nan", float("inf"), -1.0, 1e19])
def test_a_score_that_is_no_count_is_0_and_logged(
    caplog: pytest.LogCaptureFixture, score: bytes | float
) -> None:
    """A sorted set takes numbers that nobody can have counted to."""
    assert score_in(score, "key") == 0
    assert len(caplog.records) == 1


def test_a_difference_of_lists_may_be_negative(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Days are taken off a month, in which their members may have no place."""
    assert score_in(b"-1e+17", "key", -MAX_COUNT) == -(10**17)
    assert not caplog.records


def test_each_kind_of_broken_key_is_logged_once_a_minute(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The line names one key of the kind, the reason, and what to do."""
    for number in range(100):
        report_broken(keys.totals(f"{number}.example"), "it is broken")
        report_broken(keys.days(f"{number}.example"), "it is broken")
    clock.now += 60
    report_broken(keys.totals("a.org"), "it is broken")

    lines = [vars(each) for each in caplog.records]
    assert [(each["key"], each["left_out"]) for each in lines] == [
        (keys.totals("0.example"), 0),
        (keys.days("0.example"), 0),
        (keys.totals("a.org"), 99),
    ]
    assert {each["reason"] for each in lines} == {"it is broken"}
    assert "rename or delete" in lines[0]["advice"]


def test_a_key_that_cannot_be_written_to_is_logged_once_a_minute(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Each batch of its views sets changes aside, some thousand times a minute."""
    for _ in range(3):
        report_skipped("pt:{a.org}:totals", 2)
        report_skipped("pt:{b.org}:days", 1)
    clock.now += 60
    report_skipped("pt:{a.org}:totals", 2)

    found = [(vars(each)["key"], vars(each)["left_out"]) for each in caplog.records]
    one, other = "pt:{a.org}:totals", "pt:{b.org}:days"
    assert found == [(one, 0), (other, 0), (one, 2)]
