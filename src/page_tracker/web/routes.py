"""The routes: every address of the service, and who answers there."""

from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from page_tracker.web import openapi
from page_tracker.web.api.counter import CounterPage
from page_tracker.web.api.edits import SiteEdits
from page_tracker.web.api.health import Readiness, alive
from page_tracker.web.api.metrics import Metrics, ScraperAccess
from page_tracker.web.api.stats import SiteStats
from page_tracker.web.api.views import ViewIngest
from page_tracker.web.embed.badge import Badges, Hits
from page_tracker.web.embed.badge_options import BadgeNumbers
from page_tracker.web.embed.chart import ChartData, Charts
from page_tracker.web.embed.pixel import Pixel
from page_tracker.web.mount import origin_of
from page_tracker.web.router import Route
from page_tracker.web.services import Services
from page_tracker.web.static_files import SCRIPT, VIEWS, Script

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from page_tracker.web.dashboard.dashboard import DashboardApp
    from page_tracker.web.router import Endpoint, Response

_API = "/api/v1"
_SITE = f"{_API}/sites/{{site}}"


def routes(parts: Services, pages: "LazyPages | None" = None) -> list[Route]:
    """Return all routes of the service."""
    return [
        *_service(parts),
        *_recording(parts),
        *_reading(parts),
        *_owning(parts),
        *_embedding(parts),
        *_images(parts),
        *_people(pages or lazily(parts)),
    ]


def _service(parts: Services) -> Iterator[Route]:
    counter = CounterPage(parts.recorder, parts.reports)
    yield Route("GET", "/", counter.get, inline=True)
    yield Route("HEAD", "/", counter.head)
    yield Route("GET", "/healthz", alive, inline=True)
    readiness = Readiness(parts.watch, parts.recorder, parts.strays)
    yield Route("GET", "/readyz", readiness.get)
    access = ScraperAccess(parts.settings, parts.access)
    yield Route("GET", "/metrics", Metrics(parts.meter.row, access).get)
    yield Route("GET", f"{_API}/openapi.json", openapi.get, shared=True)


def _recording(parts: Services) -> Iterator[Route]:
    recording = ViewIngest(parts.intake, parts.access)
    names = parts.settings.views_path or ()
    named = dict.fromkeys(names, recording.post_under_a_name)
    for path, post in {VIEWS: recording.post, **named}.items():
        yield Route("POST", path, post, inline=True, shared=True)
        yield Route("OPTIONS", path, recording.options, inline=True, shared=True)


def _reading(parts: Services) -> Iterator[Route]:
    shared = parts.access.public
    reading = SiteStats(
        parts.sites,
        parts.rankings,
        parts.access,
        parts.settings.timezone,
        paths=parts.intake.naming.paths,
        week_starts=parts.settings.week_starts,
    )
    endpoints: dict[str, Endpoint] = {
        f"{_API}/sites": reading.sites,
        _SITE: reading.site,
        f"{_SITE}/pages": reading.pages,
        f"{_SITE}/series": reading.series,
        f"{_SITE}/top/{{dimension}}": reading.top,
        f"{_SITE}/ignored": reading.ignored,
    }
    for path, endpoint in endpoints.items():
        yield Route("GET", path, endpoint, offloaded=True, shared=shared)


def _owning(parts: Services) -> Iterator[Route]:
    owning = SiteEdits(parts.edits, parts.access, parts.intake.naming.paths)
    yield Route("POST", f"{_SITE}/pages/set", owning.set_page)
    yield Route("POST", f"{_SITE}/pages/reset", owning.reset_page)
    yield Route("POST", f"{_SITE}/pages/delete", owning.delete_page)
    yield Route("POST", f"{_SITE}/pages/move", owning.move_page)
    yield Route("POST", f"{_SITE}/reset", owning.reset_site)
    yield Route("POST", f"{_SITE}/delete", owning.delete_site)


