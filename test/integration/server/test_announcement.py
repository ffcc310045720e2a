"""What the service says when it has started, to a person and to the log."""

import io
import logging
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from page_tracker import __version__
from page_tracker.server import announcement
from page_tracker.server.announcement import announce, dashboard_url, quiet_database_log
from page_tracker.server.sockets import listening
from page_tracker.settings import Settings
from support.service import Start

TOKEN = "a-token-of-the-owner"


class Terminal(io.StringIO):
    """A standard error that a person looks at."""

    def isatty(self) -> bool:
        """Return True: it is one."""
        return True


@pytest.fixture(name="terminal")
def fixture_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Have a person look at standard error."""
    terminal = Terminal()
    # Not sys.stderr itself, which pytest replaces for each phase of a test.
    monkeypatch.setattr(announcement, "sys", SimpleNamespace(stderr=terminal))
    yield terminal


def announced(**options: object) -> str:
    """Announce a service with some settings, and return its port."""
    settings = Settings(port=0, **options)  # type: ignore[arg-type]  # any of them
    with listening(settings, 1) as sockets:
        announce(settings, sockets[0], 1)
        place = sockets[0][0].getsockname()
    return str(place[1])


def test_a_person_reads_where_the_dashboard_is_and_where_the_data_lie(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The first lines of a start lead on; none of them is for a machine."""
    port = announced(data_dir=tmp_path)

    assert terminal.getvalue().splitlines()[:3] == [
        f"page-tracker {__version__}",
        f"  Dashboard  http://127.0.0.1:{port}/dashboard",
        f"  Data       {tmp_path}",
    ]


@pytest.mark.parametrize(
    ("options", "access"),
    [
        pytest.param({}, "everyone who can reach this address", id="nobody's"),
        pytest.param({}, "PAGE_TRACKER_READING=token", id="how to close it"),
        pytest.param({"token": TOKEN}, "changes need the token", id="public"),
        pytest.param(
            {"token": TOKEN, "reading": "token"},
            "only holders of the token",
            id="private",
        ),
        pytest.param({"reading": "token"}, "nobody can read", id="no token to read by"),
    ],
)
def test_a_person_reads_who_can_read_the_numbers(
    terminal: Terminal, options: dict[str, object], access: str
) -> None:
    """The owner decides with open eyes, before anybody else comes."""
    announced(**options)

    _, text = terminal.getvalue().split("  Access     ")
    assert access in text


@pytest.mark.parametrize(
    ("journal", "shown"),
    [
        pytest.param("on", "Redis at db:6380/1, journal in /data", id="a journal"),
        pytest.param("off", "Redis at db:6380/1", id="no journal"),
    ],
)
def test_the_password_of_the_database_is_not_shown(
    terminal: Terminal, journal: str, shown: str
) -> None:
    """A screen is shared more often than one thinks."""
    url = "redis://me:hunter2@db:6380/1"

    announced(redis_url=url, journal=journal, data_dir=Path("/data"))

    assert f"  Data       {shown}\n" in terminal.getvalue()
    assert "hunter2" not in terminal.getvalue()


@pytest.mark.parametrize(
    ("options", "dashboard"),
    [
        pytest.param({"host": "0.0.0.0"}, "http://localhost:{}/dashboard", id="all"),
        pytest.param(  # which also a machine without ::1 has
            {"host": "::ffff:127.0.0.1"},
            "http://[::ffff:127.0.0.1]:{}/dashboard",
            id="IPv6",
        ),
        pytest.param(
            {"url": "https://stats.example.com"},
            "https://stats.example.com/dashboard",
            id="a public address",
        ),
    ],
)
def test_the_address_of_the_dashboard_can_be_opened(
    options: dict[str, object], dashboard: str
) -> None:
    """An address to listen on, such as 0.0.0.0, is none that a browser opens."""
    settings = Settings(port=0, **options)  # type: ignore[arg-type]  # any of them

    with listening(settings, 1) as sockets:
        url = dashboard_url(settings, sockets[0][0])
        port = sockets[0][0].getsockname()[1]

    assert url == dashboard.format(port)


def test_behind_a_socket_file_the_dashboard_has_the_address_that_a_setting_says(
    terminal: Terminal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind a socket file, the dashboard's address is that of the setting."""
    path = tmp_path / "s"
    settings = Settings(unix_socket=path)
    with listening(settings, 1) as sockets:
        announce(settings, sockets[0], 1)
        with caplog.at_level(logging.INFO):
            announce(Settings(unix_socket=path, log_format="json"), sockets[0], 1)

    assert "  Dashboard  set PAGE_TRACKER_URL " in terminal.getvalue()
    assert [record.message for record in caplog.records] == ["listening"]
    assert not hasattr(caplog.records[0], "dashboard")


def test_the_log_has_the_dashboard_as_a_field(serve: Start) -> None:
    """The event and its other fields stay what they were."""
    service = serve()

    entry = service.wait_for("listening")

    assert entry["dashboard"] == f"{service.address}/dashboard"
    assert entry["logger"] == "page_tracker.server.service"
    assert entry["workers"] == 1


@pytest.mark.parametrize(
    ("options", "warnings"),
    [
        pytest.param({"host": "0.0.0.0"}, 1, id="anybody can come, and nobody owns"),
        pytest.param({"host": "0.0.0.0", "token": TOKEN}, 0, id="there is an owner"),
        pytest.param({"host": "127.0.0.1"}, 0, id="nobody else can come"),
    ],
)
def test_a_public_address_without_a_token_is_one_warning(
    caplog: pytest.LogCaptureFixture, options: dict[str, object], warnings: int
) -> None:
    """The owner of a container reads its log, and sees it there once."""
    with caplog.at_level(logging.INFO):
        announced(log_format="json", **options)

    found = [each for each in caplog.records if each.levelname == "WARNING"]
    assert len(found) == warnings
    assert all("PAGE_TRACKER_TOKEN" in each.message for each in found)


def test_a_terminal_shows_the_lines_for_people_and_no_log_of_the_start(
    tmp_path: Path,
) -> None:
    """The program itself, in a terminal, from its start to Ctrl-C."""
    ours, theirs = pty.openpty()
    environ = {
        **os.environ,
        "REDIS_URL": "",
        "PAGE_TRACKER_PORT": "0",
        "PAGE_TRACKER_DATA_DIR": str(tmp_path),
    }
    shown = b""

    with subprocess.Popen(
        [sys.executable, "-m", "page_tracker"], env=environ, stderr=theirs
    ) as program:
        while b"Ctrl-C" not in shown:
            shown += os.read(ours, 4096)
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=30) == 0

    os.close(ours)
    os.close(theirs)
    assert b"  Dashboard  http://127.0.0.1:" in shown
    assert b"[info]" not in shown


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("log_format", "level"),
    [
        pytest.param("text", logging.WARNING, id="a person reads the announcement"),
        pytest.param("json", logging.NOTSET, id="a machine reads the log"),
    ],
)
def test_the_start_of_the_embedded_database_is_logged_unless_a_person_looks(
    log_format: str, level: int
) -> None:
    """The announcement says where its data lie, and once is enough."""
    logger = logging.getLogger("page_tracker.storage.embedded")

    try:
        quiet_database_log(Settings(log_format=log_format))
        assert logger.level == level
    finally:
        logger.setLevel(logging.NOTSET)
