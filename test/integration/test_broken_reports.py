"""Reports on a store in which somebody has broken a key: each shows what it can."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.settings import Settings
from page_tracker.storage import keys
from support.history import History
from support.images import NOON, TODAY
from support.valkey import Valkey

SITE, MONTH = "example.com", f"{TODAY:%Y-%m}"
BEFORE = f"{TODAY.replace(day=1)}"  # a day that is taken off its month
API, DASHBOARD = f"/api/v1/sites/{SITE}", f"/dashboard/{SITE}"
PERIODS = ("period=today", "period=30d", "period=all", f"from={MONTH}-02&to={TODAY}")
DIMENSIONS = ("pages", "entry_pages", "browsers", "events")
MESSAGE = "cannot use a key of the database"

# Everything that reports read.
HASHES = (
    keys.totals(SITE),
    keys.days(SITE),
    keys.hours(SITE, f"{TODAY}"),
    keys.titles(SITE),
    keys.ignored(SITE),
    keys.REFUSED,
)
LISTS = (
    keys.pages(SITE),
    keys.page_visitors(SITE),
    keys.active(SITE),
    *(keys.top(SITE, each, f"{TODAY}") for each in DIMENSIONS),
    *(keys.top(SITE, each, MONTH) for each in DIMENSIONS),
    *(keys.top(SITE, each, BEFORE) for each in ("pages", "browsers")),
)


def addresses() -> Iterator[str]:
    """Yield the addresses of every kind of report."""
    yield from ("/api/v1/sites", API, f"{API}/pages?path=/&path=/articles/00001")
    yield from (f"{API}/series?period=today&unit=hour", f"{API}/series?period=year")
    yield from ("/dashboard?all=1", f"{DASHBOARD}?page=/&period=30d")
    yield from (f"{DASHBOARD}?list=pages", f"{DASHBOARD}?list=events")
    for period in PERIODS:
        yield from (f"{API}/series?{period}&unit=month", f"{API}/ignored?{period}")
        yield from (f"{API}/top/{each}?{period}" for each in DIMENSIONS)
        yield from (f"/chart/{SITE}.svg?{period}", f"{DASHBOARD}?{period}")
        yield f"/chart/{SITE}/articles/00001.svg?{period}&size=large"
    for metric in ("views", "visitors", "today", "30d"):
        yield f"/badge/{SITE}.svg?metric={metric}"
        yield f"/badge/{SITE}/articles/00001.json?metric={metric}"


ADDRESSES = tuple(addresses())


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon, for all of the process."""
    monkeypatch.setattr("time.time", lambda: NOON)


@pytest.fixture(name="past", autouse=True)
def fixture_past(client: Redis) -> History:
    """Forty days until today."""
    return History(site=SITE, last=TODAY, days=40, pages=12, views=200).fill(client)


def read(valkey: Valkey) -> dict[str, tuple[int, str]]:
    """Return what a new process answers at each address."""
    app = TestApp(create_app(Settings(redis_url=valkey.url)))
    answers = {each: app.get(each, expect_errors=True) for each in ADDRESSES}
    return {each: (found.status_int, found.text) for each, found in answers.items()}


def spoil(client: Redis, key: str, kind: str) -> None:
    """Put something of another type in the place of a key."""
    client.delete(key)
    command = {"string": "SET", "list": "RPUSH", "set": "SADD"}[kind]
    client.execute_command(command, key, "not ours")


