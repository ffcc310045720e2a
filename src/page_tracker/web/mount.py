"""The path prefix under which browsers find the service.

Endpoints and templates use addresses from the root of the service, such as
``/dashboard``. Every link, redirect or cookie path in a response goes through
:func:`url`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from page_tracker.settings import Settings
from page_tracker.tracking.prefix import parse_prefix, without_prefix
from page_tracker.tracking.proxies import Proxies

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORWARDED = "X_FORWARDED_PREFIX"
"""The header in which a proxy names the prefix, in WSGI's spelling."""

# In an environ whose path has lost its prefix: it must not lose it twice.
_DONE = "page_tracker.prefix"

_prefix: ContextVar[str] = ContextVar("prefix", default="")


def url(address: str) -> str:
    """Return the address for browsers of an address from the root of the service."""
    return _prefix.get() + address


def origin_of(service_url: str | None) -> str | None:
    """Return ``PAGE_TRACKER_URL`` without its path, which :func:`url` adds."""
    return service_url and service_url.removesuffix(urlsplit(service_url).path)


class Mount:
    """Determines the prefix of a request, and removes it from the path.

    The path of ``PAGE_TRACKER_URL`` is the prefix of every request. Without one, a
    trusted proxy may name it in ``X-Forwarded-Prefix``, or a WSGI server that mounts
    the service may name it in ``SCRIPT_NAME``. The path of a request may begin with the
    prefix or not, because some proxies remove it, and others do not.
    """

    def __init__(self, configured: str = "", proxies: Proxies = Proxies()) -> None:
        self._configured = configured
        self._proxies = proxies
        self.is_root = not (configured or proxies)
        """Whether no request has a prefix, unless the server names one."""

    @classmethod
    def of(cls, settings: Settings) -> "Mount":
        """Return the mount that the settings describe."""
        return cls(urlsplit(settings.url or "").path, settings.trusted_proxies)

    def inner_path(self, path: str, headers: Mapping[str, str], peer: str) -> str:
        """Return the path of a request without its prefix.

        Args:
            path: The path of the request.
            headers: The headers by their names in WSGI, without ``HTTP_``.
            peer: The address of the other end of the connection.
        """
        if self.is_root:
            return path
        return without_prefix(path, self._prefix_of(headers.get(FORWARDED), peer))

    @contextmanager
    def entered(self, environ: "WSGIEnvironment") -> Iterator[None]:
        """Remove the prefix from the path in ``environ``; :func:`url` adds it again."""
        prefix = environ.get(_DONE)
        if prefix is None:
            forwarded = environ.get(f"HTTP_{FORWARDED}")
            prefix = self._prefix_of(forwarded, environ.get("REMOTE_ADDR", ""))
            path = without_prefix(environ.get("PATH_INFO", ""), prefix)
            name = quote(environ.get("SCRIPT_NAME", ""), encoding="latin-1")
            prefix = prefix or name.rstrip("/")
            environ |= {_DONE: prefix, "SCRIPT_NAME": prefix, "PATH_INFO": path}
        token = _prefix.set(prefix)
        try:
            yield
        finally:
            _prefix.reset(token)

    def _prefix_of(self, forwarded: str | None, peer: str) -> str:
        if self._configured or not forwarded or not self._proxies.trusts(peer):
            return self._configured
        try:
            return parse_prefix(forwarded)
        except ValueError:
            return ""
