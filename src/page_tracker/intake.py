"""The intake: from what a client sent to what is recorded, for every way in."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from page_tracker.countries import Countries
from page_tracker.settings import Settings
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.salts import Salts
from page_tracker.storage.sites import Sites
from page_tracker.storage.standing import Counted
from page_tracker.tracking.agent import Agent, agent
from page_tracker.tracking.device import device_class
from page_tracker.tracking.hours import moment
from page_tracker.tracking.language import language
from page_tracker.tracking.referrer import is_spam
from page_tracker.tracking.refusal import is_prefetch, opted_out
from page_tracker.tracking.submission import Submission
from page_tracker.tracking.view import Ignored, Properties, View
from page_tracker.tracking.visitor import page_hash, visitor_hash

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What became of a view.
Outcome = Counted | Ignored


class _Sender(NamedTuple):
    """Who sends a request, and what that says of all views in it."""

    address: str
    user_agent: str
    agent: Agent
    language: str
    country: str
    anonymous: bool
    refusal: str | None


class Intake:
    """Decides what becomes of a view, and has it recorded."""

    def __init__(
        self, recorder: Recorder, countries: Countries, settings: Settings
    ) -> None:
        self._recorder = recorder
        self._countries = countries
        self._settings = settings
        self._salts = Salts(recorder)
        self._sites = Sites(recorder, settings.sites, settings.max_sites)

    def take(
        self, environ: "WSGIEnvironment", submissions: Sequence[Submission]
    ) -> list[Outcome]:
        """Record what a request submits; returns what became of each, in order.

        Raises :class:`StorageError` when it was not recorded.
        """
        sender = self._sender(environ)
        entries = [self._entry(sender, each) for each in submissions]
        return self._recorder.record(entries)

    def _sender(self, environ: "WSGIEnvironment") -> _Sender:
        peer = environ.get("REMOTE_ADDR", "")
        proxies = self._settings.trusted_proxies
        address = proxies.client_address(peer, environ.get("HTTP_X_FORWARDED_FOR"))
        user_agent = environ.get("HTTP_USER_AGENT", "")
        found = agent(user_agent)
        anonymous = self._settings.opt_out != "count" and opted_out(environ)
        return _Sender(
            address=address,
            user_agent=user_agent,
            agent=found,
            language=language(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            country=self._countries.country(environ, address, proxies.trusts(peer)),
            anonymous=anonymous,
            refusal=self._refusal(environ, address, found, anonymous),
        )

    def _refusal(
        self, environ: "WSGIEnvironment", address: str, found: Agent, anonymous: bool
    ) -> str | None:
        if found.bot:
            return "bot"
        if is_prefetch(environ):
            return "prefetch"
        if self._settings.own_addresses.contains(address):
            return "own_visit"
        if anonymous and self._settings.opt_out == "ignore":
            return "opted_out"
        return None

    def _entry(self, sender: _Sender, submitted: Submission) -> View | Ignored:
        refusal = self._sites.refusal(submitted.site)
        if refusal is not None:
            return Ignored("", refusal)
        if sender.refusal is not None:
            return Ignored(submitted.site, sender.refusal)
        if is_spam(submitted.referrer, self._settings.spam_referrers):
            return Ignored(submitted.site, "spam_referrer")
        return self._view(sender, submitted)

    def _view(self, sender: _Sender, submitted: Submission) -> View:
        properties = Properties(
            submitted.source,
            submitted.campaign,
            sender.agent.browser,
            sender.agent.system,
            device_class(sender.agent.device, submitted.width),
            submitted.language or sender.language,
            sender.country,
        )
        visitor = b"" if sender.anonymous else self._visitor(sender, submitted)
        return View(
            submitted.site,
            submitted.path,
            properties,
            visitor,
            submitted.title,
            submitted.event,
        )

    def _visitor(self, sender: _Sender, submitted: Submission) -> bytes:
        salt = self._salts.of(moment(time.time(), self._settings.timezone).day)
        site, path = submitted.site, submitted.path
        visitor = visitor_hash(salt, site, sender.address, sender.user_agent)
        return visitor + page_hash(visitor, path)
