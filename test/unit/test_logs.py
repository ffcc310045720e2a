"""Logs: one event is one line, as text or as JSON."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from page_tracker.logs import configure

# What ends a line, or drives a terminal: C0, DEL, C1, and Unicode's separators; what
# turns the text after it around, or cannot be seen; and halves of characters.
CONTROLS = (
    "\x00\t\n\x0b\x0c\r\x1b\x1c\x7f\x85\x9b\u2028\u2029"
    "\u202e\u2066\u200b\ufeff\U000e0041\ud800\udc80"
)

FORMATS = pytest.mark.parametrize("log_format", ["text", "json"])

Lines = Callable[[], list[str]]

log = logging.getLogger("page_tracker.test")


@pytest.fixture(autouse=True)
def fixture_restored_logging() -> Iterator[None]:
    """Take back what a test configures: logging belongs to the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("waitress.queue").setLevel(logging.NOTSET)


@pytest.fixture(name="lines")
def fixture_lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Return the lines on stderr, in the widest sense of what ends a line."""

    def lines() -> list[str]:
        out, err = capsys.readouterr()
        assert not out
        assert err.endswith("\n")
        return str(err).splitlines()

    return lines


def test_json_is_one_object_with_all_that_is_known(lines: Lines) -> None:
    """Fields stand beside the event, with their types."""
    configure("json", "info")

    log.warning("%d views", 3, extra={"path": "/é", "status": 500, "took": 0.5})

    (line,) = lines()
    event = json.loads(line)
    assert datetime.fromisoformat(event.pop("timestamp")).utcoffset() is not None
    assert event == {
        "event": "3 views",
        "level": "warning",
        "logger": "page_tracker.test",
        "path": "/é",
        "status": 500,
        "took": 0.5,
    }
    assert line.isascii()


def test_text_is_a_line_with_all_that_is_known(lines: Lines) -> None:
    """A text log line has all fields and no colours."""
    configure("text", "info")

    log.warning("%d views", 3, extra={"path": "/é", "status": 500})

    (line,) = lines()
    time, _, rest = line.partition(" ")
    assert datetime.fromisoformat(time).utcoffset() is not None
    assert rest == "[warning] 3 views [page_tracker.test] path=/é status=500"


@FORMATS
def test_each_event_is_one_line_whatever_is_in_it(
    lines: Lines, log_format: str
) -> None:
    """A client can neither forge an entry nor drive the terminal of a reader."""
    configure(log_format, "info")

    log.info("asked for %s", f"/{CONTROLS}", extra={"path": f"/{CONTROLS}"})
    log.info("asked for nothing")

    first, second = lines()
    assert "asked for /" in first and "asked for nothing" in second
    assert not set(CONTROLS) & set(first)
    for code in ("1b", "9b", "2028", "202e", "d800"):
        assert re.search(rf"\\[xu](00)?{code}", first), "it is left out"


@FORMATS
def test_control_characters_inside_of_a_list_are_escaped_too(
    lines: Lines, log_format: str
) -> None:
    """Control characters in a list are escaped too."""
    configure(log_format, "info")

    log.info("asked", extra={"paths": [CONTROLS], "fields": {"path": CONTROLS}})

    (line,) = lines()
    assert not set(CONTROLS) & set(line)


def test_a_traceback_in_json_is_a_field_of_the_same_line(lines: Lines) -> None:
    """In JSON, a traceback is a field of the same line."""
    configure("json", "info")

    _log_a_failure("the cable is cut")

    (line,) = lines()
    event = json.loads(line)
    assert event["event"] == "request failed"
    assert event["exception"].startswith("Traceback (most recent call last):\n")
    assert event["exception"].endswith("\nValueError: the cable is cut")


def test_a_traceback_in_text_follows_its_line(lines: Lines) -> None:
    """In text, a traceback follows its line."""
    configure("text", "info")

    _log_a_failure("the cable is cut")

    first, second, *_, last = lines()
    assert "[error] request failed [page_tracker.test]" in first
    assert second == "Traceback (most recent call last):"
    assert last == "ValueError: the cable is cut"


@FORMATS
def test_the_message_of_an_exception_cannot_drive_a_terminal(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    """Control characters in an exception's message are escaped."""
    configure(log_format, "info")

    _log_a_failure(f"/{CONTROLS}")

    written = capsys.readouterr().err
    assert not set(CONTROLS.replace("\n", "")) & set(written)


@pytest.mark.parametrize(
    ("log_level", "logged"),
    [
        pytest.param("debug", ["debug", "info", "warning", "error"], id="debug"),
        pytest.param("info", ["info", "warning", "error"], id="info"),
        pytest.param("warning", ["warning", "error"], id="warning"),
        pytest.param("error", ["error"], id="error"),
    ],
)
def test_less_than_the_level_is_not_logged(
    lines: Lines, log_level: str, logged: list[str]
) -> None:
    """The level is the least that is logged, for every logger of the process."""
    configure("json", log_level)

    for name in ("debug", "info", "warning", "error"):
        logging.getLogger("waitress").log(getattr(logging, name.upper()), "said")

    assert [json.loads(line)["level"] for line in lines()] == logged


def test_loggers_that_are_there_already_go_on(lines: Lines) -> None:
    """Modules make their loggers when they are imported, before the start."""
    log.info("too early")
    configure("json", "info")
    configure("json", "info")

    log.info("now")

    assert [json.loads(line)["event"] for line in lines()] == ["now"]


def test_a_request_that_waits_for_a_thread_is_no_event(lines: Lines) -> None:
    """A request that waits for a thread is not logged."""
    configure("json", "debug")

    logging.getLogger("waitress.queue").warning("Task queue depth is 1")
    log.info("said")

    assert [json.loads(line)["event"] for line in lines()] == ["said"]


def _log_a_failure(message: str) -> None:
    try:
        raise ValueError(message)
    except ValueError:
        log.exception("request failed")
