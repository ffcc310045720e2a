"""The program itself, in processes of its own, beside a service with its store."""

import fcntl
import json
import os
import struct
import subprocess
import sys
import termios

import pytest

from support.service import Service, Start

PATH = "/long" * 30
VIEW = json.dumps({"site": "a.org", "path": PATH, "title": "[red]A page"})


@pytest.fixture(name="service")
def fixture_service(serve: Start) -> Service:
    """A service that has counted two views of a page."""
    service = serve()
    connection = service.connect()
    for _ in range(2):
        headers = {"Content-Type": "application/json", "User-Agent": "Firefox/140.0"}
        connection.request("POST", "/api/v1/views", VIEW, headers)
        assert json.load(connection.getresponse())["status"] == "counted"
    connection.close()
    return service


def environment(service: Service, **variables: str) -> dict[str, str]:
    """Return what the program finds: the directory of a service, and no store."""
    data = str(service.directory / "data")
    hidden = {"NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES"}
    kept = {name: os.environ[name] for name in os.environ if name not in hidden}
    return kept | {"PAGE_TRACKER_DATA_DIR": data, "REDIS_URL": ""} | variables


def run(service: Service, *words: str) -> str:
    """Run the program to its end and return what it has written to a pipe."""
    ran = subprocess.run(
        [sys.executable, "-m", "page_tracker", *words],
        env=environment(service),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert not ran.stderr
    return ran.stdout


def run_in_terminal(service: Service, typed: bytes, *words: str) -> str:
    """Run the program in a terminal of 80 columns, and return all that it shows."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    os.write(ours, typed)
    try:
        subprocess.run(
            [sys.executable, "-m", "page_tracker", *words],
            env=environment(service, TERM="xterm"),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            check=True,
        )
        return os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_report_reads_the_store_of_the_running_service(service: Service) -> None:
    """A report reads the running service's store without options, and cuts no path."""
    text = run(service, "top", "a.org")
    document = json.loads(run(service, "top", "a.org", "--json"))

    assert f"{PATH}      2  100.0%  [red]A page\n" in text
    assert document["rows"] == [{"name": PATH, "views": 2, "title": "[red]A page"}]
    assert "\x1b" not in text


def test_a_report_can_be_read_after_the_service_has_ended(service: Service) -> None:
    """A report works after the service has ended, which can then start again."""
    before = run(service, "series", "a.org", "--period=7d", "--json")
    service.stop()

    after = run(service, "series", "a.org", "--period=7d", "--json")

    assert after == before
    assert service.start().get("/healthz").status == 200


def test_a_terminal_is_filled_to_its_width_and_no_further(service: Service) -> None:
    """In a terminal a path is cut so that its numbers and bar stay visible."""
    shown = run_in_terminal(service, b"", "top", "a.org")

    (row,) = (line for line in shown.splitlines() if "/long" in line)
    assert "…" in row and "A page" not in row
    assert "\x1b[36m█" in row


def test_deleting_a_site_in_a_terminal_asks_first(service: Service) -> None:
    """Deleting a site in a terminal asks first; the service then forgets it."""
    shown = run_in_terminal(service, b"y\n", "delete", "a.org")

    assert "Delete a.org with its 2 views? [y/N] " in shown
    assert "a.org was deleted (2 views removed)" in shown
    assert run(service, "sites", "--json") == '{\n  "sites": []\n}\n'


def test_an_edit_is_seen_by_the_running_service_at_once(service: Service) -> None:
    """The next view counts on from the number that the owner has given."""
    run(service, "set", "a.org", PATH, "1000")

    connection = service.connect()
    headers = {"Content-Type": "application/json", "User-Agent": "Firefox/140.0"}
    connection.request("POST", "/api/v1/views", VIEW, headers)
    answer = json.load(connection.getresponse())
    connection.close()

    assert answer["page"]["views"] == 1001


def test_a_reader_may_leave_early(service: Service) -> None:
    """``page-tracker sites | true`` is no failure, and no traceback."""
    reading, writing = os.pipe()
    os.close(reading)

    ran = subprocess.run(
        [sys.executable, "-m", "page_tracker", "sites"],
        env=environment(service),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=True,
    )

    os.close(writing)
    assert not ran.stderr
