"""Sessions: who is known again, and for how long."""

import time

import pytest

from page_tracker.web.dashboard.session import LIFE, Sessions, TokenSigner

TOKEN = "correct.horse-battery_staple"
PLAIN = {"wsgi.url_scheme": "http"}


@pytest.fixture(name="sessions", scope="module")
def fixture_sessions() -> Sessions:
    """Those of an owner."""
    return Sessions(TokenSigner(TOKEN))


def sent_back(header: tuple[str, str]) -> dict[str, str]:
    """Make the environ of a request that brings a cookie that was set."""
    return PLAIN | {"HTTP_COOKIE": header[1].partition(";")[0]}


def test_a_session_is_valid_in_every_process(sessions: Sessions) -> None:
    """A session is valid in every process, and each one is distinct."""
    one, two = sessions.begin(PLAIN), sessions.begin(PLAIN)

    names = [
        Sessions(TokenSigner(TOKEN)).current(sent_back(each)) for each in (one, two)
    ]

    assert names[0] and names[1] and names[0] != names[1]


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="none"),
        pytest.param("page_tracker_session=", id="an empty one"),
        pytest.param("page_tracker_session=abc.def.ghi", id="a made-up one"),
        pytest.param("page_tracker_session=\xff", id="bytes"),
    ],
)
def test_a_stranger_has_no_session(sessions: Sessions, cookie: str) -> None:
    """A stranger has no session, whatever they send."""
    assert sessions.current(PLAIN | {"HTTP_COOKIE": cookie}) is None


def test_a_session_lasts_thirty_days(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session expires after thirty days, on both sides."""
    header = sessions.begin(PLAIN)
    began = int(time.time())

    assert f"Max-Age={30 * 24 * 3600}" in header[1]
    monkeypatch.setattr("time.time", lambda: began + LIFE - 1)
    assert sessions.current(sent_back(header)) is not None
    monkeypatch.setattr("time.time", lambda: began + LIFE + 2)
    assert sessions.current(sent_back(header)) is None


def test_another_token_ends_all_sessions(sessions: Sessions) -> None:
    """Changing the token ends all sessions."""
    header = sessions.begin(PLAIN)

    after = Sessions(TokenSigner("another.horse-battery_staple"))

    assert after.current(sent_back(header)) is None


def test_the_end_of_a_session_removes_its_cookie(sessions: Sessions) -> None:
    """Signing out removes the cookie."""
    header = sessions.end(PLAIN)

    assert "page_tracker_session=;" in header[1] and "Max-Age=0" in header[1]
    assert sessions.current(sent_back(header)) is None
