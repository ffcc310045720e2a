"""Share links: each opens one site."""

from urllib.parse import parse_qs, urlsplit

import pytest

from page_tracker.web.dashboard.session import Shares, TokenSigner

TOKEN = "correct.horse-battery_staple"


@pytest.fixture(name="shares", scope="module")
def fixture_shares() -> Shares:
    """Those of an owner."""
    return Shares(TokenSigner(TOKEN))


def key_of(address: str) -> str:
    """Return the key in a share link."""
    (key,) = parse_qs(urlsplit(address).query)["key"]
    return key


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("example.com", "/share/example.com"),
        ("localhost:8080", "/share/localhost:8080"),
        ("[::1]:8080", "/share/%5B::1%5D:8080"),
    ],
)
def test_a_link_opens_its_site_in_every_process(
    shares: Shares, site: str, path: str
) -> None:
    """A share link is valid in every process."""
    address = shares.address(site)

    assert urlsplit(address).path == path
    assert Shares(TokenSigner(TOKEN)).opens(site, key_of(address))


def test_a_link_opens_no_other_site_and_ends_with_the_token(shares: Shares) -> None:
    """A share link opens one site only, and ends with the token."""
    key = key_of(shares.address("a.example"))

    assert not shares.opens("b.example", key)
    assert not shares.opens("a.example", "")
    assert not Shares(TokenSigner("another.horse-battery")).opens("a.example", key)
    assert not Shares(TokenSigner(None)).opens("a.example", key)
