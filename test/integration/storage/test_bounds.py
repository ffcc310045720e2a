"""What strangers can make the store hold has a bound, and "(other)" takes the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.edits import Edits
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.tracking.period import Period
from page_tracker.tracking.view import OTHER, View
from support.records import AT, DAY, MONTH, Sender, Site
from support.rules import RULES
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import PROPERTIES, view
from support.waiting import PATIENCE

TIGHT = replace(RULES, pages=3, members=2, seen=5)
A_DAY = 24 * 3600

# Sends views, in one batch or one by one.
Send = Callable[..., list[Counted]]


@pytest.fixture(name="sender")
def fixture_sender(valkey: Valkey) -> Sender:
    """A worker that has little room."""
    return Sender(valkey.url, TIGHT)


@pytest.fixture(name="site")
def fixture_site(client: Redis) -> Site:
    """The site whose views are sent."""
    return Site(client)


@pytest.fixture(name="send", params=["in one batch", "one by one"])
def fixture_send(sender: Sender, request: pytest.FixtureRequest) -> Send:
    """Send views in both ways: neither may find more room than the other."""
    if request.param == "in one batch":
        return lambda *views: [*sender.send(*views)]
    return lambda *views: [answer for each in views for answer in sender.send(each)]


def nobody(path: str, **more: str) -> View:
    """Make a view by somebody who is not recognised."""
    return view(path, "", **more)


def test_pages_beyond_the_bound_are_others(send: Send, site: Site) -> None:
    """Pages beyond the limit count as (other) in every list; visitors still count."""
    paths = ("/1", "/2", "/3", "/4", "/5", "/4")

    answers = send(*(nobody(path, title=path) for path in paths), view("/6", "ada"))

    assert [answer.page and answer.page.views for answer in answers] == [
        *(1, 1, 1),
        *(None, None, None, None),
    ]
    listed = {"/1": 1, "/2": 1, "/3": 1, OTHER: 4}
    assert site.pages == site.top("pages") == site.top("pages", MONTH) == listed
    assert site.top("entry_pages") == site.page_visitors == {OTHER: 1}
    assert site.titles == {"/1": "/1", "/2": "/2", "/3": "/3"}
    assert site.totals == {"views": 7, "visitors": 1}
    assert not wrong_sums(site)


def test_a_known_page_is_never_pushed_out(send: Send, site: Site) -> None:
    """A known page is never evicted by other pages."""
    send(*(nobody(f"/{number}") for number in range(1, 30)))

    (answer,) = send(nobody("/3"))

    assert answer.page == Numbers(2, 0)
    assert site.pages == {"/1": 1, "/2": 1, "/3": 2, OTHER: 26}


def test_a_page_that_was_reset_is_still_known_in_a_full_list(
    valkey: Valkey, sender: Sender, site: Site
) -> None:
    """A number of 0 is a number, and no free place."""
    sender.send(*(nobody(f"/{number}") for number in range(1, 6)))
    Edits(connect(valkey.url, timeout=PATIENCE)).reset_page("a.org", "/2")
    sender.send(nobody("/7"))

    (answer,) = sender.send(view("/2", "ada"))

    assert isinstance(answer, Counted)
    assert answer.page == Numbers(1, 1)
    assert site.pages == {"/1": 1, "/2": 1, "/3": 1, OTHER: 3}


def test_a_page_that_was_known_yesterday_is_known_today(
    sender: Sender, site: Site
) -> None:
    """A new day has lists of its own, and no new pages in them if there is no room."""
    sender.send(*(nobody(f"/{number}") for number in range(1, 5)))

    sender.send(nobody("/1"), nobody("/8"), at=AT + A_DAY)

    assert site.top("pages", "2026-11-24") == {"/1": 1, OTHER: 1}
    assert not wrong_sums(site)


@pytest.mark.parametrize(
    ("name", "dimension"),
    [*zip(PROPERTIES._fields, keys.DIMENSIONS[2:9], strict=True)],
)
@pytest.mark.parametrize("time", [DAY, MONTH], ids=["day", "month"])
def test_members_beyond_the_bound_are_others(
    send: Send, site: Site, name: str, dimension: str, time: str
) -> None:
    """Two members have a name of their own, the others share one."""
    send(*(nobody("/", **{name: f"member {number}"}) for number in range(5)))

    found = site.top(dimension, time)

    assert len(found) == 3
    assert found[OTHER] == 3
    assert not wrong_sums(site)


def test_the_members_that_came_first_are_known(sender: Sender, site: Site) -> None:
    """The first members of a list keep their own counts while the list exists."""
    for name in ("One", "Two", "Three", "Four", "One", "Four"):
        sender.send(nobody("/", browser=name))

    sender.send(nobody("/", browser=OTHER), nobody("/", browser="Two"))

    assert site.top("browsers") == {"One": 2, "Two": 2, OTHER: 4}
    assert site.top("browsers", MONTH) == {"One": 2, "Two": 2, OTHER: 4}


def test_a_full_month_takes_no_place_from_a_new_day(sender: Sender, site: Site) -> None:
    """Each list is bounded on its own, and each adds up."""
    for day in range(3):
        sender.send(nobody("/", browser=f"Browser {day}"), at=AT + day * A_DAY)

    assert site.top("browsers", "2026-11-25") == {"Browser 2": 1}
    assert site.top("browsers", MONTH) == {"Browser 0": 1, "Browser 1": 1, OTHER: 1}
    assert not wrong_sums(site)


def test_events_beyond_the_bound_are_others(send: Send, site: Site) -> None:
    """Events beyond the limit count as (other)."""
    send(*(view(event=f"event {number}") for number in (1, 1, 2, 2, 2, 3, 3, 4)))

    found = site.top("events")

    assert sum(found.values()) == site.totals["events"] == 8
    assert len(found) == 3 and OTHER in found


def test_when_no_more_visitors_can_be_known_there_are_views_only(
    send: Send, site: Site
) -> None:
    """A visitor takes a place, and one more for each page; five are all there are."""
    answers = send(
        view("/1", "ada"),
        view("/1", "bob"),
        view("/1", "eve"),  # for whom only one place is left
        view("/1", "dan"),
        view("/2", "ada"),
        view("/1", "bob"),
    )

    assert [answer.site.visitors for answer in answers] == [1, 2, 3, 3, 3, 3]
    assert site.totals == {"views": 6, "visitors": 3}
    assert site.page_visitors == {"/1": 2}
    assert site.seen() == TIGHT.seen
    assert not wrong_sums(site)


def test_a_new_day_has_new_places_for_visitors(sender: Sender, site: Site) -> None:
    """Each day has new room for visitors."""
    sender.send(*(view("/1", f"visitor {number}") for number in range(9)))

    sender.send(view("/1", "ada"), at=AT + A_DAY)

    assert site.days["2026-11-24:visitors"] == 1


def test_pages_without_a_place_take_none_from_visitors(
    sender: Sender, site: Site
) -> None:
    """Pages without a place take no room from visitors."""
    sender.send(*(nobody(f"/{number}") for number in range(1, 4)))
    sender.send(*(view(f"/made-up/{number}", "ada") for number in range(100)))

    (answer,) = sender.send(view("/1", "bob"))

    assert isinstance(answer, Counted)
    assert answer == Counted(Numbers(2, 1), Numbers(104, 2))
    assert site.seen() == 3


def test_active_visitors_are_bounded(sender: Sender, client: Redis) -> None:
    """The number of active visitors is limited by the day's visitors and a batch."""
    for number in range(20):
        sender.send(view("/", f"visitor {number}"))

    assert client.zcard(keys.active("a.org")) == TIGHT.seen


