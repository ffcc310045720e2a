"""What is stored of a view, number by number."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.tracking.view import Ignored, View
from support.records import AT, DAY, MONTH, Sender, Site
from support.rules import RULES
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import view

HOUR, A_DAY = 3600, 24 * 3600


@pytest.fixture(name="sender")
def fixture_sender(valkey: Valkey) -> Sender:
    """A worker in front of the shared store."""
    return Sender(valkey.url)


@pytest.fixture(name="site")
def fixture_site(client: Redis) -> Site:
    """The site whose views are sent."""
    return Site(client)


def counted(*numbers: int) -> Counted:
    """Make the answer to a sender: views and visitors of page and site."""
    return Counted(Numbers(*numbers[:2]), Numbers(*numbers[2:]))


VIEWS = (
    view("/a", "ada", title="A", referrer="Google", campaign="news / mail"),
    view("/b", "ada", referrer="(internal)", browser="Chrome"),
    view("/a", "bob", system="macOS", device="mobile", language="de", country="FR"),
    view("/a", "bob", title="Better", country="(unknown)"),
    view("/b", "", title="B"),
)


def test_every_number_of_a_site_is_there_after_its_views(
    sender: Sender, site: Site
) -> None:
    """Five views of two pages by two visitors and somebody who is not recognised."""
    sender.send(*VIEWS, view(event="signup"), view(event="signup"), view(event="play"))

    assert site.totals == {"views": 5, "visitors": 2, "events": 3}
    assert site.days == {f"{DAY}:views": 5, f"{DAY}:visitors": 2, f"{DAY}:events": 3}
    assert site.hours() == {"07:views": 5, "07:visitors": 2}
    assert site.pages == {"/a": 3, "/b": 2}
    assert site.page_visitors == {"/a": 2, "/b": 1}
    assert site.titles == {"/a": "Better", "/b": "B"}
    assert not wrong_sums(site)


@pytest.mark.parametrize("time", [DAY, MONTH], ids=["day", "month"])
@pytest.mark.parametrize(
    ("dimension", "members"),
    [
        pytest.param("pages", {"/a": 3, "/b": 2}, id="pages"),
        pytest.param("entry_pages", {"/a": 2}, id="entry pages"),
        pytest.param(
            "referrers", {"Google": 1, "(internal)": 1, "(direct)": 3}, id="referrers"
        ),
        pytest.param("campaigns", {"news / mail": 1, "(none)": 4}, id="campaigns"),
        pytest.param("browsers", {"Firefox": 4, "Chrome": 1}, id="browsers"),
        pytest.param("systems", {"Linux": 4, "macOS": 1}, id="systems"),
        pytest.param("devices", {"desktop": 4, "mobile": 1}, id="devices"),
        pytest.param("languages", {"en": 4, "de": 1}, id="languages"),
        pytest.param("countries", {"DE": 3, "FR": 1, "(unknown)": 1}, id="countries"),
        pytest.param("events", {"play": 1, "signup": 2}, id="events"),
    ],
)
def test_every_list_of_the_day_and_of_the_month_has_its_members(
    sender: Sender, site: Site, dimension: str, members: dict[str, int], time: str
) -> None:
    """A view is written to every list of its day and of its month."""
    sender.send(*VIEWS, view(event="signup"), view(event="signup"), view(event="play"))

    assert site.top(dimension, time) == members


def test_nothing_else_is_stored_of_a_site(sender: Sender, client: Redis) -> None:
    """The catalogue is complete: what it lists can be deleted, and nothing is left."""
    sender.send(*VIEWS, view(event="play"), Ignored("a.org", "bot"))

    stored = {str(key) for key in client.keys()}
    guards = {key for key in stored if key.startswith("pt:{a.org}:applied:")}

    assert stored - guards == {*keys.of_site("a.org", [DAY])}
    assert len(guards) == 1


def test_each_view_of_a_batch_gets_its_numbers_as_if_alone(
    sender: Sender,
) -> None:
    """Sharing a round trip changes no number, whoever else is in it."""
    alone = [sender.send(each._replace(site="b.org"))[0] for each in VIEWS]

    together = sender.send(*VIEWS)

    assert together == alone
    assert together == [
        counted(1, 1, 1, 1),
        counted(1, 1, 2, 1),
        counted(2, 2, 3, 2),
        counted(3, 2, 4, 2),
        counted(2, 1, 5, 2),
    ]


def test_views_of_several_sites_share_a_batch_and_no_number(
    sender: Sender, client: Redis
) -> None:
    """Sites in one batch have separate numbers, and count a visitor each."""
    answers = sender.send(view(site="a.org"), view(site="b.org"), view(site="a.org"))

    assert answers == [counted(1, 1, 1, 1), counted(1, 1, 1, 1), counted(2, 1, 2, 1)]
    assert Site(client, "a.org").totals == {"views": 2, "visitors": 1}
    assert Site(client, "b.org").totals == {"views": 1, "visitors": 1}


@pytest.mark.parametrize(
    ("batches", "visitors", "of_pages"),
    [
        pytest.param([[view("/a"), view("/a")]], 1, {"/a": 1}, id="again at once"),
        pytest.param([[view("/a")], [view("/a")]], 1, {"/a": 1}, id="again later"),
        pytest.param(
            [[view("/a"), view("/b")]], 1, {"/a": 1, "/b": 1}, id="another page"
        ),
        pytest.param(
            [[view("/a")], [view("/b"), view("/a")]],
            1,
            {"/a": 1, "/b": 1},
            id="another page later",
        ),
        pytest.param(
            [[view("/a", "ada")], [view("/a", "bob")]], 2, {"/a": 2}, id="two people"
        ),
        pytest.param([[view("/a", ""), view("/a", "")]], 0, {}, id="nobody"),
        pytest.param(
            [[view("/a", ""), view("/a", "ada"), view("/a", "")]],
            1,
            {"/a": 1},
            id="somebody among nobodies",
        ),
        pytest.param([[view(event="play")]], 0, {}, id="an event"),
        pytest.param(
            [[view(event="play")], [view("/a")]], 1, {"/a": 1}, id="after an event"
        ),
    ],
)
def test_a_visitor_counts_once_a_day_and_once_a_page(
    sender: Sender,
    site: Site,
    batches: list[list[View]],
    visitors: int,
    of_pages: dict[str, int],
) -> None:
    """Whichever batch the views are in; who opted out is a view and no visitor."""
    for batch in batches:
        sender.send(*batch)

    assert site.totals.get("visitors", 0) == visitors
    assert site.page_visitors == of_pages
    assert not wrong_sums(site)


def test_a_visitor_on_another_day_is_counted_again(sender: Sender, site: Site) -> None:
    """A visitor who returns on another day is counted again."""
    sender.send(view("/a"))
    sender.send(view("/a"), at=AT + A_DAY)

    assert site.totals == {"views": 2, "visitors": 2}
    assert site.page_visitors == {"/a": 2}
    assert site.days["2026-11-24:visitors"] == 1


def test_a_visitor_enters_a_day_by_the_first_page_only(
    sender: Sender, site: Site
) -> None:
    """A visitor's first page of a day is the only entry page, in any batching."""
    sender.send(view("/b", "ada"), view("/a", "ada"), view("/a", "bob"))
    sender.send(view("/c", "ada"), view("/c", "bob"), view("/c", ""))
    sender.send(view("/c", "ada"), at=AT + A_DAY)

    assert site.top("entry_pages") == {"/b": 1, "/a": 1}
    assert site.top("entry_pages", MONTH) == {"/b": 1, "/a": 1, "/c": 1}


