"""Sites are taken up as long as there is room, by whichever worker comes first."""

from dataclasses import replace

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.recorder import Recorder
from support.records import DAY, Sender
from support.rules import RULES
from support.valkey import Valkey
from support.waiting import PATIENCE


def recorder_for(valkey: Valkey, sites: int) -> Recorder:
    """Make a worker's recorder that takes so many sites."""
    rules = replace(RULES, sites=sites)
    return Recorder(connect(valkey.url, timeout=PATIENCE), PATIENCE, rules)


def test_a_site_is_taken_up_once(valkey: Valkey, client: Redis) -> None:
    """A site is admitted once, and takes one place only."""
    recorder = recorder_for(valkey, sites=1)

    assert [recorder.admit("a.org") for _ in range(3)] == [True] * 3
    assert client.smembers(keys.SITES) == {"a.org"}


def test_beyond_the_bound_no_site_is_taken_up(valkey: Valkey, client: Redis) -> None:
    """Beyond the limit, which all workers share, only known sites are admitted."""
    ours, theirs = recorder_for(valkey, sites=2), recorder_for(valkey, sites=2)

    admitted = [ours.admit("a.org"), theirs.admit("b.org"), ours.admit("c.org")]
    again = [theirs.admit("a.org"), ours.admit("b.org"), theirs.admit("c.org")]

    assert admitted == again == [True, True, False]
    assert client.smembers(keys.SITES) == {"a.org", "b.org"}


def test_a_site_that_was_deleted_leaves_its_place(
    valkey: Valkey, client: Redis
) -> None:
    """A deleted site frees its place for another one."""
    recorder = recorder_for(valkey, sites=1)
    recorder.admit("a.org")
    client.srem(keys.SITES, "a.org")

    assert recorder.admit("b.org")
    assert not recorder.admit("a.org")


def test_sites_of_one_batch_find_no_more_room(valkey: Valkey, client: Redis) -> None:
    """Within a batch, the sites that come first get the remaining places."""
    sender = Sender(valkey.url, replace(RULES, sites=2))
    batch = sender.batch()
    answers = [batch.admit(site) for site in ("a.org", "b.org", "a.org", "c.org")]

    sender.lane.settle(batch)

    assert [answer() for answer in answers] == [True, True, True, False]
    assert client.scard(keys.SITES) == 2


def test_all_workers_have_the_same_salt_of_a_day(valkey: Valkey, client: Redis) -> None:
    """A visitor is the same one, whichever worker is asked; days differ."""
    ours, theirs = recorder_for(valkey, sites=1), recorder_for(valkey, sites=1)

    salts = [ours.salt(DAY), theirs.salt(DAY), ours.salt(DAY)]
    tomorrow = theirs.salt("2026-11-24")

    assert len(set(salts)) == 1
    assert len(salts[0]) == len(tomorrow) == 32
    assert tomorrow != salts[0]
    life = client.ttl(keys.salt(DAY))
    assert keys.SALT_LIFE - 60 < life <= keys.SALT_LIFE


def test_a_salt_that_is_asked_for_again_lives_no_longer(
    valkey: Valkey, client: Redis
) -> None:
    """Requesting a salt again does not extend its life."""
    recorder = recorder_for(valkey, sites=1)
    salt = recorder.salt(DAY)
    client.expire(keys.salt(DAY), 100)

    again = recorder.salt(DAY)

    assert again == salt
    assert client.ttl(keys.salt(DAY)) <= 100


def test_a_salt_that_is_forgotten_is_another_one(valkey: Valkey, client: Redis) -> None:
    """An expired salt cannot be restored: the new one is random."""
    recorder = recorder_for(valkey, sites=1)
    salt = recorder.salt(DAY)
    client.delete(keys.salt(DAY))

    assert recorder.salt(DAY) != salt
