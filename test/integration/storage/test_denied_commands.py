"""Commands and keys that a user of a real store may not use are found by name."""

import threading
from collections.abc import Callable

import pytest

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.health import condition
from page_tracker.storage.health.condition import diagnose
from page_tracker.storage.health.findings import Finding
from page_tracker.storage.health.permissions import commands_in, needs
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.scripts import SCRIPTS
from page_tracker.tracking.view import Ignored
from support.diagnosis import PATIENCE, PATTERNS, message, names
from support.records import DAY, Sender
from support.rules import RULES
from support.servers import EVERY_PROGRAM, Server
from support.valkey import Valkey
from support.views import view
from support.waiting import wait_until

COMMANDS = sorted({each for need in needs(keys.PROBE) for each in need.commands})


@pytest.fixture(name="old")
def fixture_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server cannot say what is permitted, as Redis before 7.0."""
    script = "return nil"
    sha = connect("redis://store.invalid", 1).register_script(script).sha
    # pylint: disable=protected-access  # no such server is installed anywhere
    monkeypatch.setitem(condition._SCRIPTS, "denied", script)
    monkeypatch.setitem(condition._SHAS, "denied", sha)


def count_everything(url: str) -> None:
    """Send a batch with calls of each kind, and get all of its answers."""
    sender = Sender(url)
    batch = sender.batch()
    answers: list[Callable[[], object]] = [
        batch.count_view(),
        batch.record(view("/a", "ada")),
        batch.record(view(event="play")),
        batch.ignore(Ignored("a.org", "bot")),
        batch.ignore(Ignored("", "unknown_site")),
        batch.admit("a.org"),
        batch.salt(DAY),
    ]
    sender.lane.settle(batch)
    for answer in answers:
        answer()


@EVERY_PROGRAM
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_a_script_may_not_call_is_named(
    server: Server, command: str
) -> None:
    """A command that scripts may not call is named in the finding."""
    url = server.user(*PATTERNS, "+@all", f"-{command.lower()}")

    found = message(url)

    assert f"may not run {command}," in found
    assert found.endswith(f"ACL SETUSER name +{command.lower()}")


@EVERY_PROGRAM
@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "SET"])
def test_an_old_server_finds_a_command_that_is_denied_by_attempts(
    server: Server, old: None, command: str
) -> None:
    """Redis before 7.0 cannot be asked what is permitted. Nothing is left behind."""
    url = server.user(*PATTERNS, "+@all", f"-{command.lower()}")

    found = message(url)
    wait_until(lambda: not server.client().keys())

    assert old is None
    assert f"may not run {command}," in found


@EVERY_PROGRAM
def test_an_old_server_finds_what_else_is_denied(server: Server, old: None) -> None:
    """A healthy old server has nothing wrong; SET and keys are found when denied."""
    healthy = names(server.url)
    without_set = server.user(*PATTERNS, "+@all", "-set")
    denied = names(without_set)
    without_keys = server.user("~page_views", "~{page_views}:*", "~pt:*", "+@all")
    refused = names(server.user(*PATTERNS, "+@all"))

    assert old is None
    assert (healthy, denied, refused) == ([], ["no_permission"], [])
    server.user("~page_views", "~{page_views}:*", "~pt:*", "+@all")
    assert "may not use all keys" in message(without_keys)


@EVERY_PROGRAM
@pytest.mark.parametrize("command", ["EVALSHA", "TIME", "SCRIPT LOAD", "GET"])
def test_a_command_that_a_worker_may_not_send_is_named(
    server: Server, command: str
) -> None:
    """A worker cannot connect, or cannot replay, without it."""
    rule = command.lower().replace(" ", "|")
    url = server.user(*PATTERNS, "+@all", f"-{rule}")

    assert f"may not run {command}," in message(url)
    assert message(url).endswith(f"ACL SETUSER name +{rule}")


@EVERY_PROGRAM
@pytest.mark.parametrize("pattern", keys.PATTERNS)
def test_keys_that_are_denied_are_found_with_the_rules_that_permit_them(
    server: Server, pattern: str
) -> None:
    """Denied keys are found, and the suggested rules permit them."""
    others = [f"~{each}" for each in keys.PATTERNS if each != pattern]
    url = server.user(*others, "+@all")

    found = message(url)
    rules = found.partition("ACL SETUSER name ")[2].split()
    server.client().execute_command("ACL", "SETUSER", "app", *rules)

    assert "may not use all keys" in found
    assert not names(url)


def refusals(url: str) -> list[Finding]:
    """Return what refuses writes; INFO is not needed for any."""
    found = diagnose(connect(url, PATIENCE), PATIENCE)
    return [each for each in found if each.refuses_writes]


@EVERY_PROGRAM
def test_the_rules_in_the_sentences_mend_a_user_without_permissions(
    server: Server,
) -> None:
    """Each sentence names what the store denies, until nothing is denied."""
    url = server.user()
    steps = 0

    while found := refusals(url):
        rules = found[0].message.partition("ACL SETUSER name ")[2].split()
        server.client().execute_command("ACL", "SETUSER", "app", *rules)
        steps += 1
        assert steps < 5, found

    count_everything(url)
    assert server.client().get("page_views") == "1"


@EVERY_PROGRAM
def test_a_user_for_one_site_is_asked_about_that_site(server: Server) -> None:
    """The rules of a user may name the site, and then no other can be counted."""
    patterns = [rule for rule in PATTERNS if rule != "~pt:*"]
    url = server.user(*patterns, "~pt:{a.org}:*", "~pt:[^{]*", "+@all")
    client = connect(url, PATIENCE)

    assert not diagnose(client, PATIENCE, "a.org")
    assert [each.name for each in diagnose(client, PATIENCE)] == ["no_permission"]


def test_the_commands_of_the_scripts_are_those_that_a_store_is_asked_for(
    own_valkey: Valkey,
) -> None:
    """The commands in the scripts' texts are those that a store executes."""
    seen: set[str] = set()
    ready = threading.Event()

    def watch() -> None:
        with own_valkey.client().monitor() as monitor:
            ready.set()
            for entry in monitor.listen():
                if entry["client_type"] == "lua":
                    seen.add(entry["command"].split()[0].upper())
                if "the-end" in entry["command"]:
                    return

    watching = threading.Thread(target=watch)
    watching.start()
    ready.wait()
    for _ in range(2):
        count_everything(own_valkey.url)
    recorder = Recorder(connect(own_valkey.url, PATIENCE), PATIENCE, RULES)
    PageCounts(recorder).views("a.org", "/a")
    own_valkey.client().echo("the-end")
    watching.join()

    known = {name for text in SCRIPTS.values() for name in commands_in(text)}
    assert seen <= known | {"TIME"}
    assert {"ZADD", "HINCRBY", "SADD", "SET"} <= seen
