"""Sites: one spelling for each, and nothing that is no site."""

import pytest
from hypothesis import given

from page_tracker.tracking.site import MAX_HOST, canonical_site, domains, split_url
from support.hostile import HUGE, hostile_texts


@pytest.mark.parametrize(
    ("text", "site"),
    [
        pytest.param("example.com", "example.com", id="a host name"),
        pytest.param("WWW.Example.COM", "www.example.com", id="in capitals"),
        pytest.param(" \texample.com\r\n", "example.com", id="between blanks"),
        pytest.param("example.com.", "example.com", id="a dot at the end"),
        pytest.param("localhost", "localhost", id="this machine"),
        pytest.param("intranet:8000", "intranet:8000", id="a single label"),
        pytest.param("my_site.example.com", "my_site.example.com", id="an underscore"),
        pytest.param("r3---sn-4g5e.example", "r3---sn-4g5e.example", id="hyphens"),
        pytest.param("4chan.example", "4chan.example", id="a leading digit"),
        pytest.param("example.com:80", "example.com", id="the port of http"),
        pytest.param("example.com:443", "example.com", id="the port of https"),
        pytest.param("example.com:8080", "example.com:8080", id="another port"),
        pytest.param("example.com.:08080", "example.com:8080", id="leading zeros"),
        pytest.param("example.com:", "example.com", id="an empty port"),
        pytest.param("example.com:65535", "example.com:65535", id="the last port"),
        pytest.param("bücher.example", "xn--bcher-kva.example", id="an umlaut"),
        pytest.param("BU\u0308CHER.example", "xn--bcher-kva.example", id="apart"),
        pytest.param("XN--Bcher-KVA.example", "xn--bcher-kva.example", id="encoded"),
        pytest.param("пример.рф:81", "xn--e1afmkfd.xn--p1ai:81", id="Cyrillic"),
        pytest.param("例え。テスト", "xn--r8jz45g.xn--zckzah", id="an ideographic dot"),
        pytest.param("ｅｘａｍｐｌｅ.com", "example.com", id="wide letters"),
        pytest.param("xn--i-7iq.ws", "xn--i-7iq.ws", id="an emoji, encoded"),
        pytest.param("127.0.0.1:5000", "127.0.0.1:5000", id="IPv4"),
        pytest.param("１２７.0.0.1", "127.0.0.1", id="IPv4 in wide digits"),
        pytest.param("[::1]", "[::1]", id="IPv6"),
        pytest.param("[2001:DB8:0:0::0001]:443", "[2001:db8::1]", id="IPv6, long"),
        pytest.param("[::1]:8080", "[::1]:8080", id="IPv6 with a port"),
        pytest.param("a" * 63 + ".example", "a" * 63 + ".example", id="a long label"),
        pytest.param("a." * 126 + "a.:8080", "a." * 126 + "a:8080", id="a long name"),
    ],
)
def test_a_site_has_one_spelling(text: str, site: str) -> None:
    """All spellings of a site have one canonical form."""
    assert canonical_site(text) == site
    assert canonical_site(site) == site


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" ", id="a blank"),
        pytest.param(".", id="a dot"),
        pytest.param(":80", id="only a port"),
        pytest.param("example.com..", id="two dots at the end"),
        pytest.param(".example.com", id="a dot before"),
        pytest.param("a..b", id="an empty label"),
        pytest.param("a b", id="a space"),
        pytest.param("a\x00b", id="NUL"),
        pytest.param("\x1fa", id="a control that counts as a blank"),
        pytest.param("a\nb", id="two lines"),
        pytest.param("example.com\x85", id="a control beyond ASCII"),
        pytest.param("{a}", id="braces"),
        pytest.param("pt:{a}", id="the name of a key"),
        pytest.param("a/b", id="a path"),
        pytest.param("a\\b", id="a backslash"),
        pytest.param("http://a", id="a URL"),
        pytest.param("me@a", id="a user"),
        pytest.param("a?b", id="a query"),
        pytest.param("a%41", id="an escape"),
        pytest.param("a,b", id="a list"),
        pytest.param("*.example.com", id="a pattern"),
        pytest.param("-a.com", id="a hyphen before"),
        pytest.param("a-.com", id="a hyphen after"),
        pytest.param("a:0", id="no port"),
        pytest.param("a:65536", id="beyond the ports"),
        pytest.param("a:000080", id="a long port"),
        pytest.param("a:8x", id="a port with letters"),
        pytest.param("a:٨٠", id="a port in other digits"),
        pytest.param("a:80:80", id="two ports"),
        pytest.param("::1", id="IPv6 without brackets"),
        pytest.param("[::1", id="an open bracket"),
        pytest.param("[bad", id="an open bracket and letters"),
        pytest.param("[::1]x", id="more after a bracket"),
        pytest.param("[]", id="empty brackets"),
        pytest.param("[fe80::1%eth0]", id="a zone"),
        pytest.param("[127.0.0.1]", id="IPv4 in brackets"),
        pytest.param("[::1/64]", id="a network"),
        pytest.param("256.0.0.1", id="no IPv4"),
        pytest.param("127.1", id="a short IPv4"),
        pytest.param("127.0.0.01", id="an octal IPv4"),
        pytest.param("2130706433", id="an IPv4 as a number"),
        pytest.param("a" * 64 + ".com", id="a long label"),
        pytest.param("a." * 127 + "a", id="a long name"),
        pytest.param("ü" * 63, id="a long label once encoded"),
        pytest.param(("ü" * 20 + ".") * 12, id="a long name once encoded"),
        pytest.param("\ud800.com", id="a lone surrogate"),
        pytest.param("a\u202eb.com", id="a direction"),
        pytest.param("\xad", id="nothing once mapped"),
        pytest.param("℀.com", id="a sign that hides a slash"),
        pytest.param("a／b", id="a wide slash"),
        pytest.param("❤.ws", id="an emoji, which IDNA 2008 leaves out"),
        pytest.param("xn--\xfc.com", id="encoded and not"),
        pytest.param("אa.com", id="two directions"),
    ],
)
def test_a_text_that_is_no_site_is_rejected_without_being_quoted(text: str) -> None:
    """The reason can be shown to the sender, and logged."""
    with pytest.raises(ValueError) as caught:
        canonical_site(text)

    assert str(caught.value) == "must be a host name"


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["a", "ü", ".", "[", ":", "\u0301\u0316", "a.", " "])
def test_a_huge_text_is_no_site(piece: str) -> None:
    """A huge text is rejected before it is processed."""
    with pytest.raises(ValueError, match="must be a host name"):
        canonical_site(piece * HUGE)