def test_a_ranking_of_a_part_of_a_full_month_is_that_of_its_days(
    send: Send, sender: Sender, valkey: Valkey
) -> None:
    """A day may have room for what the month has not, and names it."""
    first, last = date(2026, 11, 2), date(2026, 11, 24)
    query = RankingQuery(
        site="a.org", dimension="referrers", period=Period(first, last), today=last
    )
    early = [view("/", referrer=name) for name in ("one", "two", "three")]
    sender.send(*early, at=AT - 22 * A_DAY)

    send(*[view("/", referrer="new")] * 3)

    ranking = Rankings(connect(valkey.url, timeout=PATIENCE)).top(query)
    assert [(row.name, row.views) for row in ranking.rows] == [("new", 3)]
    assert ranking.total == 3


@pytest.mark.parametrize(
    ("stored", "last"),
    [
        pytest.param(2**53 - 1, 2**53 + 1, id="at the end of what Lua counts"),
        pytest.param(2**62, 2**62 + 2, id="beyond it"),
        pytest.param(2**63 - 3, 2**63 - 1, id="up to the end of the range"),
        pytest.param(2**63 - 2, 2**63 - 2, id="no room for both"),
        pytest.param(2**63 - 1, 2**63 - 1, id="at the end of the range"),
        pytest.param(-7, 0, id="below zero"),
    ],
)
def test_a_total_at_the_end_of_its_range_is_never_negative(
    sender: Sender, client: Redis, stored: int, last: int
) -> None:
    """The answers count up to what the store has, to the last digit."""
    client.hset(keys.totals("a.org"), mapping={"views": stored, "visitors": stored})

    first, second = sender.send(view("/1"), view("/1", "bob"))

    assert second.site == Numbers(last, last)
    assert first.site == Numbers(max(last - 1, 0), max(last - 1, 0))
    assert sender.send(view(event="play"))[0].site == Numbers(last, last)


