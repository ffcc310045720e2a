"""Kinds of options: the texts that they take, and those that they refuse."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from page_tracker.errors import SettingError
from page_tracker.options import (
    DIRECTORY,
    FILE,
    FILE_MODE,
    HEADER,
    HOST,
    NETWORKS,
    PROXIES,
    SERVICE_URL,
    SITES,
    STORE_URL,
    TIME_ZONE,
    TOKEN,
    Kind,
    Option,
    choice,
    each,
    either,
    seconds,
    whole,
)
from page_tracker.tracking.networks import Networks
from page_tracker.tracking.proxies import Proxies

WHOLE = whole(1, 65535)
SECONDS = seconds(0.05, 60)
WORD = choice("text", "json")
EITHER = either("auto", whole(1, 256))
EACH = each(int, "whole numbers")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        pytest.param(WHOLE, "1", 1, id="the lowest whole number"),
        pytest.param(WHOLE, "65535", 65535, id="the highest whole number"),
        pytest.param(SECONDS, "0.05", 0.05, id="the shortest duration"),
        pytest.param(SECONDS, "60", 60.0, id="the longest duration"),
        pytest.param(WORD, "text", "text", id="the first word"),
        pytest.param(WORD, "json", "json", id="the last word"),
        pytest.param(EITHER, "auto", "auto", id="the word that stands for itself"),
        pytest.param(EITHER, "256", 256, id="a number instead of the word"),
        pytest.param(STORE_URL, "redis://h/2", "redis://h/2", id="a database"),
        pytest.param(
            STORE_URL,
            "rediss://h?ssl_cert_reqs=none",
            "rediss://h?ssl_cert_reqs=none",
            id="an option of TLS",
        ),
        pytest.param(
            STORE_URL,
            "rediss+sentinel://u:p@h1,h2:1/m/2?ssl_cert_reqs=none",
            "rediss+sentinel://u:p@h1,h2:1/m/2?ssl_cert_reqs=none",
            id="Sentinels",
        ),
        pytest.param(SERVICE_URL, "http://a.org", "http://a.org", id="an origin"),
        pytest.param(
            SERVICE_URL,
            "https://A.org/Stats/v1.0/",
            "https://a.org/Stats/v1.0",
            id="one with a path",
        ),
        pytest.param(
            SERVICE_URL,
            "https://A.org:8443/",
            "https://a.org:8443",
            id="one with a port",
        ),
        pytest.param(HOST, "localhost", "localhost", id="a host name"),
        pytest.param(HOST, "::1", "::1", id="an IPv6 address"),
        pytest.param(FILE, "/run/s", Path("/run/s"), id="a file"),
        pytest.param(DIRECTORY, "data/x", Path("data/x"), id="a relative directory"),
        pytest.param(EACH, "7", frozenset({7}), id="a list of one"),
        pytest.param(EACH, "1, 2,1", frozenset({1, 2}), id="a list with blanks"),
        pytest.param(
            SITES,
            "Example.COM, b.org:8080",
            frozenset({"example.com", "b.org:8080"}),
            id="sites",
        ),
        pytest.param(
            TIME_ZONE, "Europe/Berlin", ZoneInfo("Europe/Berlin"), id="a time zone"
        ),
        pytest.param(PROXIES, "2", Proxies(hops=2), id="so many proxies"),
        pytest.param(
            PROXIES,
            "10.0.0.0/8, ::1",
            Proxies(networks=Networks.parse("10.0.0.0/8, ::1")),
            id="the networks of proxies",
        ),
        pytest.param(
            NETWORKS, "192.0.2.1", Networks.parse("192.0.2.1"), id="an address"
        ),
        pytest.param(HEADER, "CF-IPCountry", "CF-IPCountry", id="a header"),
        pytest.param(HEADER, "x" * 64, "x" * 64, id="the longest header"),
        pytest.param(TOKEN, "a" * 16, "a" * 16, id="the shortest token"),
        pytest.param(
            TOKEN, "AZaz09._~+/-0000=", "AZaz09._~+/-0000=", id="all characters"
        ),
    ],
)
def test_a_text_that_is_allowed_becomes_a_value(
    kind: Kind, text: str, value: object
) -> None:
    """Each kind parses what its words promise, up to both ends of its range."""
    parsed = kind.parse(text)

    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(WHOLE, "0", id="a whole number below the range"),
        pytest.param(WHOLE, "65536", id="a whole number above the range"),
        pytest.param(WHOLE, "80.0", id="a fraction"),
        pytest.param(WHOLE, "1_0", id="a number as in a program"),
        pytest.param(FILE_MODE, "888", id="a mode with digits that are not octal"),
        pytest.param(FILE_MODE, "rw-rw----", id="a mode in letters"),
        pytest.param(WHOLE, "\u0668", id="a digit of another script"),
        pytest.param(WHOLE, "9" * 5000, id="more digits than Python reads"),
        pytest.param(SECONDS, "0.049", id="a duration that is too short"),
        pytest.param(SECONDS, "60.1", id="a duration that is too long"),
        pytest.param(SECONDS, "nan", id="no number"),
        pytest.param(SECONDS, "inf", id="infinity"),
        pytest.param(SECONDS, "1s", id="a unit"),
        pytest.param(WORD, "xml", id="another word"),
        pytest.param(WORD, "JSON", id="a word in capitals"),
        pytest.param(EITHER, "Auto", id="neither the word nor a number"),
        pytest.param(EITHER, "257", id="the word's other kind, out of its range"),
        pytest.param(STORE_URL, "redis://h/main", id="a database without a number"),
        pytest.param(STORE_URL, "redis://h?protocol=3", id="an option of the driver"),
        pytest.param(HOST, " ", id="a blank host"),
        pytest.param(HOST, "a\nb", id="a host of two lines"),
        pytest.param(FILE, "a\x00b", id="a file with a NUL"),
        pytest.param(FILE, "~no-such-user/s", id="a file of a user who is not there"),
        pytest.param(DIRECTORY, "\t", id="a blank directory"),
        pytest.param(EACH, "1,x", id="a list with one that is wrong"),
        pytest.param(EACH, "1,,2", id="a list with a gap"),
        pytest.param(SERVICE_URL, "a.org", id="an origin without a scheme"),
        pytest.param(SERVICE_URL, "ftp://a.org", id="an origin of another scheme"),
        pytest.param(SERVICE_URL, "https://", id="an origin without a host"),
        pytest.param(SERVICE_URL, "https://me@a.org", id="an origin with a user"),
        pytest.param(SERVICE_URL, "https://a.org//evil.org", id="two slashes"),
        pytest.param(SERVICE_URL, "https://a.org/a//b", id="an empty segment"),
        pytest.param(SERVICE_URL, "https://a.org/a/../b", id="a segment that climbs"),
        pytest.param(SERVICE_URL, "https://a.org/./b", id="a segment that stays"),
        pytest.param(SERVICE_URL, "https://a.org/%2e%2e", id="an escaped segment"),
        pytest.param(SERVICE_URL, 'https://a.org/a"b', id="a quote"),
        pytest.param(SERVICE_URL, "https://a.org/a'b", id="another quote"),
        pytest.param(SERVICE_URL, "https://a.org/<b>", id="markup"),
        pytest.param(SERVICE_URL, "https://a.org/a b", id="a blank"),
        pytest.param(SERVICE_URL, "https://a.org/a;b", id="the end of a cookie's path"),
        pytest.param(SERVICE_URL, "https://a.org/a\\b", id="a backslash"),
        pytest.param(SERVICE_URL, "https://a.org/a\nb", id="a line end"),
        pytest.param(SERVICE_URL, "https://a.org/caf\u00e9", id="another script"),
        pytest.param(SERVICE_URL, f"https://a.org/{'a' * 200}", id="a long path"),
        pytest.param(SERVICE_URL, "https://a.org/api", id="a path of the service"),
        pytest.param(SERVICE_URL, "https://a.org/stats?", id="an empty query"),
        pytest.param(SERVICE_URL, "https://a.org/stats?a=b", id="a query"),
        pytest.param(SERVICE_URL, "https://a.org/stats#a", id="a fragment"),
        pytest.param(SERVICE_URL, "https://a{b", id="an origin with an odd host"),
        pytest.param(SITES, "a.org,", id="a list that ends with a comma"),
        pytest.param(SITES, "https://a.org", id="an address instead of a site"),
        pytest.param(TIME_ZONE, "Europe/Nowhere", id="an unknown zone"),
        pytest.param(TIME_ZONE, "Europe", id="a directory of zones"),
        pytest.param(TIME_ZONE, "../etc/passwd", id="a file outside"),
        pytest.param(PROXIES, "0", id="no proxy"),
        pytest.param(PROXIES, "17", id="too many proxies"),
        pytest.param(PROXIES, "localhost", id="a proxy by its name"),
        pytest.param(NETWORKS, "10.0.0.1/8", id="a network with bits after its prefix"),
        pytest.param(HEADER, "", id="a header without a name"),
        pytest.param(HEADER, "CF_IPCountry", id="a header that no proxy lets through"),
        pytest.param(HEADER, "x" * 65, id="a header that is too long"),
        pytest.param(TOKEN, "a" * 15, id="a token that can be guessed"),
        pytest.param(TOKEN, "a" * 16 + "\n", id="a token of two lines"),
        pytest.param(TOKEN, "a blank in a token", id="a token with a blank"),
        pytest.param(TOKEN, "=" * 16, id="a token of nothing but padding"),
        pytest.param(TOKEN, "é" * 16, id="a token that clients spell differently"),
    ],
)
def test_a_text_that_is_not_allowed_is_a_value_error(kind: Kind, text: str) -> None:
    """Every invalid text raises a ValueError."""
    with pytest.raises(ValueError):
        kind.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("redis://localhost", id="a host"),
        pytest.param("redis://user:secret@db.example:6380/2", id="everything"),
        pytest.param("rediss://:secret@[::1]:6379", id="TLS and IPv6"),
        pytest.param("unix:///run/valkey.sock?db=1", id="a socket file"),
    ],
)
def test_the_url_of_a_store_is_taken_as_it_is(text: str) -> None:
    """The URL of a store reaches the driver unchanged."""
    assert STORE_URL.parse(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("localhost:6379", id="no scheme"),
        pytest.param("http://localhost", id="another scheme"),
        pytest.param("redis://", id="no host"),
        pytest.param("unix://", id="no socket file"),
        pytest.param("redis://localhost:65536", id="a port above the range"),
        pytest.param("redis://localhost:six", id="a port in letters"),
        pytest.param("redis://[::1", id="half a bracket"),
        pytest.param("redis://local\nhost", id="two lines"),
        pytest.param("redis+sentinel://h1,h2", id="Sentinels without a name"),
        pytest.param(
            "redis+sentinel://h1/m/one", id="a database of Sentinels in letters"
        ),
    ],
)
def test_the_url_of_anything_else_is_refused(text: str) -> None:
    """A store that could never be reached is refused at the start, not at a view."""
    with pytest.raises(ValueError):
        STORE_URL.parse(text)


@pytest.mark.parametrize("scheme", ["redis+cluster", "rediss+cluster"])
def test_a_cluster_is_rejected_with_advice(scheme: str) -> None:
    """The URL of a cluster is rejected with a message that names alternatives."""
    with pytest.raises(SettingError, match="^REDIS_URL: Redis Cluster is not support"):
        STORE_URL.parse(f"{scheme}://h1,h2")


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        pytest.param(WHOLE, "a whole number from 1 to 65535", id="whole numbers"),
        pytest.param(SECONDS, "a number of seconds from 0.05 to 60", id="durations"),
        pytest.param(WORD, "text or json", id="words"),
        pytest.param(EITHER, "auto or a whole number from 1 to 256", id="either"),
        pytest.param(EACH, "whole numbers, separated by commas", id="lists"),
        pytest.param(
            TOKEN,
            "at least 16 characters: letters, digits, and . _ ~ + / -",
            id="tokens",
        ),
        pytest.param(choice("a", "b", "c"), "a, b or c", id="three words"),
    ],
)
def test_a_kind_says_in_words_what_it_takes(kind: Kind, allowed: str) -> None:
    """The same words stand in the help, in the docs and in the error."""
    assert kind.allowed == allowed


@pytest.mark.parametrize("kind", [FILE, DIRECTORY], ids=["a file", "a directory"])
def test_a_tilde_is_the_home_of_the_user(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compose and systemd pass a tilde on as it is; no shell has expanded it."""
    monkeypatch.setenv("HOME", "/home/ada")

    assert kind.parse("~/data") == Path("/home/ada/data")


@pytest.mark.parametrize(
    ("variable", "flag"),
    [
        pytest.param("REDIS_URL", "--redis-url", id="a name of its own"),
        pytest.param("PAGE_TRACKER_PORT", "--port", id="a name with the prefix"),
        pytest.param("PAGE_TRACKER_LOG_LEVEL", "--log-level", id="two words"),
    ],
)
def test_a_flag_is_spelt_like_its_variable_without_the_prefix(
    variable: str, flag: str
) -> None:
    """A flag is spelt like its variable, without the prefix."""
    assert Option(variable, HOST, "a meaning").flag == flag
