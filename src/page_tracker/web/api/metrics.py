"""``GET /metrics``: metrics of the service itself, for Prometheus."""

from typing import TYPE_CHECKING

from page_tracker.errors import NotAllowed, TokenNeeded
from page_tracker.metrics.shared_memory import ProcessCells
from page_tracker.settings import Settings
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NOT_SET_UP = (
    "This is for who runs the service, and no token is configured: set"
    " PAGE_TRACKER_METRICS_TOKEN"
)
_NOT_KNOWN = (
    "This needs PAGE_TRACKER_METRICS_TOKEN, or the owner's token:"
    " Authorization: Bearer TOKEN"
)


class ScraperAccess(OwnerAuth):
    """Admits the scraper's token and the owner's; or everybody, by a setting."""

    def __init__(self, settings: Settings, owner: OwnerAuth) -> None:
        is_public = settings.metrics == "public"
        super().__init__(settings.metrics_token, is_public, settings.trusted_proxies)
        self.has_owner = self.has_owner or owner.has_owner
        self._owner = owner

    def is_token(self, token: bytes) -> bool:
        """Return whether this is one of the two tokens."""
        return super().is_token(token) or self._owner.is_token(token)

    def must_own(self, environ: "WSGIEnvironment") -> None:
        """Return if the sender has a token; raises the errors of :class:`OwnerAuth`."""
        try:
            super().must_own(environ)
        except NotAllowed as exc:
            raise NotAllowed(_NOT_SET_UP) from exc
        except TokenNeeded as exc:
            raise TokenNeeded(_NOT_KNOWN) from exc


class Metrics:
    """Answers with the sums of all worker processes, in any of them."""

    def __init__(self, row: ProcessCells, access: ScraperAccess) -> None:
        self._row = row
        self._access = access

    def get(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Answer in Prometheus's text format, version 0.0.4.

        Raises :class:`TokenNeeded`, :class:`NotAllowed` and :class:`TooOften`.
        """
        self._access.may_read(environ)
        # Only in processes that are asked: it takes a megabyte.
        # pylint: disable-next=import-outside-toplevel
        from page_tracker.metrics import exposition

        return PlainResponse(exposition.text(self._row), exposition.CONTENT_TYPE)
