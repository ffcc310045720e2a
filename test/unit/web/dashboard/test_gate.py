"""The gate: who sees what."""

import pytest

from page_tracker.ingest.forwarding import UNTRUSTED_PROXY
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.dashboard.csrf import CsrfTokens
from page_tracker.web.dashboard.session import Sessions, TokenSigner
from page_tracker.web.dashboard.viewer import GUEST, Viewer, Viewers

TOKEN = "correct.horse-battery_staple"
PLAIN = {"wsgi.url_scheme": "http"}
BEARER = PLAIN | {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
WRONG = PLAIN | {"HTTP_AUTHORIZATION": "Bearer wrong"}

SIGNATURES = TokenSigner(TOKEN)


def gate(token: str | None, public: bool) -> Viewers:
    """Make a gate; signatures are those of the token."""
    signatures = SIGNATURES if token else TokenSigner(None)
    return Viewers(
        OwnerAuth(token, public), Sessions(signatures), CsrfTokens(signatures)
    )


def signed_in() -> dict[str, str]:
    """Make the environ of a request in a session."""
    _, header = Sessions(SIGNATURES).begin(PLAIN)
    return PLAIN | {"HTTP_COOKIE": header.partition(";")[0]}


@pytest.mark.parametrize("public", [True, False], ids=["public", "private"])
def test_the_owner_is_known_by_a_session_or_by_the_token(public: bool) -> None:
    """The owner is recognised by a session or the token; only a session can end."""
    found, environ = gate(TOKEN, public), signed_in()

    viewer = found.viewer(environ)

    assert viewer.may_read and viewer.is_owner and not viewer.may_sign_in
    session = Sessions(SIGNATURES).current(environ) or ""
    assert CsrfTokens(SIGNATURES).is_marked(session, viewer.sign_out)
    assert found.viewer(BEARER) == Viewer(may_read=True, is_owner=True)


@pytest.mark.parametrize("environ", [PLAIN, WRONG], ids=["nothing", "a wrong token"])
@pytest.mark.parametrize(
    ("token", "public", "viewer"),
    [
        pytest.param(TOKEN, True, Viewer(True, may_sign_in=True), id="public"),
        pytest.param(TOKEN, False, Viewer(False, may_sign_in=True), id="private"),
        pytest.param(None, True, Viewer(True), id="public, without an owner"),
        pytest.param(None, False, Viewer(False), id="private, without an owner"),
    ],
)
def test_a_stranger_sees_what_the_settings_say(
    environ: dict[str, str], token: str | None, public: bool, viewer: Viewer
) -> None:
    """A stranger may read if the settings say so, and may sign in."""
    assert gate(token, public).viewer(environ) == viewer


def test_where_there_is_no_owner_any_more_no_session_holds() -> None:
    """Without a token in the settings, no session is valid."""
    assert gate(None, public=False).viewer(signed_in()) == Viewer(False)


def test_a_guest_reads_and_owns_nothing() -> None:
    """A guest with a share link may read, and is not the owner."""
    assert GUEST.may_read and GUEST.is_guest
    assert not (GUEST.is_owner or GUEST.may_sign_in or GUEST.sign_out)


@pytest.mark.parametrize(
    ("token", "environ", "shown"),
    [
        pytest.param(TOKEN, BEARER, "10.0.0.7", id="the owner"),
        pytest.param(TOKEN, PLAIN, "", id="a stranger"),
        pytest.param(None, PLAIN, "10.0.0.7", id="anybody, without an owner"),
    ],
)
def test_the_owner_is_told_of_an_untrusted_proxy(
    token: str | None, environ: dict[str, str], shown: str
) -> None:
    """The dashboard warns only the owner of an untrusted proxy."""
    noted = environ | {UNTRUSTED_PROXY: "10.0.0.7"}

    assert gate(token, True).viewer(noted).untrusted_proxy == shown
    assert gate(token, True).viewer(environ).untrusted_proxy == ""
