"""The gate: who may see pages that are not for everybody."""

from typing import TYPE_CHECKING, NamedTuple

from page_tracker.errors import NotAllowed, TokenNeeded
from page_tracker.ingest.forwarding import UNTRUSTED_PROXY
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.dashboard.csrf import CsrfTokens
from page_tracker.web.dashboard.session import Sessions

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Viewer(NamedTuple):
    """Who looks at a page.

    ``sign_out`` is the mark of the form that ends their session; a guest has come by a
    share link, and is shown one site alone. ``untrusted_proxy`` is what the owner has
    to set to trust the proxy that views come through.
    """

    may_read: bool
    is_owner: bool = False
    is_guest: bool = False
    may_sign_in: bool = False
    sign_out: str = ""
    untrusted_proxy: str = ""


GUEST = Viewer(may_read=True, is_guest=True)


class Viewers:
    """Knows the owner by a session, or by the token in a header."""

    def __init__(
        self, access: OwnerAuth, sessions: Sessions, forms: CsrfTokens
    ) -> None:
        self._access = access
        self._sessions = sessions
        self._forms = forms

    def viewer(self, environ: "WSGIEnvironment") -> Viewer:
        """Return who sends a request."""
        viewer = self._viewer(environ)
        # Where there is no owner's token, whoever looks may be the owner.
        if viewer.is_owner or not self._access.has_owner:
            return viewer._replace(untrusted_proxy=environ.get(UNTRUSTED_PROXY, ""))
        return viewer

    def _viewer(self, environ: "WSGIEnvironment") -> Viewer:
        session = self._sessions.current(environ)
        if session is not None:
            return Viewer(True, is_owner=True, sign_out=self._forms.mark(session))
        if self._sends_token(environ):
            return Viewer(True, is_owner=True)
        return Viewer(self._access.public, may_sign_in=self._access.has_owner)

    def _sends_token(self, environ: "WSGIEnvironment") -> bool:
        try:
            self._access.must_own(environ)
        except (TokenNeeded, NotAllowed):
            return False
        return True
