"""Keys that somebody else has broken: each costs its own numbers, and no others."""

import logging
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import CounterUnusable
from page_tracker.storage import keys
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.tracking.view import Ignored
from support.records import DAY, Sender
from support.valkey import Valkey
from support.views import view

# All that a view changes, but for the worker's own guard.
KEYS = keys.of_batch("a.org", "w", DAY)[1:]
SEEN = keys.seen("a.org", DAY)
MESSAGE = (
    "a key cannot be written to, as it has another type or holds no number;"
    " rename or delete it"
)


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
    """The key stays as it is, and the log says once that there is such a key."""
    client.set(key, "not ours")

    send_everything(sender, "a.org")
    lines = [record for record in caplog.records if record.getMessage() == MESSAGE]
    send_everything(sender, "b.org")

    hurt, whole = stored_of(valkey, "a.org"), stored_of(valkey, "b.org")
    assert hurt.pop(key.encode()) == b"not ours"
    assert whole.pop(key.encode())
    assert hurt == whole
    assert len(lines) == 1
    assert lines[0].levelno == logging.ERROR
    assert vars(lines[0])["key"] == key
    assert vars(lines[0])["changes"] > 0


def test_without_the_hashes_of_visitors_there_are_views_only(
    sender: Sender, valkey: Valkey, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """If the key of hashes is broken, views count and visitors do not."""
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
    """A field without a number is skipped, and the other fields count."""
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
    """A broken key is logged, even if no caller waits for a number."""
    for key in (keys.days("a.org"), keys.ignored("a.org")):
        client.set(key, "not ours")

    answers = sender.send(entry)

    assert len(answers) == 1
    assert caplog.messages == [MESSAGE]


def test_keys_that_are_right_are_not_logged(
    sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    """Intact keys cause no log line."""
    send_everything(sender, "a.org")

    assert not caplog.records


def broken(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the keys that the log calls broken."""
    return [vars(each)["key"] for each in caplog.records if hasattr(each, "key")]


def test_with_a_broken_set_of_sites_who_asks_is_told_that(
    sender: Sender, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """The sites in the same batch are counted, and the key stays as it is."""
    client.rpush(keys.SITES, "not ours")
    batch = sender.batch()
    answers = [batch.admit(site) for site in ("a.org", "b.org")]
    counted = batch.record(view())

    sender.lane.settle(batch)

    for answer in answers:
        with pytest.raises(CounterUnusable):
            answer()
    assert counted() == Counted(Numbers(1, 1), Numbers(1, 1))
    assert client.lrange(keys.SITES, 0, -1) == ["not ours"]
    assert broken(caplog) == [keys.SITES]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("rpush", "not ours", id="a list"),
        pytest.param("set", "short", id="a short text"),
        pytest.param("set", "", id="an empty text"),
        pytest.param("set", "l" * 100, id="a long text"),
    ],
)
def test_what_is_no_salt_is_replaced_by_one_for_all_workers(
    valkey: Valkey,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    value: str,
) -> None:
    """The first worker that asks replaces it, and says so; its life begins anew."""
    getattr(client, kind)(keys.salt(DAY), value)
    salts = []
    for _ in range(2):
        sender = Sender(valkey.url)
        batch = sender.batch()
        answer = batch.salt(DAY)
        sender.lane.settle(batch)
        salts.append(answer())

    assert salts[0] == salts[1]
    assert len(salts[0]) == 32
    assert broken(caplog) == [keys.salt(DAY)]
    assert 0 < client.ttl(keys.salt(DAY)) <= keys.SALT_LIFE


@pytest.mark.parametrize("field", [None, f"{DAY}:unknown_site"], ids=["key", "field"])
def test_what_was_refused_is_set_aside_if_it_cannot_be_counted(
    sender: Sender,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    field: str | None,
) -> None:
    """No worker sends such a call for ever, and the log names the key."""
    if field is None:
        client.rpush(keys.REFUSED, "not ours")
    else:
        client.hset(keys.REFUSED, field, "many")
    refused = [Ignored("", reason) for reason in ("unknown_site", "too_many_sites")]

    for _ in range(2):
        assert sender.send(*refused, view())[:2] == refused

    if field is None:
        assert client.lrange(keys.REFUSED, 0, -1) == ["not ours"]
    else:
        found = client.hgetall(keys.REFUSED)
        assert found == {field: "many", f"{DAY}:too_many_sites": "2"}
    assert client.hget(keys.totals("a.org"), "views") == "2"
    assert broken(caplog) == [keys.REFUSED]


def test_the_views_of_a_batch_have_no_negative_numbers(
    sender: Sender, client: Redis
) -> None:
    """A number that cannot be read is 0 for every view of a batch."""
    for key in (keys.totals("a.org"), keys.pages("a.org"), keys.page_visitors("a.org")):
        client.rpush(key, "not ours")

    answers = sender.send(view(), view("/", "bob"), view("/", "eve"))

    assert answers == [Counted(Numbers(0, 0), Numbers(0, 0))] * 3


@pytest.mark.parametrize("kind", ["list", "text", "no answer"])
def test_a_broken_guard_is_as_good_as_none(
    sender: Sender, client: Redis, kind: str
) -> None:
    """The next batch is counted, and writes a guard of ours over it."""
    sender.send(view())
    (guard,) = client.keys("pt:{a.org}:applied:*")
    client.delete(guard)
    if kind == "list":
        client.rpush(guard, "not ours")
    else:
        client.set(guard, "not ours" if kind == "text" else "7")

    sender.send(view())
    sender.send(view())

    assert client.hget(keys.totals("a.org"), "views") == "3"
    assert str(client.get(guard)).startswith("3 ")