@pytest.mark.parametrize(
    ("titles", "kept"),
    [
        pytest.param([["One"], ["Two"]], "Two", id="the last"),
        pytest.param([["One", "Two"]], "Two", id="the last of a batch"),
        pytest.param([["One"], [""]], "One", id="none is no change"),
        pytest.param([["One", ""]], "One", id="nor within a batch"),
        pytest.param([["", "One"]], "One", id="a later one"),
        pytest.param([['😔 “One”\\ "é"']], '😔 “One”\\ "é"', id="any characters"),
    ],
)
def test_the_last_title_that_a_page_had_is_kept(
    sender: Sender, site: Site, titles: list[list[str]], kept: str
) -> None:
    """A page that is viewed without a title keeps the one that it has."""
    for batch in titles:
        sender.send(*(view("/a", title=title) for title in batch), view("/b"))

    assert site.titles == {"/a": kept}


def test_an_event_is_neither_a_view_nor_a_visitor(sender: Sender, site: Site) -> None:
    """An event is neither a view nor a visitor, and its page may be unknown."""
    sender.send(view("/a", "ada"))

    (answer,) = sender.send(view("/b", "bob", event="play", title="B"))

    assert answer == Counted(None, Numbers(1, 1))
    assert site.totals == {"views": 1, "visitors": 1, "events": 1}
    assert site.pages == {"/a": 1}
    assert site.titles == {}
    assert site.hours() == {"07:views": 1, "07:visitors": 1}


