"""``python -m page_tracker.server.report_process_main``: answers requests of a worker.

Its standard input is a socket to the worker. The process ends when the socket closes.
"""

import io
import os
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from page_tracker import logs
from page_tracker.app import Application, create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# How much lower its priority is than that of the worker, which has views to count.
_NICER = 10


def main() -> None:
    """Answer requests, one at a time, until the socket closes."""
    os.nice(_NICER)
    line = Connection(sys.stdin.fileno())
    settings = line.recv()
    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings)
    try:
        while True:
            line.send(answer(app, line.recv()))
    except (EOFError, OSError):
        pass  # the worker has ended, or does not wait any longer


def answer(
    app: Application, environ: "WSGIEnvironment"
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return status, headers and body of the response to a request without a body."""
    started: list[Any] = []

    def start_response(status: str, headers: list[Any], _info: Any = None, /) -> Any:
        started[:] = status, headers

    streams = {"wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
    body = b"".join(app({**environ, **streams}, start_response))
    status, headers = started
    return status, headers, body


if __name__ == "__main__":
    main()
