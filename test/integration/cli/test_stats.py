"""A site at a glance, from a store with a past."""

from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.web.dashboard.figures import labels
from support.command import Run
from support.history import History
from support.terminal import look_at_terminal

SITE = "example.com"
WEEK = ("--from", "2026-11-18", "--to", "2026-11-24")


@pytest.mark.usefixtures("past")
def test_the_totals_are_those_of_the_series_and_of_the_period_before(run: Run) -> None:
    """Views and visitors agree with ``series``, and the previous ones with its week."""
    before = ("--from", "2026-11-11", "--to", "2026-11-17")

    stats = run("stats", SITE, *WEEK, "--json").document

    now, then = (run("series", SITE, *w, "--json").document for w in (WEEK, before))
    assert {name: stats[name] for name in ("views", "visitors")} == {
        name: now[name] for name in ("views", "visitors")
    }
    assert stats["previous"] == {name: then[name] for name in ("views", "visitors")}


@pytest.mark.usefixtures("past")
def test_each_list_has_the_first_rows_of_its_ranking(run: Run) -> None:
    """A list is as long as ``--limit`` says, and in the order of ``top``."""
    stats = run("stats", SITE, *WEEK, "--json", "--limit", "3").document

    for name, rows in stats["top"].items():
        ranked = run("top", SITE, name, *WEEK, "--json").document["rows"]
        noise = {"(internal)", "(none)"}
        names = [row["name"] for row in ranked if row["name"] not in noise]
        assert [row["name"] for row in rows] == names[:3]


@pytest.mark.usefixtures("past")
def test_links_within_the_site_and_views_without_campaign_head_no_list(
    run: Run, client: Redis
) -> None:
    """Internal links and views without a campaign do not appear in the lists."""
    for dimension, noise in (("referrers", "(internal)"), ("campaigns", "(none)")):
        client.zadd(keys.top(SITE, dimension, "2026-11-24"), {noise: 10**6})

    stats = run("stats", SITE, *WEEK, "--json").document
    text = run("stats", SITE, *WEEK).out

    for dimension in ("referrers", "campaigns"):
        assert not {row["name"] for row in stats["top"][dimension]} & {
            "(internal)",
            "(none)",
        }
    assert labels.member("referrers", "(internal)") not in text


@pytest.mark.usefixtures("past")
def test_names_are_those_of_the_dashboard(run: Run, client: Redis) -> None:
    """Lists, members and reasons have the same names as in the dashboard."""
    client.zadd(keys.top(SITE, "referrers", "2026-11-24"), {"(direct)": 10**6})
    client.hset(keys.ignored(SITE), "2026-11-24:bot", 7)

    text = run("stats", SITE, *WEEK).out

    assert f"\n{labels.LISTS['systems']} " in text
    assert f"\n{labels.member('referrers', '(direct)')} " in text
    assert f"\n{labels.reason('bot')} " in text


def test_today_is_compared_with_yesterday_up_to_the_same_hour(
    run: Run, client: Redis, present: History
) -> None:
    """A morning that is compared with a whole day would look like a collapse."""
    yesterday = f"{present.dates[-2]}"
    hour = datetime.now(UTC).hour
    client.delete(keys.hours(SITE, yesterday))
    client.hset(
        keys.hours(SITE, yesterday),
        mapping={f"{hour:02}:views": 5, f"{hour:02}:visitors": 3},
    )
    if hour < 23:
        client.hset(keys.hours(SITE, yesterday), f"{hour + 1:02}:views", 1000)

    stats = run("stats", SITE, "--period", "today", "--json").document

    assert stats["previous"] == {"views": 5, "visitors": 3}


@pytest.mark.usefixtures("past")
def test_all_time_has_nothing_before_it(run: Run) -> None:
    """The totals of all time have no comparison."""
    words = ("stats", SITE, "--period", "all")

    document, text = run(*words, "--json").document, run(*words).out

    assert document["previous"] is None
    assert "Previous" not in text


@pytest.mark.usefixtures("past")
def test_a_terminal_has_a_line_of_views_and_grouped_digits(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person reads 1,234,567, and sees the period in one line."""
    client.hset(keys.days(SITE), "2026-11-24:views", 1_234_567)
    client.delete(keys.active(SITE))
    client.zadd(keys.active(SITE), {"a": datetime.now(UTC).timestamp()})
    look_at_terminal(monkeypatch, columns=80)

    out = run("stats", SITE, *WEEK).out

    assert "█" in out.splitlines()[2]
    assert " 1,2" in out
    assert "1 person on the site now" in out


def test_a_site_without_data_is_named_in_the_error(run: Run, client: Redis) -> None:
    """The name is probably mistyped, so the line says where the names are."""
    client.sadd(keys.SITES, "a.org")

    status, out, err = run("stats", "b.org")

    assert (status, out) == (1, "")
    assert err == (
        'page-tracker: no data for b.org; "page-tracker sites" lists the sites that'
        " have some\n"
    )


@pytest.mark.usefixtures("past")
def test_a_list_of_nothing_but_unknown_members_is_not_shown(
    run: Run, client: Redis
) -> None:
    """A list with only unknown members, such as countries, is omitted."""
    for day in range(18, 25):
        key = keys.top(SITE, "countries", f"2026-11-{day}")
        client.delete(key)
        client.zadd(key, {"(unknown)": 5})

    out = run("stats", SITE, *WEEK).out

    assert labels.LISTS["languages"] in out
    assert labels.LISTS["countries"] not in out


def test_a_site_of_which_nothing_is_known_yet_has_no_lists(
    run: Run, client: Redis
) -> None:
    """A site without data has totals of 0 and no lists."""
    client.sadd(keys.SITES, "a.org")

    out: Any = run("stats", "a.org").out

    assert "Views" in out and "Pages" not in out
