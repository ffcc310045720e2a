"""An intake, and a view that a browser sends it."""

from typing import Any

from page_tracker.environment import load
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.tracking.submission import submission
from page_tracker.tracking.view import Ignored, View
from support.agents import FIREFOX
from support.memory import MemoryRecorder

CLIENT = {
    "REMOTE_ADDR": "192.0.2.7",
    "HTTP_USER_AGENT": FIREFOX,
    "HTTP_ACCEPT_LANGUAGE": "de-AT,en;q=0.5",
}
OPTED_OUT = {"HTTP_DNT": "1"}
BOT = {"HTTP_USER_AGENT": "Googlebot/2.1"}
OWN = {"REMOTE_ADDR": "10.1.2.3"}
SPAM = {"referrer": "https://semalt.com/"}
HERE = {"site": "a.org", "path": "/"}


def intake_for(recorder: MemoryRecorder, **variables: str) -> Ingest:
    """Make an intake with settings by their variable without its prefix."""
    settings = load({f"PAGE_TRACKER_{n.upper()}": v for n, v in variables.items()})
    countries = Countries(settings.country_header, lambda address: f"of {address}")
    return Ingest(recorder, countries, settings)


def take(
    recorder: MemoryRecorder,
    environ: dict[str, str] | None = None,
    body: dict[str, Any] | None = None,
    **variables: str,
) -> View | Ignored:
    """Send a view by a browser, but for what is said otherwise."""
    intake = intake_for(recorder, **variables)
    intake.take(CLIENT | (environ or {}), [submission(HERE | (body or {}))])
    (taken,) = recorder.taken
    return taken
