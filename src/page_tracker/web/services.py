"""The objects that the endpoints share."""

from dataclasses import dataclass

from page_tracker.errors import StartError
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage.client import connect_store
from page_tracker.storage.edits import Edits
from page_tracker.storage.health.watch import StoreWatch, watch_store
from page_tracker.storage.journal.strays import Strays, StrayWatch
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.members import MemberReports
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.rankings import CachedRankings, Rankings
from page_tracker.storage.reports.site_page import SitePageReports
from page_tracker.storage.reports.sites import PlainCounter, SiteReports, SiteSummaries
from page_tracker.web.auth import OwnerAuth


@dataclass(frozen=True)
class Services:  # pylint: disable=too-many-instance-attributes  # as there are parts
    """One object of each kind, all on one store."""

    settings: Settings
    meter: Meter
    recorder: Recorder
    intake: Ingest
    reports: PlainCounter
    sites: SiteReports
    rankings: Rankings
    site_pages: SitePageReports
    members: MemberReports
    page_series: PageSeries
    page_scores: PageCounts
    glances: SiteSummaries
    edits: Edits
    access: OwnerAuth
    watch: StoreWatch
    strays: StrayWatch


def build_services(settings: Settings, meter: Meter) -> Services:
    """Create the objects; nothing connects before the first request needs it.

    Raises :class:`StartError`.
    """
    if not settings.redis_url:  # only the command starts an embedded store
        raise StartError("REDIS_URL: must be set")
    client = connect_store(settings)
    rankings = CachedRankings(client)
    watch, rules = watch_store(client, settings, meter), RecordingLimits.of(settings)
    recorder = Recorder(client, settings.redis_timeout, rules, meter, watch)
    countries = Countries.open(settings.country_header, settings.country_database)
    return Services(
        settings=settings,
        meter=meter,
        recorder=recorder,
        intake=Ingest(recorder, countries, settings, meter),
        reports=PlainCounter(client),
        sites=SiteReports(client),
        rankings=rankings,
        site_pages=SitePageReports(client, rankings),
        members=MemberReports(client),
        page_series=PageSeries(client),
        page_scores=PageCounts(recorder),
        glances=SiteSummaries(client),
        edits=Edits(client),
        access=OwnerAuth(
            settings.token, settings.reading == "public", settings.trusted_proxies
        ),
        watch=watch,
        strays=StrayWatch(Strays.of(settings)),
    )
