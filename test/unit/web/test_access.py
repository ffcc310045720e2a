"""Access: the token makes the owner."""

import pytest

from page_tracker.errors import NotAllowed, PageTrackerError, TokenNeeded, TooOften
from page_tracker.tracking.proxies import Proxies
from page_tracker.web.auth import MOST_GUESSES, OwnerAuth

TOKEN = "correct.horse-battery_staple"

PUBLIC = pytest.mark.parametrize("public", [True, False], ids=["public", "private"])


def sent(token: str, scheme: str = "Bearer") -> dict[str, str]:
    """Make the environ of a request with a token, bytes in Latin-1 as WSGI has them."""
    return {"HTTP_AUTHORIZATION": f"{scheme} {token}".encode().decode("latin-1")}


@PUBLIC
@pytest.mark.parametrize(
    "environ",
    [
        pytest.param(sent(TOKEN), id="as in the RFC"),
        pytest.param(sent(TOKEN, "bearer"), id="a scheme in lower case"),
        pytest.param(sent(TOKEN, "BEARER"), id="a scheme in upper case"),
        pytest.param(sent(f"  {TOKEN} "), id="blanks around it"),
    ],
)
def test_the_token_identifies_the_owner_who_may_read(
    environ: dict[str, str], public: bool
) -> None:
    """RFC 6750; the name of a scheme is in any case (RFC 9110, 11.1)."""
    access = OwnerAuth(TOKEN, public)

    access.must_own(environ)
    access.may_read(environ)


STRANGERS = pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="no header"),
        pytest.param({"HTTP_AUTHORIZATION": ""}, id="an empty header"),
        pytest.param({"HTTP_AUTHORIZATION": "Bearer"}, id="no token"),
        pytest.param({"HTTP_AUTHORIZATION": TOKEN}, id="no scheme"),
        pytest.param(sent("wrong"), id="a wrong token"),
        pytest.param(sent(TOKEN[:-1]), id="a part of the token"),
        pytest.param(sent(TOKEN.upper()), id="the token in another case"),
        pytest.param(sent(f"{TOKEN}, Bearer {TOKEN}"), id="two headers in one"),
        pytest.param(sent(TOKEN, "Basic"), id="another scheme"),
        pytest.param(sent("\N{PENSIVE FACE}"), id="bytes above ASCII"),
        pytest.param(
            {"HTTP_AUTHORIZATION": "Bearer \N{PENSIVE FACE}"}, id="a text above Latin-1"
        ),
        pytest.param({"HTTP_AUTHORIZATION": "Bearer \ud800"}, id="half a pair"),
    ],
)


@STRANGERS
@PUBLIC
def test_a_request_without_the_token_is_not_the_owners(
    environ: dict[str, str], public: bool
) -> None:
    """A request without the right token is rejected without failing."""
    with pytest.raises(TokenNeeded, match="Authorization: Bearer TOKEN"):
        OwnerAuth(TOKEN, public).must_own(environ)


@STRANGERS
def test_numbers_are_for_all_only_if_they_are_public(environ: dict[str, str]) -> None:
    """The setting opens the reads, and nothing else."""
    OwnerAuth(TOKEN, public=True).may_read(environ)
    with pytest.raises(TokenNeeded):
        OwnerAuth(TOKEN, public=False).may_read(environ)


def test_a_token_above_ascii_is_compared_by_its_bytes() -> None:
    """The settings refuse one, and yet nothing here may fail over it."""
    access = OwnerAuth("sixteen \N{PENSIVE FACE}s here", public=False)

    access.must_own(sent("sixteen \N{PENSIVE FACE}s here"))
    with pytest.raises(TokenNeeded):
        access.must_own(sent("sixteen \N{SLEEPING FACE}s here"))


@pytest.mark.parametrize("token", [None, ""], ids=["none", "an empty one"])
@pytest.mark.parametrize(
    "environ",
    [{}, {"HTTP_AUTHORIZATION": "Bearer "}, sent(TOKEN)],
    ids=["nothing sent", "an empty token sent", "a token sent"],
)
def test_without_a_configured_token_nobody_is_the_owner(
    token: str | None, environ: dict[str, str]
) -> None:
    """The refusal says what to set, as no token would help."""
    OwnerAuth(token, public=True).may_read(environ)
    with pytest.raises(NotAllowed, match="set PAGE_TRACKER_TOKEN$"):
        OwnerAuth(token, public=True).must_own(environ)
    with pytest.raises(NotAllowed, match="set PAGE_TRACKER_TOKEN$"):
        OwnerAuth(token, public=False).may_read(environ)


