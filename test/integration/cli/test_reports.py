"""Reports, from a store with a past."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.cli.main import main
from page_tracker.errors import StorageUnavailable
from page_tracker.storage import keys
from page_tracker.storage.reports.sites import SiteReports
from support.command import Run
from support.history import SHARES, History
from support.terminal import forget_settings, look_at_terminal

SITE = "example.com"
WEEK = ("--from", "2026-11-18", "--to", "2026-11-24")


def in_week(client: Redis, kind: str = "views") -> int:
    """Add the numbers of the days of WEEK up."""
    fields = [f"2026-11-{day}:{kind}" for day in range(18, 25)]
    numbers: Any = client.hmget(keys.days(SITE), fields)
    return sum(map(int, numbers))


@pytest.mark.usefixtures("past")
def test_sites_are_listed_with_their_numbers_of_all_time(
    run: Run, client: Redis
) -> None:
    """Sites are listed by all-time views, with the same numbers in both formats."""
    History(site="b.org", days=2, pages=3, views=20).fill(client)
    client.sadd(keys.SITES, "a.org")

    text, document = run("sites"), run("sites", "--json").document

    assert [each["site"] for each in document["sites"]] == [SITE, "b.org", "a.org"]
    for each, row in zip(document["sites"], text.rows, strict=True):
        numbers: Any = client.hgetall(keys.totals(each["site"]))
        kinds = ("views", "visitors", "events")
        assert row == [each["site"], *(numbers.get(kind, "0") for kind in kinds)]
        assert [str(each[kind]) for kind in kinds] == row[1:]


def test_no_sites_are_an_empty_list(run: Run) -> None:
    """A new store has an empty list of sites, which is no error."""
    assert run("sites", "--json").document == {"sites": []}
    assert run("sites") == (0, "No sites yet.\n", "")


@pytest.mark.usefixtures("past")
def test_the_pages_of_a_period_are_ranked(run: Run, client: Redis) -> None:
    """Pages are what is asked for if nothing is said; JSON and text agree."""
    text = run("top", SITE, *WEEK, "--limit", "3")
    document = run("top", "EXAMPLE.com:443", "pages", *WEEK, "--limit=3", "--json")

    assert document.document == {
        "site": SITE,
        "dimension": "pages",
        "from": "2026-11-18",
        "to": "2026-11-24",
        "total": in_week(client),
        "rows": [
            {
                "name": row[0],
                "views": int(row[1]),
                "title": f"All about {row[0][1:] or 'us'}",
            }
            for row in text.rows
        ],
    }
    assert [row[0] for row in text.rows] == ["/", "/articles/00001", "/articles/00002"]
    assert text.out.splitlines()[0] == f"{SITE}: pages, 2026-11-18 to 2026-11-24"


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("dimension", keys.DIMENSIONS)
def test_every_list_that_is_kept_can_be_ranked(run: Run, dimension: str) -> None:
    """Every dimension can be ranked, wherever its name stands among the options."""
    first = run("top", SITE, dimension, *WEEK, "--json")
    last = run("top", SITE, *WEEK, "--json", dimension)

    assert first == last
    assert first.document["dimension"] == dimension
    assert set(SHARES.get(dimension, {})) >= {
        row["name"] for row in first.document["rows"] if dimension in SHARES
    }
    assert first.document["rows"]


@pytest.mark.usefixtures("past")
def test_a_ranking_is_compared_with_the_days_before(run: Run, client: Redis) -> None:
    """A ranking is compared with an equally long period just before."""
    compared = run("top", SITE, *WEEK, "--compare", "--json").document
    before = run("top", SITE, "--from=2026-11-11", "--to=2026-11-17", "--json").document
    text = run("top", SITE, *WEEK, "--compare")

    earlier = {row["name"]: row["views"] for row in before["rows"]}
    both = [row for row in compared["rows"] if row["name"] in earlier]
    assert len(both) > 5
    assert all(row["previous"] == earlier[row["name"]] for row in both)
    total = text.out.splitlines()[-1].split()
    assert total[1:4] == [str(in_week(client)), "100.0%", str(before["total"])]


@pytest.mark.usefixtures("past")
def test_a_series_has_a_point_for_each_day(run: Run, client: Redis) -> None:
    """A series has a point for each day, and the sums of the period."""
    document = run("series", SITE, *WEEK, "--json").document
    text = run("series", SITE, *WEEK)

    points = document.pop("points")
    assert document == {
        "site": SITE,
        "unit": "day",
        "timezone": "UTC",
        "from": "2026-11-18",
        "to": "2026-11-24",
        "views": in_week(client),
        "visitors": in_week(client, "visitors"),
    }
    assert [row[1:] for row in text.rows] == [
        [point["start"], str(point["views"]), str(point["visitors"])]
        for point in points
    ]
    assert text.out.splitlines()[-1].split()[1:] == [
        str(document["views"]),
        str(document["visitors"]),
    ]


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize(
    ("options", "unit", "points"),
    [
        pytest.param(["--from=2026-10-25", "--to=2027-01-24"], "day", 92, id="days"),
        pytest.param(["--from=2026-10-25", "--to=2027-01-25"], "month", 4, id="months"),
        pytest.param([*WEEK, "--unit", "hour"], "hour", 168, id="hours, if asked for"),
        pytest.param(
            [*WEEK, "--unit", "month"], "month", 1, id="a month, if asked for"
        ),
        pytest.param(
            ["--from=2020-01-01", "--to=2020-01-01"], "day", 1, id="long ago: no hours"
        ),
    ],
)
def test_a_series_has_the_unit_that_suits_the_period(
    run: Run, options: list[str], unit: str, points: int
) -> None:
    """The unit of a series gives about as many points as a screen has lines."""
    document = run("series", SITE, *options, "--json").document

    assert document["unit"] == unit
    assert len(document["points"]) == points


@pytest.mark.usefixtures("present")
def test_a_day_or_two_are_shown_by_hour_in_the_time_zone_of_the_service(
    run: Run,
) -> None:
    """One or two days are shown by hour in the service's time zone."""
    zone = ZoneInfo("Asia/Kolkata")

    document = run(
        "series", SITE, "--period", "yesterday", "--timezone", zone.key, "--json"
    ).document

    assert (document["unit"], document["timezone"]) == ("hour", zone.key)
    assert len(document["points"]) == 24
    assert all(point["start"].endswith("+05:30") for point in document["points"])


