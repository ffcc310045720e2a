"""Pages for people: the dashboard, the way in and out, and their files, all at once."""

from dataclasses import dataclass

from page_tracker.endpoints.access import Access
from page_tracker.endpoints.dashboard import Dashboard
from page_tracker.endpoints.figures.clock import Clock
from page_tracker.endpoints.figures.overview import OverviewReader
from page_tracker.endpoints.figures.page import PageReader
from page_tracker.endpoints.figures.site import SiteReader
from page_tracker.endpoints.files import Files
from page_tracker.endpoints.forms import Forms
from page_tracker.endpoints.gate import Gate
from page_tracker.endpoints.pages import Pages
from page_tracker.endpoints.sessions import Sessions
from page_tracker.endpoints.shares import Shares
from page_tracker.endpoints.signatures import Signatures
from page_tracker.endpoints.signing_in import SigningIn
from page_tracker.endpoints.site_pages import SitePages
from page_tracker.settings import Settings
from page_tracker.storage.glances import Glances
from page_tracker.storage.page_series import PageSeries
from page_tracker.storage.rankings import Rankings
from page_tracker.storage.site_reports import SiteReports


@dataclass(frozen=True)
class Sources:
    """Where the numbers come from."""

    sites: SiteReports
    rankings: Rankings
    series: PageSeries
    glances: Glances


class People:
    """The endpoints behind the pages; ``origin`` is where browsers find the service."""

    def __init__(
        self,
        sources: Sources,
        access: Access,
        settings: Settings,
        origin: str | None = None,
    ) -> None:
        signatures = Signatures(settings.token)
        sessions, forms = Sessions(signatures), Forms(signatures)
        self.files = Files()
        pages = Pages(self.files)
        clock = Clock(settings.timezone, settings.keep_hours_days)
        self.signing_in = SigningIn(
            access, sessions, forms, pages, settings.trusted_proxies
        )
        self.dashboard = Dashboard(
            overview=OverviewReader(
                sources.sites, sources.glances, clock, settings.sites
            ),
            site_pages=SitePages(
                SiteReader(sources.sites, sources.rankings, clock),
                PageReader(sources.sites, sources.series, clock),
                pages,
                origin,
                settings.sites,
            ),
            gate=Gate(access, sessions, forms),
            shares=Shares(signatures),
            pages=pages,
        )
