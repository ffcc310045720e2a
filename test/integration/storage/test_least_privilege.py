"""A user with the printed rules, and no others, can do all that the service does."""

from collections.abc import Callable
from typing import Any

import pytest

from page_tracker.cli.main import main
from page_tracker.storage import keys
from page_tracker.storage.health.acl import DANGEROUS, commands
from support.promises import (
    TOKEN,
    check_counting,
    check_edits,
    check_reading,
    check_replay,
    ready,
    view,
)
from support.servers import EVERY_PROGRAM, Server
from support.service import Start
from support.terminal import forget_settings
from support.waiting import wait_until

# For a counter at the end of its range, a database other than 0, and lists that are
# longer than those of a test.
UNUSED = {"INCR", "SELECT", "ZSCAN"}


def grant(server: Server, capsys: pytest.CaptureFixture[str]) -> str:
    """Run the line that the command prints; returns the URL of the user."""
    assert main(["acl", "--user", "app"]) == 0
    words = capsys.readouterr().out.replace(">PASSWORD", ">secret").split()
    assert server.client().execute_command(*words) == "OK"
    return f"unix://app:secret@{server.path}"


@EVERY_PROGRAM
def test_a_least_privileged_user_keeps_every_promise(
    serve: Start,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each promise holds for this user, and no permission is left over."""
    forget_settings(monkeypatch)
    client: Any = server.client()
    url = grant(server, capsys)
    client.config_set("appendonly", "yes")
    client.config_resetstat()
    service = serve(url, token=TOKEN, redis_timeout="2")

    check_counting(service, client)
    check_reading(service)
    check_edits(service, client)
    assert ready(service) == {"status": "ok"}
    used = {name.removeprefix("cmdstat_") for name in client.info("commandstats")}
    client.client_kill_filter(user="app")
    client.execute_command("ACL", "SETUSER", "app", "off")
    wait_until(lambda: view(service, "/out", "c.org") == "queued")
    assert [view(service, "/queued", "b.org") for _ in range(3)] == ["queued"] * 3
    client.execute_command("ACL", "SETUSER", "app", "on")

    check_replay(service, client)
    permitted = {name.lower().replace(" ", "|") for name in commands()}
    assert permitted - used == {name.lower() for name in UNUSED}
    denied = client.acl_log()  # also of the connections while there was no such user
    assert {each["reason"] for each in denied} == {"auth"}


@EVERY_PROGRAM
def test_no_dangerous_command_is_permitted_but_one(server: Server) -> None:
    """The store itself says which are dangerous, and which are for its owner."""
    client: Any = server.client()
    permitted = {name.lower().replace(" ", "|") for name in commands()}

    dangerous = permitted.intersection(client.acl_cat("dangerous"))
    owners = permitted.intersection(client.acl_cat("admin"))

    assert dangerous == {name.lower() for name in DANGEROUS}
    assert not owners


@EVERY_PROGRAM
@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda client: client.flushall(), id="FLUSHALL"),
        pytest.param(lambda client: client.config_get("*"), id="CONFIG"),
        pytest.param(lambda client: client.keys("*"), id="KEYS"),
        pytest.param(lambda client: client.set("another", 1), id="another key"),
        pytest.param(lambda client: client.delete(keys.PAGE_VIEWS), id="DEL"),
    ],
)
def test_what_is_not_needed_is_denied(
    server: Server,
    capsys: pytest.CaptureFixture[str],
    attempt: Callable[[Any], object],
) -> None:
    """The recommended user may run no command that the service does not need."""
    user: Any = type(server.client()).from_url(grant(server, capsys))

    with pytest.raises(Exception, match="(?i)no permission"):
        attempt(user)


@EVERY_PROGRAM
def test_without_info_readiness_warns_of_a_flush_that_is_undone(
    serve: Start, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything else works, and what somebody deletes comes back at a reconnect."""
    url = grant(server, capsys)
    client: Any = server.client()
    client.execute_command("ACL", "SETUSER", "app", "-info")
    service = serve(url, redis_timeout="2")

    assert view(service) == "counted"
    found = ready(service)

    assert found["status"] == "ok"
    assert [each["problem"] for each in found["warnings"]] == ["no_identity"]
    assert "FLUSHALL" in found["warnings"][0]["message"]
