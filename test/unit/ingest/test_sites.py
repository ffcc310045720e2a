"""Which sites are recorded, and how often the store is asked about them."""

import time

import pytest

from page_tracker.errors import CounterUnusable, StorageUnavailable
from page_tracker.ingest.sites import SiteAdmission
from support.memory import MemoryRecorder


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the sites, in the hands of the test."""
    clock = Clock()
    monkeypatch.setattr("page_tracker.ingest.sites.time", clock)
    return clock


def test_any_site_is_recorded_where_none_are_named(recorder: MemoryRecorder) -> None:
    """If no sites are listed, the first view of a site admits it."""
    sites = SiteAdmission(recorder, allowed=(), limit=100)

    assert sites.refusal("a.org") is None
    assert recorder.admitted == ["a.org"]


@pytest.mark.parametrize("site", ["b.org", "www.a.org", "a.org:8080", "org"])
def test_only_named_sites_are_recorded_where_some_are(
    recorder: MemoryRecorder, site: str
) -> None:
    """If sites are listed, others are rejected without asking the store."""
    sites = SiteAdmission(recorder, allowed=["a.org"], limit=100)

    assert sites.refusal(site) == "unknown_site"
    assert recorder.admitted == []
    assert sites.refusal("a.org") is None


def test_there_may_be_too_many_sites(recorder: MemoryRecorder) -> None:
    """The store says so; it is asked again each time, as one may be deleted."""
    sites = SiteAdmission(recorder, allowed=(), limit=100)
    recorder.full = True

    refusals = [sites.refusal("a.org") for _ in range(2)]
    recorder.full = False

    assert refusals == ["too_many_sites", "too_many_sites"]
    assert sites.refusal("a.org") is None
    assert recorder.admitted == ["a.org"] * 3


def test_a_site_that_was_admitted_is_asked_for_once_a_minute(
    recorder: MemoryRecorder, clock: Clock
) -> None:
    """A deleted site is known again a minute after it is viewed again."""
    sites = SiteAdmission(recorder, allowed=(), limit=100)

    for seconds in (0, 59.9, 0.2, 59.9):
        clock.now += seconds
        assert sites.refusal("a.org") is None

    assert recorder.admitted == ["a.org", "a.org"]


def test_a_site_that_found_no_room_later_is_refused_then(
    recorder: MemoryRecorder, clock: Clock
) -> None:
    """A site that loses its place is rejected from then on."""
    sites = SiteAdmission(recorder, allowed=(), limit=100)
    sites.refusal("a.org")
    recorder.full = True
    clock.now += 61

    assert sites.refusal("a.org") == "too_many_sites"


def test_no_more_sites_are_remembered_than_there_may_be(
    recorder: MemoryRecorder,
) -> None:
    """The memory for admitted sites is bounded."""
    sites = SiteAdmission(recorder, allowed=(), limit=2)

    for site in ("a.org", "b.org", "c.org", "c.org", "a.org"):
        assert sites.refusal(site) is None

    assert recorder.admitted == ["a.org", "b.org", "c.org", "a.org"]


def test_all_named_sites_are_remembered(recorder: MemoryRecorder) -> None:
    """The limit is for sites that nobody has named."""
    named = [f"{number}.example" for number in range(5)]
    sites = SiteAdmission(recorder, allowed=named, limit=2)

    for site in named * 2:
        assert sites.refusal(site) is None

    assert recorder.admitted == named


def test_a_store_that_is_away_is_an_error_and_no_refusal(
    recorder: MemoryRecorder,
) -> None:
    """A view must not be counted as one of an unknown site."""
    recorder.error = StorageUnavailable("away")
    sites = SiteAdmission(recorder, allowed=(), limit=100)

    with pytest.raises(StorageUnavailable, match="away"):
        sites.refusal("a.org")
    recorder.error = None

    assert sites.refusal("a.org") is None


@pytest.mark.parametrize("journaled", [True, False])
def test_with_a_broken_set_of_sites_a_worker_takes_up_as_many_as_there_may_be(
    recorder: MemoryRecorder, clock: Clock, journaled: bool
) -> None:
    """Views go on, and strangers still cannot make up more sites than the limit."""
    recorder.journaled = journaled
    recorder.error = CounterUnusable("the set of sites has a wrong type")
    sites = SiteAdmission(recorder, allowed=(), limit=2)

    found = [sites.refusal(each) for each in ("a.org", "b.org", "c.org", "a.org")]
    recorder.error = None
    clock.now += 1

    assert found == [None, None, "too_many_sites", None]
    assert sites.refusal("a.org") is None
    assert recorder.admitted == ["a.org"]  # as soon as the set can be used again


def test_a_site_that_has_just_begun_is_asked_for_again(
    recorder: MemoryRecorder,
) -> None:
    """A site's first view asks the store again; a failure then is ignored."""
    sites = SiteAdmission(recorder, allowed=(), limit=100)
    sites.refusal("a.org")

    sites.make_sure("a.org")
    recorder.error = StorageUnavailable("away")
    sites.make_sure("a.org")
    recorder.error = None
    sites.refusal("a.org")

    assert recorder.admitted == ["a.org"] * 3


@pytest.mark.parametrize("limit", [1, 2])
def test_with_a_journal_a_new_site_is_taken_up_while_the_store_is_away(
    recorder: MemoryRecorder, limit: int
) -> None:
    """With a journal, a worker admits new sites alone while the store is away."""
    recorder.journaled = True
    sites = SiteAdmission(recorder, (), limit)
    sites.refusal("a.org")
    recorder.error = StorageUnavailable("away")

    found = [sites.refusal(site) for site in ("a.org", "b.org", "c.org")]

    new = None if limit > 1 else "too_many_sites"
    assert found == [None, new, "too_many_sites"]


def test_a_site_that_the_store_was_not_asked_about_is_asked_about_soon(
    recorder: MemoryRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site that was admitted without the store is checked soon."""
    recorder.journaled = True
    sites = SiteAdmission(recorder, (), 5)
    recorder.error = StorageUnavailable("away")
    sites.refusal("a.org")
    recorder.error, recorder.full = None, True
    later = time.monotonic() + 2
    monkeypatch.setattr(time, "monotonic", lambda: later)

    assert sites.refusal("a.org") == "too_many_sites"
