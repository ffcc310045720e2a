"""The owner's edits change what they say, and leave every sum right."""

from collections.abc import Callable

import pytest
from redis import Redis

from page_tracker.errors import (
    InvalidInput,
    PageTrackerError,
    UnknownPage,
    UnknownSite,
)
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.edits import MOST_VIEWS, Edits
from support.ledger import DAY_LISTS_LIVE, contents, enter, ranked, wrong_sums
from support.valkey import Valkey

SITE = "example.com"
DAYS = ("2026-09-30", "2026-10-01", "2026-10-02")

Edit = Callable[[Edits], object]

EVERY_EDIT = {
    "set": lambda edits: edits.set_page(SITE, "/a", 2),
    "reset": lambda edits: edits.reset_page(SITE, "/a"),
    "delete": lambda edits: edits.delete_page(SITE, "/a"),
    "rename": lambda edits: edits.move_page(SITE, "/a", "/new"),
    "merge": lambda edits: edits.move_page(SITE, "/a", "/b"),
    "reset site": lambda edits: edits.reset_site(SITE),
    "delete site": lambda edits: edits.delete_site(SITE),
}

OF_EVERY_EDIT = pytest.mark.parametrize("edit", EVERY_EDIT.values(), ids=EVERY_EDIT)


@pytest.fixture(name="edits")
def fixture_edits(valkey: Valkey) -> Edits:
    """Edits of the shared store, where two pages were seen on three days."""
    for day in DAYS:
        enter(valkey.client(), SITE, "/a", day, views=3)
        enter(valkey.client(), SITE, "/b", day, views=5)
    enter(valkey.client(), SITE, "/alone", DAYS[0])
    enter(valkey.client(), "other.example", "/a", DAYS[0])
    return Edits(connect(valkey.url, timeout=5))


def totals(client: Redis) -> tuple[int, int]:
    """Return the views and visitors of the site."""
    numbers = client.hgetall(keys.totals(SITE))
    return int(numbers["views"]), int(numbers["visitors"])


def test_the_ledger_of_these_tests_adds_up(edits: Edits, client: Redis) -> None:
    """The consistency check of these tests accepts a right and finds a wrong sum."""
    before = wrong_sums(client, SITE)
    client.zincrby(keys.top(SITE, "pages", DAYS[1]), 1, "/a")
    client.hincrby(keys.totals(SITE), "views", -23)

    assert edits
    assert before == []
    assert wrong_sums(client, SITE) == [
        "the views of pages are not those of the site",
        "the site has more visitors than views",
        "the views of 2026-10-01 do not add up",
    ]


@pytest.mark.parametrize(
    ("path", "views", "visitors"),
    [
        pytest.param("/a", 100, 3, id="more"),
        pytest.param("/a", 9, 3, id="the same"),
        pytest.param("/a", 2, 2, id="fewer than its visitors"),
        pytest.param("/a", 0, 0, id="none"),
        pytest.param("/a", MOST_VIEWS, 3, id="as many as can be"),
        pytest.param("/new", 100, 0, id="a start value"),
        pytest.param("/new", 0, 0, id="a start at none"),
    ],
)
def test_a_page_has_the_number_that_the_owner_gives_it(
    edits: Edits, client: Redis, path: str, views: int, visitors: int
) -> None:
    """The total changes with it, to the last digit."""
    others = totals(client)[0] - int(client.zscore(keys.pages(SITE), path) or 0)

    numbers = edits.set_page(SITE, path, views)

    assert numbers == (views, visitors)
    assert client.zscore(keys.pages(SITE), path) == views
    assert (client.zscore(keys.page_visitors(SITE), path) or 0) == visitors
    assert totals(client)[0] == others + views
    assert wrong_sums(client, SITE) == []


def test_the_visitors_of_a_site_are_no_more_than_its_views(
    edits: Edits, client: Redis
) -> None:
    """A site never has more visitors than views after an edit."""
    for path in ("/a", "/b"):
        edits.reset_page(SITE, path)

    assert totals(client) == (1, 1)


def test_a_start_value_makes_a_site_known(edits: Edits, client: Redis) -> None:
    """A counter that moves here begins where it stood."""
    assert edits.set_page("new.example", "/", 1000) == (1000, 0)

    assert client.sismember(keys.SITES, "new.example")
    assert wrong_sums(client, "new.example") == []


def test_a_reset_page_stays_known_with_no_views(edits: Edits, client: Redis) -> None:
    """A reset page keeps its title, its days and its place."""
    assert edits.reset_page(SITE, "/a") == (0, 0)

    assert client.zscore(keys.pages(SITE), "/a") == 0
    assert client.hget(keys.titles(SITE), "/a") == "Title of /a"
    assert ranked(client, SITE, "pages", DAYS[0])["/a"] == 3
    assert totals(client)[0] == 16


