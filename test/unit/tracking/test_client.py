"""Clients: nobody is believed who is not trusted."""

import pytest

from page_tracker.tracking.proxies import MOST_ENTRIES, Proxies

CLIENT = "203.0.113.7"
PROXY = "10.0.0.1"
INNER = "10.0.0.2"
FORGED = "198.51.100.1"
LISTED = "10.0.0.0/8, fd00::/8"


@pytest.mark.parametrize("forwarded_for", [None, "", FORGED, f"{FORGED}, {CLIENT}"])
@pytest.mark.parametrize("peer", [CLIENT, "2001:db8::1", "localhost"])
def test_who_trusts_nobody_only_knows_the_peer(
    peer: str, forwarded_for: str | None
) -> None:
    """If no proxy is trusted, the client is the peer."""
    proxies = Proxies.parse("")

    assert proxies.client_address(peer, forwarded_for) == peer
    assert not proxies.trusts(peer)


@pytest.mark.parametrize(
    ("hops", "forwarded_for", "client"),
    [
        pytest.param("1", CLIENT, CLIENT, id="one proxy"),
        pytest.param(" 1 ", CLIENT, CLIENT, id="a number with spaces"),
        pytest.param("1", f"{FORGED}, {CLIENT}", CLIENT, id="and a forged entry"),
        pytest.param("2", f"{FORGED},{CLIENT},{INNER}", CLIENT, id="two proxies"),
        pytest.param("16", f"{CLIENT}, {INNER}", CLIENT, id="fewer than trusted"),
        pytest.param("1", None, PROXY, id="no header"),
        pytest.param("1", "", PROXY, id="an empty header"),
        pytest.param("1", "unknown", PROXY, id="no address"),
        pytest.param("2", f"unknown, {INNER}", INNER, id="no address to the left"),
        pytest.param("3", f"{FORGED}, ?, {INNER}", INNER, id="nor beyond it"),
    ],
)
def test_so_many_proxies_are_trusted(
    hops: str, forwarded_for: str | None, client: str
) -> None:
    """With a number of proxies, as many entries are trusted, whatever they are."""
    assert Proxies.parse(hops).client_address(PROXY, forwarded_for) == client


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        pytest.param(PROXY, CLIENT, CLIENT, id="one proxy"),
        pytest.param(PROXY, f"{CLIENT}, {INNER}", CLIENT, id="two proxies"),
        pytest.param(PROXY, f"{FORGED}, {CLIENT}", CLIENT, id="a forged entry"),
        pytest.param(PROXY, f"{FORGED}, {CLIENT}, {INNER}", CLIENT, id="behind two"),
        pytest.param(PROXY, f"{PROXY}, {INNER}", PROXY, id="only proxies"),
        pytest.param(PROXY, None, PROXY, id="no header"),
        pytest.param(PROXY, f"{CLIENT}, ?", PROXY, id="no address"),
        pytest.param(PROXY, f"?, {INNER}", INNER, id="no address to the left"),
        pytest.param(CLIENT, FORGED, CLIENT, id="a peer that is not trusted"),
        pytest.param("FD00::1", "2001:DB8::1", "2001:db8::1", id="version 6"),
        pytest.param("::ffff:10.0.0.1", CLIENT, CLIENT, id="a proxy as 4 in 6"),
        pytest.param(f"::ffff:{CLIENT}", FORGED, CLIENT, id="a client as 4 in 6"),
        pytest.param("localhost", CLIENT, CLIENT, id="a Unix socket"),
        pytest.param("localhost", None, "localhost", id="a Unix socket alone"),
        pytest.param("localhost", f"{CLIENT}, {INNER}", CLIENT, id="a socket and more"),
    ],
)
def test_the_first_who_is_not_trusted_is_the_client(
    peer: str, forwarded_for: str | None, client: str
) -> None:
    """The client is the first untrusted address from the right."""
    assert Proxies.parse(LISTED).client_address(peer, forwarded_for) == client


@pytest.mark.parametrize(
    ("entry", "client"),
    [
        pytest.param(f"{CLIENT}:567", CLIENT, id="a port"),
        pytest.param(f" {CLIENT}:567 ", CLIENT, id="spaces"),
        pytest.param("[2001:DB8::1]:567", "2001:db8::1", id="version 6 with a port"),
        pytest.param("[2001:db8::1]", "2001:db8::1", id="brackets alone"),
        pytest.param("2001:db8::1", "2001:db8::1", id="version 6 alone"),
        pytest.param("::ffff:203.0.113.7", CLIENT, id="4 in 6"),
        pytest.param("[::ffff:203.0.113.7]:1", CLIENT, id="4 in 6 with a port"),
        pytest.param(f"{CLIENT}:", PROXY, id="no port after the colon"),
        pytest.param(f"{CLIENT}:http", PROXY, id="a port that is no number"),
        pytest.param(f"{CLIENT}:123456", PROXY, id="too long a port"),
        pytest.param("[2001:db8::1", PROXY, id="an open bracket"),
        pytest.param("[]:1", PROXY, id="empty brackets"),
        pytest.param(":80", PROXY, id="a port alone"),
        pytest.param("[::1]x", PROXY, id="something after the bracket"),
        pytest.param("_hidden", PROXY, id="a proxy that hides its client"),
    ],
)
def test_an_entry_may_have_a_port(entry: str, client: str) -> None:
    """An entry may have a port; one that is no address ends the search."""
    assert Proxies.parse("1").client_address(PROXY, entry) == client


def test_only_the_last_entries_of_a_long_header_are_looked_at() -> None:
    """A header can hold thousands, and the walk runs for every view."""
    proxies = Proxies.parse("10.0.0.0/8")
    entries = [f"10.1.0.{number}" for number in range(MOST_ENTRIES)]

    client = proxies.client_address(PROXY, ",".join([CLIENT, CLIENT, *entries]))

    assert client == "10.1.0.0"


@pytest.mark.parametrize(
    ("text", "peer", "trusted"),
    [
        pytest.param("1", CLIENT, True, id="a number trusts every peer"),
        pytest.param("1", "localhost", True, id="also on a Unix socket"),
        pytest.param(LISTED, PROXY, True, id="a listed proxy"),
        pytest.param(LISTED, "fd00::1", True, id="a listed proxy of version 6"),
        pytest.param(LISTED, "localhost", True, id="a Unix socket"),
        pytest.param(LISTED, CLIENT, False, id="somebody else"),
    ],
)
def test_other_headers_can_ask_whether_the_peer_is_trusted(
    text: str, peer: str, trusted: bool
) -> None:
    """A country in a header is as easy to forge as an address."""
    assert Proxies.parse(text).trusts(peer) is trusted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0", id="none by number"),
        pytest.param("17", id="too many"),
        pytest.param("9" * 5000, id="far too many"),
        pytest.param("-1", id="a negative number"),
        pytest.param("1.5", id="a fraction"),
        pytest.param("٣", id="another digit"),
        pytest.param("1, 2", id="two numbers"),
        pytest.param("proxy.example", id="a name"),
        pytest.param("10.0.0.1/8", id="bits after the prefix"),
        pytest.param("10.0.0.1,", id="an empty entry"),
    ],
)
def test_a_setting_with_a_mistake_is_refused(text: str) -> None:
    """An invalid setting of trusted proxies is rejected."""
    with pytest.raises(ValueError):
        Proxies.parse(text)