def _embedding(parts: Services) -> Iterator[Route]:
    """What pages of other sites carry to be counted."""
    names = parts.settings.script_path or ()
    views = (parts.settings.views_path or (VIEWS,))[0]
    # Where the script has a name of its own, the usual one stays what it was.
    addresses = {SCRIPT: VIEWS if names else views, **dict.fromkeys(names, views)}
    for name, target in addresses.items():
        script = Script(name, target)
        yield Route("GET", name, script.get, inline=True, shared=True)
    pixel = Pixel(parts.intake)
    yield Route("GET", "/pixel.gif", pixel.get, inline=True, shared=True)
    yield Route("HEAD", "/pixel.gif", pixel.head, inline=True, shared=True)


def _images(parts: Services) -> Iterator[Route]:
    """Numbers that any page can show as an image."""
    access, settings = parts.access, parts.settings
    calendar = settings.timezone, settings.week_starts
    counts = BadgeNumbers(parts.page_scores, parts.sites, *calendar)
    hits = Hits(parts.intake, counts, access)
    yield Route("GET", "/hit/{site}/{path*}", hits.get, inline=True, shared=True)
    yield Route("HEAD", "/hit/{site}/{path*}", hits.head, inline=True, shared=True)
    histories = ChartData(parts.sites, parts.page_series, *calendar)
    paths = parts.intake.naming.paths
    badges, charts = Badges(counts, access, paths), Charts(histories, access, paths)
    endpoints: dict[str, Endpoint] = {
        "/badge/{site}": badges.site,
        "/badge/{site}/{path*}": badges.page,
        "/chart/{site}": charts.site,
        "/chart/{site}/{path*}": charts.page,
    }
    for path, endpoint in endpoints.items():
        yield Route("GET", path, endpoint, offloaded=True, shared=True)


class LazyPages:
    """The pages for people, made when the first one is asked for.

    Templates take 4 MB, in the processes that show some.
    """

    def __init__(self, make: Callable[[], "DashboardApp"]) -> None:
        self._make = make

    def later(self, find: Callable[["DashboardApp"], "Endpoint"]) -> "Endpoint":
        """Return an endpoint that is found in the pages when it is asked."""

        def answer(environ: "WSGIEnvironment", **names: str) -> "Response":
            return find(self._make())(environ, **names)

        return answer

    def problem(self, status: HTTPStatus, detail: str, exc: Exception) -> "Response":
        """Return the page of an error."""
        return self._make().problems.show(status, detail, exc)


def lazily(parts: Services) -> LazyPages:
    """Return the pages for people on the parts of a service."""

    @cache
    def people() -> "DashboardApp":
        # pylint: disable-next=import-outside-toplevel
        from page_tracker.web.dashboard.dashboard import DashboardApp, DashboardReports

        sources = DashboardReports(
            parts.sites,
            parts.site_pages,
            parts.members,
            parts.page_series,
            parts.glances,
        )
        origin = origin_of(parts.settings.url)
        return DashboardApp(sources, parts.access, parts.settings, origin)

    return LazyPages(people)


def _people(pages: LazyPages) -> Iterator[Route]:
    """Pages for people. Forms are no reports: a process beside gets no body."""
    later = pages.later
    dashboard = {
        "/dashboard": later(lambda found: found.dashboard.sites),
        "/dashboard/{site}": later(lambda found: found.dashboard.site),
        "/share/{site}": later(lambda found: found.dashboard.share),
    }
    for path, endpoint in dashboard.items():
        yield Route("GET", path, endpoint, offloaded=True)
    yield Route("GET", "/sign-in", later(lambda found: found.signing_in.show))
    yield Route("POST", "/sign-in", later(lambda found: found.signing_in.sign_in))
    yield Route("POST", "/sign-out", later(lambda found: found.signing_in.sign_out))
    yield Route("GET", "/static/{name}", later(lambda found: found.files.get))