def test_a_deleted_page_is_forgotten_by_its_name(edits: Edits, client: Redis) -> None:
    """A deleted page's days and months still add up, as views of (other)."""
    edits.delete_page(SITE, "/a")

    assert "/a" not in [*contents(client)[keys.pages(SITE)]]
    assert "/a" not in [*contents(client)[keys.page_visitors(SITE)]]
    assert not client.hexists(keys.titles(SITE), "/a")
    assert totals(client)[0] == 16
    for time, days in ((DAYS[1], 1), ("2026-10", 2)):
        pages, entries = (
            ranked(client, SITE, name, time) for name in ("pages", "entry_pages")
        )
        assert pages == {"/b": 5 * days, "(other)": 3 * days}
        assert entries == {"/b": days, "(other)": days}
    assert wrong_sums(client, SITE) == []


def test_a_renamed_page_takes_all_with_it(edits: Edits, client: Redis) -> None:
    """A renamed page keeps all of its numbers and its title."""
    before = contents(client)

    assert edits.move_page(SITE, "/a", "/new") == (9, 3)

    after = contents(client)
    active, seen = keys.active(SITE), [keys.seen(SITE, day) for day in DAYS]
    for key in before.keys() - {active, *seen}:
        assert after[key] == _renamed(before[key]) or key.startswith("pt:{other")
    assert wrong_sums(client, SITE) == []


def _renamed(value: object) -> object:
    if isinstance(value, dict):
        return {"/new" if name == "/a" else name: each for name, each in value.items()}
    return value


def test_merged_pages_have_the_numbers_of_both(edits: Edits, client: Redis) -> None:
    """A merged page has the sums of both, and its own title."""
    before = totals(client)

    assert edits.move_page(SITE, "/a", "/b") == (24, 6)

    assert ranked(client, SITE, "pages", DAYS[2]) == {"/b": 8}
    assert ranked(client, SITE, "entry_pages", "2026-10") == {"/b": 4}
    assert client.hgetall(keys.titles(SITE)) == {
        "/alone": "Title of /alone",
        "/b": "Title of /b",
    }
    assert totals(client) == before
    assert wrong_sums(client, SITE) == []


@pytest.mark.parametrize(
    ("titles", "kept"),
    [
        pytest.param({"/b": "B"}, "B", id="its own"),
        pytest.param({"/a": "A"}, "A", id="that of the other"),
        pytest.param({"/a": "A", "/b": "B"}, "B", id="its own before the other's"),
        pytest.param({}, None, id="none"),
    ],
)
def test_a_page_that_gets_numbers_gets_a_title_only_if_it_has_none(
    edits: Edits, client: Redis, titles: dict[str, str], kept: str | None
) -> None:
    """A page that receives numbers receives the title only if it has none."""
    client.delete(keys.titles(SITE))
    for path, title in titles.items():
        client.hset(keys.titles(SITE), path, title)

    edits.move_page(SITE, "/a", "/b")

    assert client.hget(keys.titles(SITE), "/b") == kept
    assert not client.hexists(keys.titles(SITE), "/a")


@pytest.mark.parametrize(
    "gone", [keys.pages, keys.page_visitors], ids=["pages", "visitors"]
)
def test_a_page_without_all_of_its_numbers_can_be_moved(
    edits: Edits, client: Redis, gone: Callable[[str], str]
) -> None:
    """A page with missing numbers can be moved; missing ones count as 0."""
    client.delete(gone(SITE))

    numbers = edits.move_page(SITE, "/a", "/new")

    assert sorted(numbers) == [0, 3 if gone is keys.pages else 9]


@pytest.mark.parametrize("name", ["delete", "rename"])
def test_a_list_of_a_day_keeps_its_end_of_life(
    edits: Edits, client: Redis, name: str
) -> None:
    """The list of a day keeps its expiry, even if it was empty in between."""
    client.zrem(keys.top(SITE, "pages", DAYS[1]), "/b")

    EVERY_EDIT[name](edits)

    key = keys.top(SITE, "pages", DAYS[1])
    assert "/a" not in ranked(client, SITE, "pages", DAYS[1])
    assert 0 < client.ttl(key) <= DAY_LISTS_LIVE
    assert client.ttl(keys.top(SITE, "pages", "2026-10")) == -1


