"""The names of the keys."""

import pytest
from redis.crc import key_slot

from page_tracker.storage import keys

DAY = "2026-11-23"


def test_the_plain_counter_has_the_name_that_everybody_knows() -> None:
    """The tutorial's key: other programs read and set it."""
    assert keys.PAGE_VIEWS == "page_views"


@pytest.mark.parametrize("worker", ["a", "0123456789abcdef", "w-2"])
def test_what_a_worker_has_applied_lives_in_the_slot_of_the_counter(
    worker: str,
) -> None:
    """The plain counter's guard is in the slot of the counter."""
    name = keys.applied(worker)

    assert key_slot(name.encode()) == key_slot(keys.PAGE_VIEWS.encode())


def test_each_worker_has_a_key_of_its_own() -> None:
    """The batches of one worker are not taken for those of another."""
    assert keys.applied("a") != keys.applied("b")


def test_a_batch_is_remembered_for_a_week() -> None:
    """Far longer than any caller waits, and not for ever."""
    assert keys.APPLIED_LIFE == 7 * 24 * 60 * 60


@pytest.mark.parametrize("site", ["a.org", "[::1]:8080", "xn--bcher-kva.example"])
def test_all_keys_of_a_site_live_in_one_slot(site: str) -> None:
    """All keys of a site are in one slot."""
    names = [*keys.of_batch(site, "w", DAY), *keys.of_site(site, [DAY])]

    assert len({key_slot(name.encode()) for name in names}) == 1


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        pytest.param(keys.totals("a.org"), "totals", id="of a site"),
        pytest.param(keys.totals("[::1]:8080"), "totals", id="of a site with colons"),
        pytest.param(keys.hours("a.org", DAY), "hours", id="of a day"),
        pytest.param(keys.top("a.org", "pages", DAY), "top", id="a list"),
        pytest.param(keys.page_visitors("a.org"), "pages", id="of pages"),
        pytest.param(keys.SITES, "pt:sites", id="of no site"),
        pytest.param(keys.salt(DAY), "pt:salt", id="of a day and no site"),
    ],
)
def test_the_kind_of_a_key_is_the_same_for_all_sites_and_days(
    key: str, kind: str
) -> None:
    """The kind of a key is the same for all sites and days."""
    assert keys.kind(key) == kind


def test_what_was_refused_lives_in_one_slot_with_its_guard() -> None:
    """The ignored views of no site are in the slot of their guard."""
    names = (keys.REFUSED, keys.refused_applied("w"))

    assert len({key_slot(name.encode()) for name in names}) == 1


def test_a_batch_has_a_list_of_the_day_and_of_the_month_for_each_dimension() -> None:
    """A batch's keys are in the order that record.lua expects."""
    names = keys.of_batch("a.org", "w", DAY)

    assert names[0] == keys.site_applied("a.org", "w")
    assert names[10:] == tuple(
        keys.top("a.org", dimension, time)
        for dimension in keys.DIMENSIONS
        for time in (DAY, "2026-11")
    )
    assert len(set(names)) == len(names) == 30


def test_a_site_is_deleted_with_all_that_its_batches_write() -> None:
    """Deleting a site covers all keys of its batches except guards."""
    days = [DAY, "2026-11-24", "2026-12-01", DAY]
    written = {name for day in days for name in keys.of_batch("a.org", "w", day)[1:]}

    deleted = keys.of_site("a.org", days)

    assert set(deleted) == written
    assert len(deleted) == len(written)


def test_sites_share_no_key() -> None:
    """Two sites share no key, even if one name is a prefix of the other."""
    ours = keys.of_site("a.org", [DAY])

    assert not set(ours) & set(keys.of_site("a.org:81", [DAY]))


def test_a_salt_is_that_of_its_day() -> None:
    """Each day has a salt of its own."""
    assert keys.salt(DAY) == f"pt:salt:{DAY}"


@pytest.mark.parametrize(
    ("script", "about"),
    [
        pytest.param("record", ("a.org", DAY), id="views of a site"),
        pytest.param("count", (), id="the plain counter"),
        pytest.param("refuse", (), id="what belongs to no site"),
    ],
)
def test_the_guard_of_a_family_is_the_first_key_of_its_calls(
    script: str, about: tuple[str, ...]
) -> None:
    """A replay asks for the very key that the script writes."""
    stream = keys.stream(script, about)

    assert keys.guard(stream, "w") == keys.of_call(script, about, "w")[0]


def test_each_family_and_each_worker_has_a_guard_of_its_own() -> None:
    """A number that was applied says nothing of another site, or another worker."""
    streams = [("record", "a.org"), ("record", "b.org"), ("count",), ("refuse",)]

    names = {keys.guard(stream, worker) for stream in streams for worker in "vw"}

    assert len(names) == 8