@given(text=hostile_texts)
def test_every_site_is_short_and_canonical(text: str) -> None:
    """A canonical site is short ASCII without braces and blanks."""
    try:
        site = canonical_site(text)
    except ValueError:
        return

    assert canonical_site(site) == site
    assert 0 < len(site) <= MAX_HOST + len(":65535")
    assert not set(site) - set("abcdefghijklmnopqrstuvwxyz0123456789-_.:[]")


@pytest.mark.parametrize(
    ("url", "site", "rest"),
    [
        pytest.param("https://a.com/b?c=d", "a.com", "/b?c=d", id="a page"),
        pytest.param("HTTP://A.com:80", "a.com", "", id="only a host"),
        pytest.param("http://a.com?b", "a.com", "?b", id="only a query"),
        pytest.param("http://a.com#b?c/d", "a.com", "", id="only a fragment"),
        pytest.param(" https://a.com/b%2f\n", "a.com", "/b%2f", id="between blanks"),
        pytest.param("https://[::1]:81//x#y", "[::1]:81", "//x", id="IPv6"),
        pytest.param("https://a.com/@b:c\n\ud800", "a.com", "/@b:c\n\ud800", id="raw"),
    ],
)
def test_a_url_is_a_site_and_a_path(url: str, site: str, rest: str) -> None:
    """A client may send the address of a page as it stands."""
    assert split_url(url) == (site, rest)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("", "an http or https URL", id="nothing"),
        pytest.param("a.com/b", "an http or https URL", id="no scheme"),
        pytest.param("//a.com/b", "an http or https URL", id="any scheme"),
        pytest.param("/b", "an http or https URL", id="a path"),
        pytest.param("ftp://a.com/b", "an http or https URL", id="another scheme"),
        pytest.param("javascript:alert(1)", "an http or https URL", id="a script"),
        pytest.param("httpſ://a.com/b", "an http or https URL", id="a long s"),
        pytest.param("http:///b", "a host name", id="no host"),
        pytest.param("http://[bad", "a host name", id="an open bracket"),
        pytest.param("http://a.com\\b", "a host name", id="a backslash"),
        pytest.param("http://google.com@a.com/", "a host name", id="a user"),
    ],
)
def test_a_url_of_no_page_is_rejected(url: str, reason: str) -> None:
    """The reason says what was expected, and does not quote what came."""
    with pytest.raises(ValueError) as caught:
        split_url(url)

    assert str(caught.value) == f"must be {reason}"


def test_a_host_is_in_its_domains() -> None:
    """A host is in all of its domains."""
    assert list(domains("a.b.c")) == ["a.b.c", "b.c", "c"]
