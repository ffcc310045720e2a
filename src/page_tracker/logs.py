"""Logs: standard logging, rendered by structlog to stderr as text or JSON."""

import logging.config
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# C0, DEL and C1 control characters, which could break a line or drive a terminal.
_CONTROLS = {
    code: f"\\x{code:02x}"
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}


def one_line(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Escape control characters in an event, so that one event stays one line."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = value.translate(_CONTROLS)
    return event


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, one_line, _json()]
    return [one_line, _text()]


def _json() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _text() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=False,
        pad_event_to=0,
        pad_level=False,
        exception_formatter=structlog.dev.plain_traceback,
    )


def configure(log_format: str, log_level: str) -> None:
    """Send the logs of the whole process to stderr, as ``text`` or ``json``.

    Fields come from the standard ``extra=`` of a logging call. No caller passes a
    client's address.
    """
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(log_format),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": formatter},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "structured"}
            },
            "root": {"handlers": ["stderr"], "level": log_level.upper()},
        }
    )