@PUBLIC
def test_whether_numbers_are_public_can_be_asked(public: bool) -> None:
    """Whether numbers are public can be queried."""
    assert OwnerAuth(TOKEN, public).public is public


@pytest.mark.parametrize(
    ("configured", "given", "is_token"),
    [
        pytest.param(TOKEN, TOKEN.encode(), True, id="the token"),
        pytest.param(TOKEN, b"wrong", False, id="another"),
        pytest.param(TOKEN, b"", False, id="nothing"),
        pytest.param(None, b"", False, id="nothing, where there is none"),
        pytest.param(None, TOKEN.encode(), False, id="any, where there is none"),
    ],
)
def test_a_token_that_came_another_way_can_be_checked(
    configured: str | None, given: bytes, is_token: bool
) -> None:
    """A token from a form can be checked."""
    access = OwnerAuth(configured, public=True)

    assert access.is_token(given) is is_token
    assert access.has_owner is (configured is not None)


@pytest.mark.parametrize("environ", [{}, sent("wrong")], ids=["none", "a wrong one"])
def test_neither_token_is_in_an_error_or_kept(environ: dict[str, str]) -> None:
    """Errors are answered and logged; memory is dumped."""
    access = OwnerAuth(TOKEN, public=False)

    with pytest.raises(PageTrackerError) as raised:
        access.must_own(environ)

    assert "wrong" not in str(raised.value)
    assert TOKEN not in repr(vars(access))


def guess(access: OwnerAuth, address: str = "192.0.2.1", **more: str) -> None:
    """Send as many wrong tokens as one address may."""
    for _ in range(MOST_GUESSES):
        with pytest.raises(TokenNeeded):
            access.must_own(sent("wrong") | {"REMOTE_ADDR": address} | more)


def test_who_guesses_too_often_has_to_wait_also_with_the_right_token() -> None:
    """After too many guesses even the right token must wait."""
    access = OwnerAuth(TOKEN, public=False)
    guess(access)

    for token in ("wrong", TOKEN):
        with pytest.raises(TooOften) as refused:
            access.must_own(sent(token) | {"REMOTE_ADDR": "192.0.2.1"})
        assert 0 < refused.value.seconds <= 60


def test_who_guesses_keeps_nobody_else_out() -> None:
    """Guesses from other addresses never delay the owner."""
    access = OwnerAuth(TOKEN, public=False)
    for number in range(50):
        guess(access, f"198.51.100.{number}")

    access.must_own(sent(TOKEN) | {"REMOTE_ADDR": "192.0.2.1"})


@pytest.mark.parametrize("peer", ["2001:db8::2", "localhost"])
def test_guesses_of_a_household_or_a_socket_are_counted_together(peer: str) -> None:
    """Guesses from a household, or from a Unix socket, count together."""
    access = OwnerAuth(TOKEN, public=False)
    guess(access, "2001:db8::1" if ":" in peer else peer)

    with pytest.raises(TooOften):
        access.must_own(sent(TOKEN) | {"REMOTE_ADDR": peer})


def test_guesses_behind_a_proxy_are_those_of_the_client() -> None:
    """Guesses behind a trusted proxy count for the client."""
    access = OwnerAuth(TOKEN, public=False, proxies=Proxies(hops=1))
    guess(access, HTTP_X_FORWARDED_FOR="198.51.100.1")

    with pytest.raises(TooOften):
        access.must_own(sent(TOKEN) | {"HTTP_X_FORWARDED_FOR": "198.51.100.1"})
    access.must_own(sent(TOKEN) | {"HTTP_X_FORWARDED_FOR": "198.51.100.2"})


def test_the_right_token_and_none_at_all_are_no_guesses() -> None:
    """Requests with the right token, or without one, are no guesses."""
    access = OwnerAuth(TOKEN, public=False)

    for _ in range(100):
        access.must_own(sent(TOKEN))
        with pytest.raises(TokenNeeded):
            access.must_own({})
