"""``/sign-in`` and ``/sign-out``: the owner shows the token once, and is known then."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from page_tracker.tracking.proxies import Proxies
from page_tracker.web.auth import GuessLimit, OwnerAuth
from page_tracker.web.dashboard.csrf import CsrfTokens, read_form
from page_tracker.web.dashboard.figures.links import (
    HOME,
    dashboard_address,
    sign_in_address,
)
from page_tracker.web.dashboard.session import Sessions
from page_tracker.web.dashboard.templates import Pages
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_WRONG = "That token isn’t right."
_STALE = (
    "This form has expired. Try again; if it keeps happening, allow cookies for this"
    " site."
)
_TOO_OFTEN = "Too many attempts. Try again in a minute."


class SigningIn:
    """Begins and ends sessions; without a token there is nobody to sign in."""

    def __init__(
        self,
        access: OwnerAuth,
        sessions: Sessions,
        forms: CsrfTokens,
        pages: Pages,
        proxies: Proxies,
    ) -> None:
        self._access = access
        self._sessions = sessions
        self._forms = forms
        self._pages = pages
        self._proxies = proxies
        self._attempts = GuessLimit()

    def show(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Show the form for the token to who is not signed in yet."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        wanted = dashboard_address(query.get("next", [""])[0])
        if not self._access.has_owner:
            return self._pages.page("no_owner", {}, "403 Forbidden")
        if self._sessions.current(environ) is not None:
            return self._pages.elsewhere(wanted)
        if _is_linked_from_elsewhere(environ) and "again" not in query:
            return self._pages.page(
                "once_more", {"again": sign_in_address(wanted, "1")}
            )
        return self._form(environ, wanted)

    def sign_in(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Begin a session for who sends the token, and go on to what they wanted."""
        if not self._access.has_owner:
            return self._pages.page("no_owner", {}, "403 Forbidden")
        given = read_form(environ)
        wanted = dashboard_address(given.get("next", ""))
        if not self._forms.is_marked_for_stranger(environ, given.get("form", "")):
            return self._form(environ, wanted, "400 Bad Request", _STALE)
        seconds = self._attempts.wait(self._proxies.client_of(environ))
        if seconds:
            return self._refusal(environ, wanted, seconds)
        token = given.get("token", "").strip()
        if not self._access.is_token(token.encode(errors="replace")):
            return self._form(environ, wanted, "403 Forbidden", _WRONG)
        return self._pages.elsewhere(wanted, [self._sessions.begin(environ)])

    def sign_out(self, environ: "WSGIEnvironment") -> PlainResponse:
        """End the session, if one of our pages asks for it."""
        session = self._sessions.current(environ)
        if session is None:
            return self._pages.elsewhere(sign_in_address())
        if not self._forms.is_marked(session, read_form(environ).get("form", "")):
            back = (HOME, "Back to the dashboard")
            return self._pages.problem(
                "400 Bad Request", "You’re still signed in", [_STALE], back
            )
        return self._pages.elsewhere(sign_in_address(), [self._sessions.end(environ)])

    def _form(
        self,
        environ: "WSGIEnvironment",
        wanted: str,
        status: str = "200 OK",
        error: str = "",
        seconds: int = 0,
    ) -> PlainResponse:
        mark, cookie = self._forms.mark_for_stranger(environ)
        later = [("Retry-After", str(seconds))] if seconds else []
        headers = [cookie, *later]
        values = {"form": mark, "next": wanted, "error": error}
        return self._pages.page("sign_in", values, status, headers)

    def _refusal(
        self, environ: "WSGIEnvironment", wanted: str, seconds: int
    ) -> PlainResponse:
        status = "429 Too Many Requests"
        return self._form(environ, wanted, status, _TOO_OFTEN, seconds)


def _is_linked_from_elsewhere(environ: "WSGIEnvironment") -> bool:
    """Return whether a link of another site led here (Fetch Metadata).

    Then the browser has left out the cookie of a session, if there is one.
    """
    return bool(environ.get("HTTP_SEC_FETCH_SITE") == "cross-site")
