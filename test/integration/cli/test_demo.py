"""The made-up site: a store that comes alive, and stores that are left alone."""

import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.cli import demo
from page_tracker.cli.main import main
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.storage.open_store import open_store
from page_tracker.storage.reports.sites import SiteReports
from support.command import Run
from support.history import History
from support.records import Site
from support.service import Start
from support.sums import wrong_sums
from support.terminal import forget_settings, look_at_plain_text
from support.valkey import Valkey

SITE = "demo.example"
DAYS = 4


@pytest.fixture(name="days", autouse=True)
def fixture_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short year."""
    monkeypatch.setattr(demo, "DAYS", DAYS)


def test_an_empty_store_comes_alive(run: Run, client: Redis) -> None:
    """An empty store gets consistent days until today, and active visitors."""
    status, out, _ = run("demo")

    site = Site(client, SITE)
    today = datetime.now(UTC).date()
    assert status == 0
    assert not wrong_sums(site)
    assert {field[:10] for field in site.days} == {
        str(today - timedelta(ago)) for ago in range(DAYS)
    }
    views = site.totals["views"]
    assert out.startswith(f"Loaded {views:,} sample views for {SITE}. ")
    assert site.totals["views"] > 150 * (DAYS - 1)
    assert client.smembers(keys.SITES) == {SITE}
    assert client.zcard(keys.active(SITE)) >= 3
    assert site.ignored and len(site.titles) > 30


def test_a_pipe_gets_progress_in_plain_lines(run: Run) -> None:
    """A pipe gets plain lines of progress, separate from the final message."""
    _, out, err = run("demo")

    lines = err.splitlines()
    assert len(lines) == DAYS
    assert all(line.startswith("Loading sample data: ") for line in lines)
    assert "100%" in lines[-1] and "%" not in out
    assert (out + err).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("words", "place"),
    [
        pytest.param([], "127.0.0.1:8000", id="the usual place"),
        pytest.param(
            ["--host", "0.0.0.0", "--port", "80"], "localhost:80", id="everywhere"
        ),
        pytest.param(["--host", "::1"], "[::1]:8000", id="IPv6"),
    ],
)
def test_the_final_message_has_address_and_commands(
    run: Run, words: list[str], place: str
) -> None:
    """The final message has the dashboard's address and commands, but no secrets."""
    out = run("demo", "--timezone", "Asia/Tokyo", *words).out

    settings = " ".join(["--redis-url ... --timezone Asia/Tokyo", *words])
    assert out.splitlines()[2:] == [
        f"  page-tracker serve {settings}",
        f"  http://{place}/dashboard/{SITE}",
        "",
        f"Remove them: page-tracker delete {SITE} --redis-url ...",
    ]


def test_suggested_commands_begin_as_the_command_was_typed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Suggested commands begin with the program's path as it was typed."""
    monkeypatch.setattr(sys, "argv", [".venv/bin/page-tracker", "demo"])

    out = run("demo").out

    assert "\n  .venv/bin/page-tracker serve --redis-url ...\n" in out


@pytest.mark.usefixtures("past")
def test_a_store_with_a_site_is_left_alone(run: Run, client: Redis) -> None:
    """A store with a site is left alone, so that no made-up numbers mix in."""
    before = client.dbsize()

    status, out, err = run("demo")

    assert (status, out) == (1, "")
    assert err == (
        "page-tracker: this database already holds example.com. To add sample data"
        f" next to it: page-tracker demo --site {SITE} --redis-url ...\n"
    )
    assert client.dbsize() == before


def test_a_site_that_is_named_may_stand_beside_others(
    run: Run, client: Redis, past: History
) -> None:
    """A named site is added beside others, whose numbers do not change."""
    before = Site(client, past.site).totals

    status, out, _ = run("demo", "--site", "Made-Up.example")

    assert status == 0 and " sample views for made-up.example. " in out
    assert client.smembers(keys.SITES) == {past.site, "made-up.example"}
    assert Site(client, past.site).totals == before


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("words", [["demo"], ["demo", "--site", "example.com"]])
def test_a_site_that_is_known_is_never_filled(
    run: Run, client: Redis, words: list[str]
) -> None:
    """A known site is never filled, not even a made-up one."""
    site = words[-1] if words[1:] else SITE
    client.sadd(keys.SITES, site)
    before = Site(client, site).totals

    status, out, err = run(*words)

    assert (status, out) == (1, "")
    assert err == (
        f"page-tracker: {site} already has data. Delete it first: page-tracker delete"
        f" {site} --redis-url ...\n"
    )
    assert Site(client, site).totals == before


@pytest.mark.usefixtures("past")
def test_a_store_without_room_for_a_site_is_left_alone(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site limit applies to made-up sites too."""
    monkeypatch.setenv("PAGE_TRACKER_MAX_SITES", "1")

    status, out, err = run("demo", "--site", SITE)

    assert (status, out) == (1, "")
    assert err == "page-tracker: site limit reached (PAGE_TRACKER_MAX_SITES)\n"
    assert not client.exists(keys.pages(SITE))


class Clock:
    """Time that passes only while somebody sleeps, and ends after some sleeps."""

    def __init__(self, sleeps: int) -> None:
        self._now = time.time()
        self._left = sleeps

    def time(self) -> float:
        """Return the seconds of the epoch."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass, or press Ctrl-C."""
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self._now += seconds


def test_people_keep_coming_while_the_server_runs(
    run: Run,
    serve: Start,
    valkey: Valkey,
    client: Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each happening is recorded when it is due, until Ctrl-C; a later call goes on."""
    port = serve(valkey.url).address.rpartition(":")[2]
    run("demo")
    loaded = Site(client, SITE).totals
    monkeypatch.setattr(demo, "time", Clock(sleeps=20))

    status, out, err = run("demo", "--live", "--port", port)

    now = Site(client, SITE).totals
    grown = sum(now[each] - loaded[each] for each in ("views", "events"))
    assert (status, err) == (0, "")
    assert out.endswith("People keep coming. Press Ctrl-C to stop.\n")
    assert grown == 20
    assert not wrong_sums(Site(client, SITE))


def test_people_come_only_to_a_running_server(run: Run, client: Redis) -> None:
    """The database of a server that is started later would be in use by the command."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])

    status, out, err = run("demo", "--live", "--port", port)

    assert (status, out) == (1, "")
    assert err == (
        "page-tracker: --live needs a running server. Start it first: page-tracker"
        f" serve --redis-url ... --port {port}\n"
    )
    assert not client.exists(keys.pages(SITE))


def test_a_machine_without_a_store_gets_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a machine without a store, the command starts one."""
    forget_settings(monkeypatch)
    look_at_plain_text(monkeypatch)
    directory = tmp_path / "a directory"

    status = main(["demo", "--data-dir", str(directory)])

    out = capsys.readouterr().out
    assert status == 0
    assert f"  page-tracker serve --data-dir '{directory}'\n" in out
    with open_store(Settings(data_dir=directory)) as client:
        assert [found.site for found in SiteReports(client).sites()] == [SITE]


def test_a_running_service_shows_the_new_site_at_once(
    serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running service shows the new site without a restart."""
    forget_settings(monkeypatch)
    service = serve()

    status = main(["demo", "--data-dir", str(service.directory / "data")])

    assert status == 0
    assert f'"{SITE}"' in service.get("/api/v1/sites").text
