"""The intake: validates submitted views and has them recorded, for every endpoint."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from page_tracker.errors import StorageUnavailable
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.forwarding import ForwardingWatch
from page_tracker.ingest.naming import naming_of
from page_tracker.ingest.rate_limit import ViewRateLimit
from page_tracker.ingest.salts import DailySalts
from page_tracker.ingest.sites import SiteAdmission
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage.recording.outcomes import Counted
from page_tracker.storage.recording.recorder import Outcome, Recorder
from page_tracker.tracking.agent import Agent, device_class, revealed
from page_tracker.tracking.headers import ClientHeaders, client_headers, is_image_proxy
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.referrer import is_spam
from page_tracker.tracking.submission import Invalid, Submission
from page_tracker.tracking.view import UNKNOWN, Ignored, Properties, View
from page_tracker.tracking.visitor import page_hash, visitor_hash

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class _Request(NamedTuple):
    """The properties that all views of a request share.

    ``refusal`` is the reason to ignore all of them, or None.
    """

    sender: ClientHeaders
    address: str
    user_agent: str
    country: str
    anonymous: bool
    refusal: str | None


# The properties of a view of an image that a proxy has fetched.
_BEHIND_A_PROXY: dict[str, Any] = {
    "sender": ClientHeaders(
        Agent(UNKNOWN, UNKNOWN, UNKNOWN, bot=False),
        language=UNKNOWN,
        prefetches=False,
        opted_out=False,
    ),
    "country": UNKNOWN,
    "anonymous": True,
    "refusal": None,
}


class Ingest:  # pylint: disable=too-many-instance-attributes  # one for each part
    """Decides whether a view is counted or ignored, and has it recorded.

    ``naming`` holds the rules for the names of pages and sources.
    """

    def __init__(
        self,
        recorder: Recorder,
        countries: Countries,
        settings: Settings,
        meter: Meter | None = None,
    ) -> None:
        self.naming = naming_of(settings)
        self._meter = meter or Meter()
        self._recorder = recorder
        self._countries = countries
        self._settings = settings
        self._salts = DailySalts(recorder)
        self._sites = SiteAdmission(recorder, settings.sites, settings.max_sites)
        self._throttle = ViewRateLimit.of(settings.rate_limit)
        self._is_direct = not settings.trusted_proxies
        self.forwarding = ForwardingWatch()

    def take(
        self,
        environ: "WSGIEnvironment",
        submissions: Sequence[Submission | Invalid],
        *,
        proxied: bool = False,
    ) -> list[Outcome]:
        """Record the views of a request; return their outcomes in order.

        ``proxied`` says that the endpoint serves images, which an image proxy may fetch
        for a person. Such a request is counted as a view without a visitor. An invalid
        view is ignored. Raises :class:`StorageError` if nothing was recorded, and
        :class:`TooOften`.
        """
        request = self._request(environ)
        if self._throttle is not None:
            self._throttle.admit(request.address, len(submissions))
        if proxied and is_image_proxy(request.user_agent):
            request = request._replace(**_BEHIND_A_PROXY)
        entries = [self._entry(request, each) for each in submissions]
        outcomes = self._recorder.record(entries)
        self._meter.views.count([_name(each) for each in outcomes])
        for submitted, outcome in zip(submissions, outcomes, strict=True):
            # Not for events, of which a site may have many before its first view.
            if (
                isinstance(outcome, Counted)
                and outcome.page
                and outcome.site.views == 1
            ):
                self._sites.make_sure(submitted.site)
        return outcomes

    def charge(self, environ: "WSGIEnvironment", views: int = 1) -> None:
        """Take the views of an invalid request from its sender's allowance.

        Call this with 0 views before processing a request that may be invalid. Raises
        :class:`TooOften` if the allowance is used up.
        """
        if self._throttle is not None:
            proxies = self._settings.trusted_proxies
            self._throttle.charge(proxies.client_of(environ), views)

    def _request(self, environ: "WSGIEnvironment") -> _Request:
        client, address = client_headers(environ), environ.get("REMOTE_ADDR", "")
        trusted = False
        if not self._is_direct:
            proxies = self._settings.trusted_proxies
            trusted = proxies.trusts(address)
            address = proxies.client_of(environ)
        if not (trusted or self.forwarding.is_over):
            self.forwarding.observe(environ)
        anonymous = client.opted_out and self._settings.opt_out != "count"
        return _Request(
            client,
            address,
            environ.get("HTTP_USER_AGENT", ""),
            self._countries.country(environ, address, trusted),
            anonymous,
            self._refusal(client, address, anonymous),
        )

    def _refusal(
        self, client: ClientHeaders, address: str, anonymous: bool
    ) -> str | None:
        if client.agent.bot:
            return "bot"
        if client.prefetches:
            return "prefetch"
        if self._settings.own_addresses.contains(address):
            return "own_visit"
        if anonymous and self._settings.opt_out == "ignore":
            return "opted_out"
        return None

    def _entry(
        self, request: _Request, submitted: Submission | Invalid
    ) -> View | Ignored:
        refusal = self._sites.refusal(submitted.site) if submitted.site else "invalid"
        if refusal is not None:
            return Ignored("", refusal)
        if request.refusal is not None:
            return Ignored(submitted.site, request.refusal)
        if isinstance(submitted, Invalid):
            return Ignored(submitted.site, submitted.reason)
        spammers = self._settings.spam_referrers
        if submitted.spam or (spammers and is_spam(submitted.referrer, spammers)):
            return Ignored(submitted.site, "spam_referrer")
        return self._view(request, submitted)

    def _view(self, request: _Request, submitted: Submission) -> View:
        agent = request.sender.agent
        if submitted.touch_points > 1 or submitted.brave:
            agent = revealed(agent, submitted.touch_points, submitted.brave)
        properties = Properties(
            submitted.source,
            submitted.campaign,
            agent.browser,
            agent.system,
            device_class(agent.device, submitted.width),
            submitted.language or request.sender.language,
            request.country,
        )
        return View(
            submitted.site,
            submitted.path,
            properties,
            b"" if request.anonymous else self._visitor(request, submitted),
            submitted.title,
            submitted.event,
        )

    def _visitor(self, request: _Request, submitted: Submission) -> bytes:
        try:
            salt = self._salts.of(local_hour(time.time(), self._settings.timezone).day)
        except StorageUnavailable:
            if not self._recorder.queues:
                raise
            return b""  # the visitor of this view cannot be recognised
        visitor = visitor_hash(
            salt, submitted.site, request.address, request.user_agent
        )
        return visitor + page_hash(visitor, submitted.path)


def _name(outcome: Outcome) -> str:
    """Return the outcome in one word, as used in the metrics."""
    if isinstance(outcome, Ignored):
        return outcome.reason
    return type(outcome).__name__.lower()
