"""The parts of the service that its endpoints are made of."""

from dataclasses import dataclass

from page_tracker.countries import Countries
from page_tracker.endpoints.access import Access
from page_tracker.errors import StartError
from page_tracker.intake import Intake
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage.connection import connect
from page_tracker.storage.edits import Edits
from page_tracker.storage.glances import Glances
from page_tracker.storage.journal.strays import Strays, StrayWatch
from page_tracker.storage.page_scores import PageScores
from page_tracker.storage.page_series import PageSeries
from page_tracker.storage.rankings import Rankings
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.remembered import RememberedRankings
from page_tracker.storage.reports import Reports
from page_tracker.storage.rules import Rules
from page_tracker.storage.site_reports import SiteReports
from page_tracker.storage.watch import StoreWatch, watch_store


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
