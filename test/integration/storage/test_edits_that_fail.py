"""An edit that fails leaves the numbers as they were, or can be made again."""

from collections.abc import Callable

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as ConnectionFailed

from page_tracker.errors import StorageError, UnknownPage, UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.edits import Edits
from support.ledger import contents, enter, wrong_sums
from support.valkey import Valkey

SITE = "example.com"
DAYS = ("2026-09-30", "2026-10-01", "2026-10-02")

Edit = Callable[[Edits], object]

PAGE_EDITS: dict[str, Edit] = {
    "set": lambda edits: edits.set_page(SITE, "/a", 2),
    "reset": lambda edits: edits.reset_page(SITE, "/a"),
    "delete": lambda edits: edits.delete_page(SITE, "/a"),
    "rename": lambda edits: edits.move_page(SITE, "/a", "/new"),
    "merge": lambda edits: edits.move_page(SITE, "/a", "/b"),
}
SITE_EDITS: dict[str, Edit] = {
    "reset site": lambda edits: edits.reset_site(SITE),
    "delete site": lambda edits: edits.delete_site(SITE),
}
EVERY_EDIT = PAGE_EDITS | SITE_EDITS


def fill(client: Redis) -> None:
    """Make it a store where two pages were seen on three days."""
    client.flushall()
    for day in DAYS:
        enter(client, SITE, "/a", day, views=3)
        enter(client, SITE, "/b", day, views=5)


@pytest.fixture(name="edits", autouse=True)
def fixture_edits(valkey: Valkey) -> Edits:
    """Edits of the shared store, where two pages were seen on three days."""
    fill(valkey.client())
    return Edits(connect(valkey.url, timeout=5))


WHOLE = {
    "totals": keys.totals(SITE),
    "pages": keys.pages(SITE),
    "page visitors": keys.page_visitors(SITE),
    "titles": keys.titles(SITE),
}
DATED = {
    "days": keys.days(SITE),
    "pages of a day": keys.top(SITE, "pages", DAYS[0]),
    "entry pages of a day": keys.top(SITE, "entry_pages", DAYS[2]),
    "pages of a month": keys.top(SITE, "pages", "2026-10"),
}
# What an edit reads and writes; all else may hold what it will.
USED = {
    "set": WHOLE,
    "reset": WHOLE,
    "delete": WHOLE | DATED,
    "rename": (WHOLE | DATED).keys() - {"totals"},
    "merge": (WHOLE | DATED).keys() - {"totals"},
    "reset site": {"days"},
    "delete site": {"days"},
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param(name, (WHOLE | DATED)[used], id=f"{name}, {used}")
        for name in EVERY_EDIT
        for used in sorted(USED[name])
    ],
)
def test_a_key_of_another_type_fails_the_edit_before_it_changes_anything(
    edits: Edits, client: Redis, name: str, key: str
) -> None:
    """An edit by half would leave sums that are wrong for ever."""
    client.delete(key)
    client.set(key, "a text")
    before = contents(client)

    with pytest.raises(StorageError):
        EVERY_EDIT[name](edits)

    assert contents(client) == before


@pytest.mark.parametrize("name", ["set", "reset", "delete"])
@pytest.mark.parametrize(
    ("field", "number"),
    [
        pytest.param("views", "many", id="no number of views"),
        pytest.param("visitors", "many", id="no number of visitors"),
        pytest.param("views", str(-(2**63)), id="a number at the end of its range"),
    ],
)
def test_totals_that_cannot_change_fail_the_edit_before_it_changes_anything(
    edits: Edits, client: Redis, name: str, field: str, number: str
) -> None:
    """Totals of a wrong type fail the edit before it changes anything."""
    client.hset(keys.totals(SITE), field, number)
    before = contents(client)

    with pytest.raises(StorageError):
        EVERY_EDIT[name](edits)

    assert contents(client) == before


def test_pages_with_more_views_than_can_be_counted_together_stay_apart(
    edits: Edits, client: Redis
) -> None:
    """Pages are not merged if their sum would exceed 2^53."""
    client.zadd(keys.pages(SITE), {"/a": 2**53, "/b": 15})
    client.hset(keys.totals(SITE), "views", 2**53 + 15)
    before = contents(client)

    with pytest.raises(StorageError):
        edits.move_page(SITE, "/a", "/b")

    assert contents(client) == before
    assert wrong_sums(client, SITE) == []


class Cable:
    """What a client sends its commands through, to be cut at one of them.

    ``cut_at`` is that one, from 0; ``sent`` is how many there were. ``lost`` says
    whether the one that fails is carried out, so that only its answer is lost.
    """

    def __init__(self, client: Redis, lost: bool) -> None:
        self._send: Callable[..., object] = client.execute_command
        self._lost = lost
        self.cut_at = -1
        self.sent = 0

    def __call__(self, *args: object, **options: object) -> object:
        failing, self.sent = self.sent == self.cut_at, self.sent + 1
        answer = self._send(*args, **options) if self._lost or not failing else None
        if failing:
            raise ConnectionFailed("the cable is cut")
        return answer


@pytest.mark.parametrize("lost", [False, True], ids=["not sent", "answer lost"])
@pytest.mark.parametrize("name", EVERY_EDIT)
def test_an_edit_that_was_cut_off_anywhere_can_be_made_again(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch, name: str, lost: bool
) -> None:
    """An edit that was interrupted anywhere can be repeated, with right sums."""
    monkeypatch.setattr("page_tracker.storage.edits._LISTS", 3)
    monkeypatch.setattr("page_tracker.storage.edits._KEYS", 10)
    client, sending = valkey.client(), connect(valkey.url, timeout=5)
    edits, cable = Edits(sending), Cable(sending, lost)
    monkeypatch.setattr(sending, "execute_command", cable)
    EVERY_EDIT[name](edits)
    wanted = contents(client)

    for cable.cut_at in range(cable.sent):
        fill(client)
        cable.sent = 0
        with pytest.raises(StorageError):
            EVERY_EDIT[name](edits)
        assert name in SITE_EDITS or wrong_sums(client, SITE) == []
        repeat(edits, name)

        assert contents(client) == wanted


def repeat(edits: Edits, name: str) -> None:
    """Make an edit again; there may be nothing left to do."""
    try:
        EVERY_EDIT[name](edits)
    except (UnknownPage, UnknownSite):
        assert name in {"delete", "rename", "merge", "delete site"}