def test_future_hours_are_omitted_from_a_table(run: Run, present: History) -> None:
    """Future hours are omitted from a table, but not from the output for scripts."""
    tomorrow = present.last + timedelta(days=1)
    words = ["series", SITE, f"--from={present.last}", f"--to={tomorrow}"]

    by_day = run(*words, "--unit=day")
    by_hour = run(*words)

    assert [row[1] for row in by_day.rows] == [f"{present.last}"]
    assert 1 <= len(by_hour.rows) <= 24
    assert len(run(*words, "--json").document["points"]) == 48


@pytest.mark.parametrize("period", ["all", "30d", "7d", "today", "yesterday"])
def test_a_period_has_a_name(run: Run, present: History, period: str) -> None:
    """A named period ends today, and "all" contains every view."""
    yesterday = present.last - timedelta(days=1)
    firsts = {
        "all": present.dates[0],
        "30d": present.dates[-30],
        "7d": present.dates[-7],
        "today": present.last,
        "yesterday": yesterday,
    }

    for command in ("top", "series"):
        document = run(command, SITE, "--period", period, "--json").document
        assert date.fromisoformat(document["from"]) == firsts[period]
        assert document["to"] == str(
            yesterday if period == "yesterday" else present.last
        )


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["top", "b.org"], "no data for b.org", id="top"),
        pytest.param(
            ["series", "b.org"], '"page-tracker sites" lists the sites', id="series"
        ),
        pytest.param(["top", SITE, "--period", "1d"], "period must be one", id="name"),
        pytest.param(["top", SITE, "--from", "1.1.26"], "from must be a", id="a date"),
        pytest.param(
            ["top", SITE, "--period=7d", "--to=2026-11-24"], "period must not", id="two"
        ),
        pytest.param(
            ["series", SITE, "--period=90d", "--unit=hour"], "2000 points", id="many"
        ),
    ],
)
def test_an_invalid_request_is_reported_in_one_line_with_status_1(
    run: Run, words: list[str], complaint: str
) -> None:
    """An invalid request prints one line of error, no output, and returns 1."""
    status, out, err = run(*words, "--json")

    assert (status, out) == (1, "")
    assert err.startswith("page-tracker: ") and err.count("\n") == 1
    assert complaint in err


