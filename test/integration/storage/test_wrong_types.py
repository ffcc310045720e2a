"""Keys that somebody else has broken: each costs its own numbers, and no others."""

import logging
import time
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import CounterUnusable, StorageError
from page_tracker.storage import keys
from page_tracker.storage.batch import Batch
from page_tracker.storage.standing import Counted, Numbers
from page_tracker.tracking.view import Ignored
from support.records import AT, DAY, Sender
from support.rules import RULES
from support.valkey import Valkey
from support.views import view

# All that a view changes, but for the worker's own guard.
KEYS = keys.of_batch("a.org", "w", DAY)[1:]
SEEN = keys.seen("a.org", DAY)
MESSAGE = "a key of the site has the wrong type"


@pytest.fixture(name="sender")
def fixture_sender(valkey: Valkey) -> Sender:
    """A worker in front of the shared store."""
    return Sender(valkey.url)


def send_everything(sender: Sender, site: str) -> None:
    """Record what changes every key of a site, in two batches."""
    for name in ("ada", "eve"):
        sender.send(
            view("/a", name, site=site, title="A"),
            view("/b", "bob", site=site, browser="Chrome"),
            view("/b", "bob", site=site),
            view(site=site, event="play"),
            Ignored(site, "bot"),
        )


def stored_of(valkey: Valkey, site: str) -> dict[bytes, Any]:
    """Return all that is stored of a site by the names that a.org's keys have."""
    client: Any = Redis.from_url(valkey.url)  # hashes of visitors are bytes
    read = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    names = client.keys(f"pt:{{{site}}}:*")
    return {
        key.replace(site.encode(), b"a.org"): read[client.type(key)](key)
        for key in names
        if b":applied:" not in key
    }


@pytest.mark.parametrize("key", [key for key in KEYS if key != SEEN])
def test_a_key_of_a_wrong_type_is_set_aside_and_all_else_is_counted(
    sender: Sender,
    valkey: Valkey,
    client: Redis,
    key: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It stays as it is; that there is one is logged once for each batch."""
    client.set(key, "not ours")

    send_everything(sender, "a.org")
    broken = [record for record in caplog.records if record.getMessage() == MESSAGE]
    send_everything(sender, "b.org")

    hurt, whole = stored_of(valkey, "a.org"), stored_of(valkey, "b.org")
    assert hurt.pop(key.encode()) == b"not ours"
    assert whole.pop(key.encode())
    assert hurt == whole
    assert len(broken) == 2
    assert broken[0].levelno == logging.ERROR
    assert vars(broken[0])["site"] == "a.org"
    assert vars(broken[0])["changes"] > 0


def test_without_the_hashes_of_visitors_there_are_views_only(
    sender: Sender, valkey: Valkey, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody can be recognised, and a wrong number of visitors is worse than none."""
    client.set(SEEN, "not ours")

    answers = sender.send(view("/a", "ada"), view("/a", "ada"))

    assert answers == [
        Counted(Numbers(1, 0), Numbers(1, 0)),
        Counted(Numbers(2, 0), Numbers(2, 0)),
    ]
    stored = stored_of(valkey, "a.org")
    assert stored[SEEN.encode()] == b"not ours"
    assert keys.top("a.org", "entry_pages", DAY).encode() not in stored
    assert MESSAGE in caplog.messages


@pytest.mark.parametrize(
    ("field", "left"),
    [
        pytest.param("views", {"visitors": "1"}, id="views"),
        pytest.param("visitors", {"views": "1"}, id="visitors"),
    ],
)
def test_a_number_that_is_none_is_set_aside_alone(
    sender: Sender,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    field: str,
    left: dict[str, str],
) -> None:
    """The other fields of the same hash go on."""
    client.hset(keys.totals("a.org"), field, "many")

    sender.send(view())

    assert client.hgetall(keys.totals("a.org")) == {field: "many", **left}
    assert MESSAGE in caplog.messages


@pytest.mark.parametrize("entry", [view(event="play"), Ignored("a.org", "bot")])
def test_it_is_logged_whatever_the_batch_was_about(
    sender: Sender,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    entry: Any,
) -> None:
    """Also if nobody waits for a number."""
    for key in (keys.days("a.org"), keys.ignored("a.org")):
        client.set(key, "not ours")

    answers = sender.send(entry)

    assert len(answers) == 1
    assert caplog.messages == [MESSAGE]


def test_keys_that_are_right_are_not_logged(
    sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    """An error in the log is one to look after."""
    send_everything(sender, "a.org")

    assert not caplog.records


@pytest.mark.parametrize(
    "key",
    [keys.SITES, keys.salt(DAY), keys.REFUSED],
    ids=["the sites", "a salt", "what was refused"],
)
def test_a_broken_key_that_belongs_to_no_site_is_an_error_for_who_needs_it(
    sender: Sender, client: Redis, key: str
) -> None:
    """The sites in the same batch are counted; the key stays as it is."""
    client.rpush(key, "not ours")
    batch = Batch(RULES, time.monotonic() + 1, AT)
    answers = {
        keys.SITES: batch.admit("a.org"),
        keys.salt(DAY): batch.salt(DAY),
        keys.REFUSED: batch.ignore(Ignored("", "unknown_site")),
    }
    counted = batch.record(view())

    sender.lane.settle(batch)

    for name, answer in answers.items():
        if name == key:
            with pytest.raises(CounterUnusable):
                answer()
        else:
            assert answer()
    assert counted() == Counted(Numbers(1, 1), Numbers(1, 1))
    assert client.lrange(key, 0, -1) == ["not ours"]


def test_a_broken_guard_is_an_error_and_nothing_is_counted(
    sender: Sender, client: Redis
) -> None:
    """Without it nobody could tell whether the batch was counted before."""
    sender.send(view())
    (guard,) = client.keys("pt:{a.org}:applied:*")
    client.delete(guard)
    client.rpush(guard, "not ours")

    with pytest.raises(StorageError):
        sender.send(view())

    assert client.hget(keys.totals("a.org"), "views") == "1"
