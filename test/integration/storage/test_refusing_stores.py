"""A store that refuses writes changes nothing at all, also not a part of a batch."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.recording.batch import Batch
from page_tracker.tracking.view import Ignored
from support.records import AT, DAY, Sender, Site
from support.rules import RULES
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view

Change = Callable[[Redis], Any]


def _fill(client: Redis) -> None:
    client.config_set("maxmemory", 1)


def _empty(client: Redis) -> None:
    client.config_set("maxmemory", 0)


def _demote(client: Redis) -> None:
    client.replicaof("127.0.0.1", "1")


def _promote(client: Redis) -> None:
    client.replicaof("NO", "ONE")


def _want_replicas(client: Redis) -> None:
    client.config_set("min-replicas-to-write", 1)


def _want_none(client: Redis) -> None:
    client.config_set("min-replicas-to-write", 0)


REFUSALS = pytest.mark.parametrize(
    ("hurt", "heal"),
    [
        pytest.param(_fill, _empty, id="out of memory"),
        pytest.param(_demote, _promote, id="read-only replica"),
        pytest.param(_want_replicas, _want_none, id="too few replicas"),
    ],
)


def everything_in(valkey: Valkey) -> dict[bytes, bytes]:
    """Return what is stored, as the store itself writes it down."""
    client: Any = Redis.from_url(valkey.url)
    return {key: client.dump(key) for key in client.keys()}


def batch_of_all() -> tuple[Batch, list[Callable[[], object]]]:
    """Make a batch with calls of each kind."""
    batch = Batch(RULES, time.monotonic() + 1, AT)
    return batch, [
        batch.count_view(),
        batch.record(view("/new", "bob")),
        batch.record(view(site="b.org")),
        batch.record(view(event="play")),
        batch.ignore(Ignored("a.org", "bot")),
        batch.ignore(Ignored("", "unknown_site")),
        batch.admit("b.org"),
        batch.salt(DAY),
    ]


@REFUSALS
def test_nothing_is_changed_by_what_is_refused(
    own_valkey: Valkey, hurt: Change, heal: Change
) -> None:
    """Each caller gets an error; a number without its parts never adds up again."""
    sender, client = Sender(own_valkey.url), own_valkey.client()
    sender.send(view("/a", "ada"))
    hurt(client)
    before = everything_in(own_valkey)
    batch, answers = batch_of_all()

    sender.lane.settle(batch)
    after = everything_in(own_valkey)
    heal(client)

    for answer in answers:
        with pytest.raises(StorageUnavailable):
            answer()
    assert after == before


@REFUSALS
def test_what_was_refused_is_not_counted_later(
    own_valkey: Valkey, hurt: Change, heal: Change
) -> None:
    """A rejected batch is not counted later, and the next one is."""
    sender, client = Sender(own_valkey.url), own_valkey.client()
    sender.send(view("/a", "ada"))
    hurt(client)
    with pytest.raises(StorageUnavailable):
        sender.send(view("/b", "ada"))
    heal(client)

    sender.send(view("/c", "bob"))

    site = Site(client)
    assert site.pages == {"/a": 1, "/c": 1}
    assert site.totals == {"views": 2, "visitors": 2}
    assert not wrong_sums(site)
