"""How long what was recorded is kept."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.tracking.view import Ignored
from support.records import AT, DAY, MONTH, Sender
from support.rules import RULES
from support.valkey import Valkey
from support.views import view

A_DAY = 24 * 3600
FOR_EVER = -1


@pytest.fixture(name="sender")
def fixture_sender(valkey: Valkey) -> Iterator[Sender]:
    """A worker that has recorded a view, an event and an ignored view."""
    sender = Sender(valkey.url, replace(RULES, keep_days=30, keep_hours_days=7))
    sender.send(view(title="A"), view(event="play"), Ignored("a.org", "bot"))
    sender.send(Ignored("", "unknown_site"))
    yield sender
    sender.lane.close()


LIVES = [
    *((keys.top("a.org", each, DAY), 30 * A_DAY) for each in keys.DIMENSIONS),
    *((keys.top("a.org", each, MONTH), FOR_EVER) for each in keys.DIMENSIONS),
    (keys.hours("a.org", DAY), 7 * A_DAY),
    (keys.seen("a.org", DAY), 2 * A_DAY),
    (keys.active("a.org"), 5 * 60),
    (keys.totals("a.org"), FOR_EVER),
    (keys.days("a.org"), FOR_EVER),
    (keys.pages("a.org"), FOR_EVER),
    (keys.page_visitors("a.org"), FOR_EVER),
    (keys.titles("a.org"), FOR_EVER),
    (keys.ignored("a.org"), FOR_EVER),
    (keys.REFUSED, FOR_EVER),
]


@pytest.mark.usefixtures("sender")
@pytest.mark.parametrize(("key", "life"), LIVES, ids=[key for key, _ in LIVES])
def test_each_key_lives_as_long_as_the_catalogue_says(
    client: Redis, key: str, life: int
) -> None:
    """Each key lives as long as the catalogue says."""
    found = client.ttl(key)

    assert found == life if life == FOR_EVER else life - 60 < found <= life


def test_the_catalogue_above_is_complete(sender: Sender, client: Redis) -> None:
    """The catalogue contains every key except guards."""
    sender.send(view())
    others = {str(key) for key in client.keys()} - {key for key, _ in LIVES}

    assert {key.rpartition(":")[0] for key in others} == {
        "pt:{a.org}:applied",
        "{pt:ignored}:applied",
    }
    for guard in others:
        assert keys.APPLIED_LIFE - 60 < client.ttl(guard) <= keys.APPLIED_LIFE


def test_later_views_lengthen_no_list_of_a_day(sender: Sender, client: Redis) -> None:
    """Later views do not extend the life of a day's lists."""
    lists = [keys.top("a.org", each, DAY) for each in keys.DIMENSIONS]
    lists.append(keys.seen("a.org", DAY))
    for key in lists:
        client.expire(key, 100)

    sender.send(view("/new", "bob", browser="Chrome"), view(event="stop"))

    assert all(90 < client.ttl(key) <= 100 for key in lists)


def test_the_hours_of_a_day_are_kept_from_its_last_hour_on(
    sender: Sender, client: Redis
) -> None:
    """All hours of a day expire together, counted from its last hour."""
    hours = keys.hours("a.org", DAY)
    client.expire(hours, 100)
    sender.send(view())
    same_hour = client.ttl(hours)

    sender.send(view(), at=AT + 3600)

    assert same_hour <= 100
    assert client.ttl(hours) > 7 * A_DAY - 60
