"""The parts of the service that its endpoints are made of."""

from dataclasses import dataclass

from page_tracker.errors import StartError
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Intake
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage.client import connect
from page_tracker.storage.edits import Edits
from page_tracker.storage.health.watch import StoreWatch, watch_store
from page_tracker.storage.journal.strays import Strays, StrayWatch
from page_tracker.storage.recording.limits import Rules
from page_tracker.storage.recording.page_counts import PageScores
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.rankings import Rankings, RememberedRankings
from page_tracker.storage.reports.sites import Glances, Reports, SiteReports
from page_tracker.web.auth import Access


@dataclass(frozen=True)
class Parts:  # pylint: disable=too-many-instance-attributes  # as there are parts
    """One of each, all on one store."""

    settings: Settings
    meter: Meter
    recorder: Recorder
    intake: Intake
    reports: Reports
    sites: SiteReports
    rankings: Rankings
    page_series: PageSeries
    page_scores: PageScores
    glances: Glances
    edits: Edits
    access: Access
    watch: StoreWatch
    strays: StrayWatch


def assemble(settings: Settings, meter: Meter) -> Parts:
    """Make the parts; nothing is connected before the first request needs it.

    Raises :class:`StartError`.
    """
    if not settings.redis_url:  # only the command starts a store of its own
        raise StartError("REDIS_URL: a store must be named")
    client = connect(settings.redis_url, settings.redis_timeout)
    watch, rules = watch_store(client, settings, meter), Rules.of(settings)
    recorder = Recorder(client, settings.redis_timeout, rules, meter, watch)
    countries = Countries.open(settings.country_header, settings.country_database)
    return Parts(
        settings=settings,
        meter=meter,
        recorder=recorder,
        intake=Intake(recorder, countries, settings, meter),
        reports=Reports(client),
        sites=SiteReports(client),
        rankings=RememberedRankings(client),
        page_series=PageSeries(client),
        page_scores=PageScores(recorder),
        glances=Glances(client),
        edits=Edits(client),
        access=Access(
            settings.token, settings.reading == "public", settings.trusted_proxies
        ),
        watch=watch,
        strays=StrayWatch(Strays.of(settings)),
    )