@pytest.mark.parametrize("name", ["delete", "rename", "merge"])
def test_a_page_is_moved_in_all_lists_however_many_calls_that_takes(
    edits: Edits, client: Redis, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Many years are more than one call to the store may change."""
    monkeypatch.setattr("page_tracker.storage.edits._LISTS", 3)

    EVERY_EDIT[name](edits)

    left = {key for key, value in contents(client).items() if "/a" in value}
    assert {key for key in left if SITE in key} == {keys.active(SITE)}
    assert wrong_sums(client, SITE) == []


def test_the_numbers_of_a_reset_site_go_and_the_site_stays(
    edits: Edits, client: Redis
) -> None:
    """A reset deletes a site's numbers, but not the site or its guards."""
    other = {key: value for key, value in contents(client).items() if SITE not in key}
    client.set(keys.site_applied(SITE, "w"), "1 x")

    edits.reset_site(SITE)

    assert contents(client) == {**other, keys.site_applied(SITE, "w"): "1 x"}
    assert client.smembers(keys.SITES) == {SITE, "other.example"}


def test_a_deleted_site_is_no_longer_known(edits: Edits, client: Redis) -> None:
    """A deleted site leaves no key."""
    edits.delete_site(SITE)

    assert [key for key in contents(client) if SITE in key] == []
    assert client.smembers(keys.SITES) == {"other.example"}


def test_views_recorded_after_a_deletion_can_be_deleted_too(
    edits: Edits, client: Redis
) -> None:
    """A worker asks only now and then which sites there are."""
    edits.delete_site(SITE)
    enter(client, SITE, "/a", DAYS[0])
    client.srem(keys.SITES, SITE)

    edits.delete_site(SITE)

    assert [key for key in contents(client) if SITE in key] == []


def test_a_site_is_forgotten_in_however_many_calls_that_takes(
    edits: Edits, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many years are more keys than one call to the store may take away."""
    monkeypatch.setattr("page_tracker.storage.edits._KEYS", 5)
    for month in range(1, 10):
        enter(client, SITE, "/a", f"1999-0{month}-01")

    edits.reset_site(SITE)

    assert [key for key in contents(client) if SITE in key] == []


@pytest.mark.parametrize(
    "day", [pytest.param(DAYS[2], id="today"), pytest.param("2026-11-01", id="new")]
)
def test_views_that_come_in_during_a_reset_go_too(
    edits: Edits, client: Redis, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    """Views recorded during a reset are deleted too."""
    unlink = Redis.unlink

    def meanwhile(self: Redis, *names: str) -> object:
        answer = unlink(self, *names)
        enter(client, SITE, "/a", day)
        return answer

    monkeypatch.setattr(Redis, "unlink", meanwhile)

    edits.reset_site(SITE)

    assert [key for key in contents(client) if SITE in key] == []


UNKNOWN = {
    "reset": (lambda edits: edits.reset_page(SITE, "/none"), UnknownPage),
    "delete": (lambda edits: edits.delete_page(SITE, "/none"), UnknownPage),
    "move": (lambda edits: edits.move_page(SITE, "/none", "/a"), UnknownPage),
    "reset elsewhere": (lambda edits: edits.reset_page("none", "/a"), UnknownPage),
    "delete elsewhere": (lambda edits: edits.delete_page("none", "/a"), UnknownPage),
    "move elsewhere": (lambda edits: edits.move_page("none", "/a", "/b"), UnknownPage),
    "reset site": (lambda edits: edits.reset_site("none"), UnknownSite),
    "delete site": (lambda edits: edits.delete_site("none"), UnknownSite),
    "too many": (
        lambda edits: edits.set_page(SITE, "/a", MOST_VIEWS + 1),
        InvalidInput,
    ),
    "too few": (lambda edits: edits.set_page(SITE, "/a", -1), InvalidInput),
    "itself": (lambda edits: edits.move_page(SITE, "/a", "/a"), InvalidInput),
    "set other": (lambda edits: edits.set_page(SITE, "(other)", 1), InvalidInput),
    "reset other": (lambda edits: edits.reset_page(SITE, "(other)"), InvalidInput),
    "delete other": (lambda edits: edits.delete_page(SITE, "(other)"), InvalidInput),
    "from other": (lambda edits: edits.move_page(SITE, "(other)", "/a"), InvalidInput),
    "to other": (lambda edits: edits.move_page(SITE, "/a", "(other)"), InvalidInput),
}


@pytest.mark.parametrize(("edit", "error"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_impossible_edit_changes_nothing(
    edits: Edits, client: Redis, edit: Edit, error: type[PageTrackerError]
) -> None:
    """The reason does not quote the name, which may be anything."""
    enter(client, SITE, "(other)", DAYS[0])
    before = contents(client)

    with pytest.raises(error) as raised:
        edit(edits)

    assert contents(client) == before
    assert "none" not in str(raised.value)
