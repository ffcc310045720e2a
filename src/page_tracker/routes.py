"""The routes: every address of the service, and who answers there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from page_tracker.endpoints import description
from page_tracker.endpoints.counter import Counter
from page_tracker.endpoints.health import Readiness, alive
from page_tracker.endpoints.owning import Owning
from page_tracker.endpoints.reading import Reading
from page_tracker.endpoints.recording import Recording
from page_tracker.parts import Parts
from page_tracker.router import Route

if TYPE_CHECKING:
    from page_tracker.router import Endpoint

_API = "/api/v1"
_SITE = f"{_API}/sites/{{site}}"


def routes(parts: Parts) -> list[Route]:
    """Return all routes of the service."""
    return [
        *_service(parts),
        *_recording(parts),
        *_reading(parts),
        *_owning(parts),
    ]


def _service(parts: Parts) -> Iterator[Route]:
    counter = Counter(parts.recorder, parts.reports)
    yield Route("GET", "/", counter.get, inline=True)
    yield Route("HEAD", "/", counter.head)
    yield Route("GET", "/healthz", alive, inline=True)
    yield Route("GET", "/readyz", Readiness(parts.reports).get)
    yield Route("GET", f"{_API}/openapi.json", description.get, shared=True)


def _recording(parts: Parts) -> Iterator[Route]:
    recording, path = Recording(parts.intake), f"{_API}/views"
    yield Route("POST", path, recording.post, inline=True, shared=True)
    yield Route("OPTIONS", path, recording.options, inline=True, shared=True)


def _reading(parts: Parts) -> Iterator[Route]:
    zone, shared = parts.settings.timezone, parts.access.public
    reading = Reading(parts.sites, parts.rankings, parts.access, zone)
    endpoints: dict[str, Endpoint] = {
        f"{_API}/sites": reading.sites,
        _SITE: reading.site,
        f"{_SITE}/pages": reading.pages,
        f"{_SITE}/series": reading.series,
        f"{_SITE}/top/{{dimension}}": reading.top,
        f"{_SITE}/ignored": reading.ignored,
    }
    for path, endpoint in endpoints.items():
        yield Route("GET", path, endpoint, aside=True, shared=shared)


def _owning(parts: Parts) -> Iterator[Route]:
    owning = Owning(parts.edits, parts.access)
    yield Route("POST", f"{_SITE}/pages/set", owning.set_page)
    yield Route("POST", f"{_SITE}/pages/reset", owning.reset_page)
    yield Route("POST", f"{_SITE}/pages/delete", owning.delete_page)
    yield Route("POST", f"{_SITE}/pages/move", owning.move_page)
    yield Route("POST", f"{_SITE}/reset", owning.reset_site)
    yield Route("POST", f"{_SITE}/delete", owning.delete_site)