def test_a_failing_store_is_reported_in_one_line_with_status_1(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store's error is printed in one line, with control characters escaped."""

    def fail(*_: object) -> None:
        raise StorageUnavailable("cannot read /\x1b[2J\n")

    monkeypatch.setattr(SiteReports, "sites", fail)

    status, out, err = run("sites")

    assert (status, out) == (1, "")
    assert err.startswith("page-tracker: cannot use the database: cannot read /")
    assert err.removesuffix("\n").isprintable()


def test_an_unreachable_store_is_reported_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of the outage does not repeat what the command says."""
    forget_settings(monkeypatch)

    status = main(["sites", "--redis-url", f"unix://{tmp_path}/none"])

    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert err.startswith("page-tracker: cannot use the database: ")
    assert err.count("\n") == 1


def test_text_of_strangers_is_shown_literally(
    run: Run, client: Redis, past: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers' text is printed literally in every report, never interpreted."""
    hostile = "/[bold]a\x1b[2Jb\nc"
    day = f"{past.last}"
    client.zadd(keys.top(SITE, "pages", day), {hostile: 10**6})
    client.hset(keys.titles(SITE), hostile, "[/]\x1b]0;title\x07")
    client.sadd(keys.SITES, "\x1b[31mred.org")
    look_at_terminal(monkeypatch, columns=200)

    out = run("top", SITE, f"--from={day}", f"--to={day}").out + run("sites").out

    assert "/[bold]a\ufffd[2Jb\ufffdc  [/]\ufffd]0;title\ufffd" in out
    assert "\ufffd[31mred.org" in out
    assert out.replace("\n", "").isprintable()


# The keys that each report reads.
READ = {(key, name) for key in (keys.SITES,) for name in ("sites", "top", "series")}
READ |= {(keys.totals(SITE), "sites")}
READ |= {(keys.days(SITE), name) for name in ("top", "series")}
READ |= {(keys.titles(SITE), "top"), (keys.top(SITE, "pages", "2026-11-20"), "top")}


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("words", [("sites",), ("top", SITE, *WEEK), ("series", SITE)])
@pytest.mark.parametrize(
    "key",
    [
        keys.SITES,
        keys.totals(SITE),
        keys.days(SITE),
        keys.titles(SITE),
        keys.top(SITE, "pages", "2026-11-20"),
        keys.top(SITE, "pages", "2026-11"),
    ],
)
def test_a_broken_key_costs_a_report_its_numbers_only(
    run: Run,
    client: Redis,
    words: tuple[str, ...],
    key: str,
) -> None:
    """A report prints what it prints without the key, and says what to do with it."""
    client.delete(key)
    expected = [run(*words), run(*words, "--json")]
    client.rpush(key, "not ours")

    found = [run(*words), run(*words, "--json")]

    assert [(each.status, each.out) for each in found] == [
        (each.status, each.out) for each in expected
    ]
    assert {each.status for each in found} == {0}
    assert not "".join(each.err for each in expected)
    told = "".join(each.err for each in found)
    assert told.count("\n") == (1 if (key, words[0]) in READ else 0)
    assert ("rename or delete it" in told) == (key in told) == bool(told)
