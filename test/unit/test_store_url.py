"""A URL of Sentinels names several hosts, and says how to talk to the primary."""

import pytest

from page_tracker.store_url import node_url, parse_sentinel_url


@pytest.mark.parametrize(
    ("url", "hosts", "node"),
    [
        (
            "redis+sentinel://h1,H2:26380,h3/my.master",
            (("h1", 26379), ("h2", 26380), ("h3", 26379)),
            "redis://primary/0",
        ),
        (
            "rediss+sentinel://user:p%40ss@h1/m/3",
            (("h1", 26379),),
            "rediss://user:p%40ss@primary/3",
        ),
        (
            "redis+sentinel://:secret@[::1]:1,[2001:db8::1]/m?ssl_cert_reqs=none",
            (("::1", 1), ("2001:db8::1", 26379)),
            "redis://:secret@primary/0?ssl_cert_reqs=none",
        ),
    ],
)
def test_the_hosts_are_those_of_the_sentinels_and_the_rest_is_for_the_primary(
    url: str, hosts: tuple[tuple[str, int], ...], node: str
) -> None:
    """User, password, database and TLS options are those of the primary server."""
    found = parse_sentinel_url(url)

    assert found is not None
    assert (found.hosts, found.node_url) == (hosts, node)
    assert found.primary.startswith("m")
    assert found.is_encrypted == url.startswith("rediss")
    assert node_url(url) == node


def test_a_url_of_one_server_is_left_as_it_is() -> None:
    """A URL of a single server is not parsed as one of Sentinels."""
    assert parse_sentinel_url("redis://h1/0") is None
    assert node_url("redis://h1/0") == "redis://h1/0"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("redis+sentinel://h1", id="no name of a primary server"),
        pytest.param("redis+sentinel://h1/a b", id="a name with a blank"),
        pytest.param("redis+sentinel:///m", id="no host"),
        pytest.param("redis+sentinel://h1,,h2/m", id="an empty host"),
        pytest.param("redis+sentinel://h1:x/m", id="a port that is no number"),
        pytest.param("redis+sentinel://h1:0/m", id="port 0"),
        pytest.param("redis+sentinel://h1:65536/m", id="a port out of range"),
        pytest.param("redis+sentinel://::1/m", id="an IPv6 address without brackets"),
    ],
)
def test_a_url_without_sense_is_refused(url: str) -> None:
    """A start ends with one line, instead of a service that finds no store."""
    with pytest.raises(ValueError):
        parse_sentinel_url(url)