@pytest.mark.parametrize("score", ["9007199254740993", "1e17", "1e300", "inf", "-7"])
def test_a_page_with_a_huge_score_has_no_negative_number(
    sender: Sender, client: Redis, score: str
) -> None:
    """Above 2^53, scores are approximate, and what is no count is 0."""
    for key in (keys.pages("a.org"), keys.page_visitors("a.org")):
        client.execute_command("ZADD", key, score, "/1")

    first, second = sender.send(view("/1"), view("/1", "bob"))

    number = float(score)
    about = number if 0 <= number < 2**63 else 0
    for answer in (first, second):
        assert answer.page.views == pytest.approx(about)
        assert answer.page.visitors == pytest.approx(about)
        assert min(*answer.page, *answer.site) >= 0


@pytest.mark.parametrize("large", [10**14, 10**15 + 3, 2**53 - 4])
def test_large_numbers_keep_their_digits(
    sender: Sender, site: Site, client: Redis, large: int
) -> None:
    """Lua prints 14 of them; an import may bring any number that a score can hold."""
    sender.send(view("/1"))
    client.hset(keys.totals("a.org"), mapping={"views": large, "visitors": large - 1})
    client.hset(keys.days("a.org"), f"{DAY}:views", large)
    client.zadd(keys.pages("a.org"), {"/1": large})
    client.zadd(keys.page_visitors("a.org"), {"/1": large - 1})
    for time in (DAY, MONTH):
        client.zadd(keys.top("a.org", "pages", time), {"/1": large})
        client.zadd(keys.top("a.org", "browsers", time), {"Firefox": large})

    answers = sender.send(view("/1", "bob"), view("/1", ""))

    assert answers == [
        Counted(Numbers(large + 1, large), Numbers(large + 1, large)),
        Counted(Numbers(large + 2, large), Numbers(large + 2, large)),
    ]
    assert site.totals == {"views": large + 2, "visitors": large}
    assert site.days[f"{DAY}:views"] == large + 2
    assert site.pages == {"/1": large + 2}
    assert site.page_visitors == {"/1": large}
    for time in (DAY, MONTH):
        assert site.top("pages", time) == {"/1": large + 2}
        assert site.top("browsers", time) == {"Firefox": large + 2}
