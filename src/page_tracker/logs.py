"""Logs: standard logging, rendered by structlog to stderr as text or JSON."""

import logging.config
import sys
from typing import Any

# If structlog found rich, which terminal reports need, it would load it for pretty
# tracebacks, which are not used here: 4 MB in each process.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # "not to be found"
# pylint: disable=wrong-import-position  # see above
import structlog  # noqa: E402
from structlog.typing import EventDict, Processor  # noqa: E402

if sys.modules["rich"] is None:
    del sys.modules["rich"]
# pylint: enable=wrong-import-position


def configure(log_format: str, log_level: str) -> None:
    """Send the logs of the whole process to stderr, as ``text`` or ``json``.

    Fields come from the standard ``extra=`` of a logging call. No caller passes a
    client's address.
    """
    stderr = {"class": "logging.StreamHandler", "formatter": "structured"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": _formatter(log_format)},
            "handlers": {"stderr": stderr},
            "root": {"handlers": ["stderr"], "level": log_level.upper()},
            # This logger warns of each request that waits for a thread, thousands in a
            # busy minute. The other loggers of Waitress stay on.
            "loggers": {"waitress.queue": {"level": "ERROR"}},
        }
    )


def _formatter(log_format: str) -> dict[str, Any]:
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    after: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        *([_as_json] if log_format == "json" else [_escaped, _as_text]),
    ]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": after,
    }


_as_text = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
_render_json = structlog.processors.JSONRenderer()  # its output is ASCII


def _as_json(logger: Any, method: str, event: EventDict) -> str:
    return str(_render_json(logger, method, event)).replace("\x7f", "\\u007f")


def _escaped(_logger: Any, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            # A traceback keeps its line ends.
            kept = "\n" if key == "exception" else ""
            event[key] = "".join(_shown(char, kept) for char in value)
    return event


def _shown(char: str, kept: str) -> str:
    """Escape characters that break a line, drive a terminal, or reverse its text."""
    if char.isprintable() or char in kept:
        return char
    return char.encode("unicode_escape").decode()