def test_ignored_views_are_counted_by_day_and_reason(
    sender: Sender, site: Site
) -> None:
    """An ignored view is counted by day and reason, and nothing else is stored."""
    bot, own = Ignored("a.org", "bot"), Ignored("a.org", "own_visit")

    answers = sender.send(bot, bot, own)
    sender.send(bot, at=AT + A_DAY)

    assert answers == [bot, bot, own]
    assert site.ignored == {
        f"{DAY}:bot": 2,
        f"{DAY}:own_visit": 1,
        "2026-11-24:bot": 1,
    }
    assert (site.totals, site.pages) == ({}, {})


def test_ignored_views_of_no_site_are_counted_by_day_and_reason(
    sender: Sender, client: Redis
) -> None:
    """Ignored views of no known site are counted by day and reason."""
    unknown, many = Ignored("", "unknown_site"), Ignored("", "too_many_sites")

    answers = sender.send(unknown, many, unknown)
    sender.send(unknown, at=AT + A_DAY)

    assert answers == [unknown, many, unknown]
    assert client.hgetall(keys.REFUSED) == {
        f"{DAY}:unknown_site": "2",
        f"{DAY}:too_many_sites": "1",
        "2026-11-24:unknown_site": "1",
    }


@pytest.mark.parametrize(
    ("at", "day", "hour"),
    [
        pytest.param(AT + 15.5 * HOUR, "2026-11-24", "00", id="midnight in Berlin"),
        pytest.param(1792888200, "2026-10-25", "02", id="02:30, the first time"),
        pytest.param(1792888200 + HOUR, "2026-10-25", "02b", id="02:30 again"),
        pytest.param(1798756200, "2026-12-31", "23", id="the end of a year"),
        pytest.param(1798758000, "2027-01-01", "00", id="the next year"),
    ],
)
def test_days_and_hours_are_those_of_the_services_zone(
    valkey: Valkey, site: Site, at: float, day: str, hour: str
) -> None:
    """Days and hours are those of the service's zone, with a repeated hour."""
    sender = Sender(valkey.url, replace(RULES, zone=ZoneInfo("Europe/Berlin")))

    sender.send(view(), view(event="play"), Ignored("a.org", "bot"), at=at)

    assert site.days == {f"{day}:views": 1, f"{day}:visitors": 1, f"{day}:events": 1}
    assert site.hours(day) == {f"{hour}:views": 1, f"{hour}:visitors": 1}
    assert site.top("pages", day) == site.top("pages", day[:7]) == {"/": 1}
    assert site.ignored == {f"{day}:bot": 1}


def test_months_contain_the_views_of_their_days(sender: Sender, site: Site) -> None:
    """The lists of a month contain the views of its days."""
    for day in range(10):  # from 23 November to 2 December
        sender.send(view("/a"), view("/b", ""), at=AT + day * A_DAY)

    assert site.top("pages", "2026-11") == {"/a": 8, "/b": 8}
    assert site.top("pages", "2026-12") == {"/a": 2, "/b": 2}
    assert not wrong_sums(site)


def test_recent_visitors_are_active(sender: Sender, client: Redis) -> None:
    """Visitors are active for some minutes after their last view."""
    active = keys.active("a.org")

    def last_views() -> tuple[int, int]:
        return client.zcount(active, AT, AT), client.zcount(active, AT + 1, "+inf")

    sender.send(view(visitor="ada"), view(visitor="bob"), view(visitor=""))
    sender.send(view(visitor="bob"), at=AT + keys.ACTIVE - 1)

    within = last_views()
    sender.send(view(visitor="eve"), at=AT + keys.ACTIVE)

    assert within == (1, 1)
    assert last_views() == (0, 2)