def named(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the keys that the log says to be broken."""
    return [
        vars(each)["key"] for each in caplog.records if each.getMessage() == MESSAGE
    ]


def check_numbers(answers: dict[str, tuple[int, str]]) -> None:
    """Check that all is answered, and that no number is negative."""
    assert not {each: found for each, found in answers.items() if found[0] != 200}
    for address, (_, text) in answers.items():
        if address.startswith("/api/"):
            json.loads(text, parse_int=_not_negative, parse_float=_no_fraction)


def _not_negative(digits: str) -> int:
    assert not digits.startswith("-"), digits
    return int(digits)


def _no_fraction(digits: str) -> float:
    raise AssertionError(f"{digits} is no count")


def test_all_reports_of_a_whole_store_are_there(valkey: Valkey) -> None:
    """The comparisons below begin with a store in which nothing is broken."""
    check_numbers(read(valkey))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        *((key, "list") for key in HASHES),
        *((key, "string") for key in (*LISTS, keys.SITES)),
        # The store adds sets up as if each member had a score of 1.
        *((key, "set") for key in LISTS),
    ],
)
def test_a_key_of_a_wrong_type_reads_as_if_it_was_not_there(
    valkey: Valkey, client: Redis, caplog: pytest.LogCaptureFixture, key: str, kind: str
) -> None:
    """A key of a wrong type reads as missing, and is logged once."""
    client.delete(key)
    expected = read(valkey)
    assert not named(caplog)
    spoil(client, key, kind)

    found = read(valkey)

    assert found == expected
    check_numbers(found)
    assert named(caplog) == [key]
    assert client.type(key) == kind


@pytest.mark.parametrize("number", ["many", "-7", "1.5", "1_0", "9" * 25, " 7", ""])
@pytest.mark.parametrize("key", [key for key in HASHES if key != keys.titles(SITE)])
def test_a_field_that_holds_no_count_reads_as_none(
    valkey: Valkey,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    key: str,
    number: str,
) -> None:
    """The store would not count on from such a text, and the log names the key."""
    fields: Any = client.hkeys(key)
    client.hset(key, mapping=dict.fromkeys(fields, number))

    check_numbers(read(valkey))

    assert named(caplog) == [key]


@pytest.mark.parametrize("score", ["inf", "-inf", "1e300", "-7"])
@pytest.mark.parametrize("key", [keys.pages(SITE), *LISTS[3:]])
def test_a_score_that_is_no_count_reads_as_none(
    valkey: Valkey,
    client: Redis,
    caplog: pytest.LogCaptureFixture,
    key: str,
    score: str,
) -> None:
    """A sorted set takes any number; members with other scores are not harmed."""
    client.execute_command("ZADD", key, score, "/")

    check_numbers(read(valkey))

    assert set(named(caplog)) <= {key}


@pytest.mark.parametrize("key", [*HASHES, *LISTS])
def test_huge_numbers_are_shown_and_none_is_negative(
    valkey: Valkey, client: Redis, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Huge numbers are shown, possibly approximated, and never as negative ones."""
    if key in HASHES:
        fields: Any = client.hkeys(key)
        client.hset(key, mapping=dict.fromkeys(fields, str(2**63 - 1)))
    else:
        for member in ("/", "/articles/00001", "Chrome", "play"):
            client.zadd(key, {member: 2.0**62})

    check_numbers(read(valkey))

    assert not named(caplog)


def test_the_first_day_is_found_behind_a_strange_name(
    valkey: Valkey, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """A field that sorts before all days hides none of them."""
    app = TestApp(create_app(Settings(redis_url=valkey.url)))
    whole = app.get(f"{DASHBOARD}?period=all").text
    client.hset(keys.days(SITE), "!", "7")

    assert app.get(f"{DASHBOARD}?period=all").text == whole
    assert set(named(caplog)) == {keys.days(SITE)}


def test_a_site_of_which_only_bots_were_seen_says_so(valkey: Valkey) -> None:
    """A site with only bots shows its owner why nothing is counted."""
    app = TestApp(create_app(Settings(redis_url=valkey.url)))
    view = {"site": "b.org", "path": "/"}
    app.post_json("/api/v1/views", view, headers={"User-Agent": "curl/8"})

    page = app.get("/dashboard/b.org")

    assert "ots" in page.html.get_text()


def test_fields_with_strange_names_are_left_out(
    valkey: Valkey, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Fields that others have added to a hash are ignored."""
    whole = read(valkey)
    for key in (keys.days(SITE), keys.ignored(SITE), keys.REFUSED):
        client.hset(key, mapping={"what": "7", b"\xff": "many"})
    client.hset(keys.totals(SITE), "what", "many")

    assert read(valkey) == whole
    # The first day is found without a look at every field.
    assert set(named(caplog)) == {keys.ignored(SITE), keys.REFUSED}
