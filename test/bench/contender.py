"""A contender: a counter behind HTTP, and the table of those that are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .load import GET, Requests

OURS = "page-tracker"
TWO_WORKERS = "page-tracker-2"
CROWDED = "page-tracker-512"
VIEWS = "page-tracker-views"
UNJOURNALED = "page-tracker-no-journal"
VIEWS_UNJOURNALED = "page-tracker-views-no-journal"
STOCK_WAITRESS = "waitress-4"
FLASK_SYNC = "flask-sync"
FLASK_GTHREAD = "flask-gthread"
FASTAPI = "fastapi"
CEILING = "bare-loop"
WITHOUT_REDIS = "loop-without-redis"


@dataclass(frozen=True)
class Contender:
    """How to start a service; ``{port}`` stands for the port that it is given.

    ``command`` follows the interpreter. ``requests`` and ``connections`` are set where
    the contender is measured with others than the rest.
    """

    name: str
    title: str
    command: str
    environment: Mapping[str, str] = field(default_factory=dict)
    counts: bool = True
    connections: int | None = None
    requests: Requests = GET

    def arguments(self, port: int) -> list[str]:
        """Return the command line after the interpreter."""
        return self.command.format(port=port).split()

    def variables(self, port: int) -> dict[str, str]:
        """Return what the contender adds to the environment."""
        return {
            "PAGE_TRACKER_HOST": "127.0.0.1",
            "PAGE_TRACKER_PORT": str(port),
            "PAGE_TRACKER_LOG_LEVEL": "warning",
            "PAGE_TRACKER_RATE_LIMIT": "off",  # the load comes from one address
            **self.environment,
        }


SERVE = "-m page_tracker serve"
GUNICORN = "-m gunicorn --bind 127.0.0.1:{port} --workers 1"
ONE_WORKER = {"PAGE_TRACKER_WORKERS": "1"}
NO_JOURNAL = {**ONE_WORKER, "PAGE_TRACKER_JOURNAL": "off"}
VIEWS_OF_SITE = Requests("/api/v1/views", script="views.lua", site="example.com")

CONTENDERS = (
    Contender(OURS, "page-tracker, 1 worker", SERVE, ONE_WORKER),
    Contender(
        TWO_WORKERS, "page-tracker, 2 workers", SERVE, {"PAGE_TRACKER_WORKERS": "2"}
    ),
    Contender(
        CROWDED,
        "page-tracker, 512 connections",
        SERVE,
        ONE_WORKER,
        connections=512,
    ),
    Contender(
        VIEWS,
        "page-tracker, views of a site",
        SERVE,
        ONE_WORKER,
        requests=VIEWS_OF_SITE,
    ),
    Contender(UNJOURNALED, "page-tracker, no journal", SERVE, NO_JOURNAL),
    Contender(
        VIEWS_UNJOURNALED,
        "views of a site, no journal",
        SERVE,
        NO_JOURNAL,
        requests=VIEWS_OF_SITE,
    ),
    Contender(STOCK_WAITRESS, "its callable, waitress.serve", "-m stock_waitress"),
    Contender(FLASK_SYNC, "Flask + Gunicorn, sync", f"{GUNICORN} flask_counter:app"),
    Contender(
        FLASK_GTHREAD,
        "Flask + Gunicorn, 8 threads",
        f"{GUNICORN} --worker-class gthread --threads 8 flask_counter:app",
    ),
    Contender(
        FASTAPI,
        "FastAPI + Uvicorn",
        "-m uvicorn --host 127.0.0.1 --port {port} --no-access-log"
        " --log-level warning fastapi_counter:app",
    ),
    Contender(CEILING, "Waitress's loop, no Redis", "-m bare_loop", counts=False),
    Contender(
        WITHOUT_REDIS,
        "own loop, no Redis",
        "-m loop_without_redis",
        {"PAGE_TRACKER_JOURNAL": "off"},
        counts=False,
    ),
)
BY_NAME = {contender.name: contender for contender in CONTENDERS}
