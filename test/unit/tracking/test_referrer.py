"""Referrers: the name that the source of a view is counted under."""

import pytest
from hypothesis import given

from page_tracker.tracking.referrer import DIRECT, INTERNAL, MAX_NAME, referrer_name
from support.hostile import HUGE, hostile_texts

SITE = "example.com"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("  ", id="blanks"),
        pytest.param("?a#b", id="only a query"),
        pytest.param("blog.example", id="no scheme"),
        pytest.param("//blog.example/a", id="any scheme"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("data:text/html,a", id="data"),
        pytest.param("file:///home/me/secret.html", id="a file"),
        pytest.param("about:blank", id="a blank page"),
        pytest.param("http://[bad", id="an open bracket"),
        pytest.param("http://", id="no host"),
        pytest.param("https://a b/", id="a space in the host"),
        pytest.param("https://google.com@evil.example/", id="a user"),
        pytest.param("https://\ud800.example/", id="a lone surrogate"),
        pytest.param("https://❤.example/", id="a host that cannot be encoded"),
        pytest.param("android-app://", id="no app"),
        pytest.param("android-app://app", id="no package"),
        pytest.param("android-app://com.a@b/", id="more than a package"),
        pytest.param("https://" + "a" * HUGE, id="a huge host"),
    ],
)
def test_without_a_referrer_that_says_anything_a_visit_is_direct(text: str) -> None:
    """A visit without a usable referrer is direct."""
    assert referrer_name(text, SITE) == DIRECT


@pytest.mark.parametrize(
    ("text", "site"),
    [
        pytest.param("https://example.com/a?b#c", "example.com", id="the same host"),
        pytest.param("HTTP://EXAMPLE.com.:80", "example.com", id="spelt otherwise"),
        pytest.param("https://www.example.com/", "example.com", id="www before it"),
        pytest.param("https://example.com/", "www.example.com", id="www before ours"),
        pytest.param("http://localhost:81/a", "localhost:81", id="the same port"),
        pytest.param("https://google.com/a", "google.com", id="a known source's own"),
        pytest.param("https://bücher.example/", "xn--bcher-kva.example", id="encoded"),
    ],
)
def test_a_page_of_the_site_itself_is_internal(text: str, site: str) -> None:
    """A referrer on the site itself is internal."""
    assert referrer_name(text, site) == INTERNAL


@pytest.mark.parametrize(
    ("text", "site"),
    [
        pytest.param("https://blog.a-b.org/one", "a-b.org", id="a subdomain"),
        pytest.param("https://x.y.a-b.org/", "www.a-b.org", id="one below that"),
        pytest.param("http://s.a-b.org:81/", "a-b.org:81", id="one on the same port"),
        pytest.param("https://other.org/b", "a-b.org", id="another site of the owner"),
        pytest.param("https://www.other.org/", "a-b.org", id="the same with www"),
        pytest.param("https://third.org/", "a-b.org", id="the same without www"),
        pytest.param(
            "https://a--b-org.translate.goog/x?_x_tr_sl=auto",
            "a-b.org",
            id="translated",
        ),
        pytest.param(
            "https://www-a--b-org.translate.goog/", "a-b.org", id="translated with www"
        ),
        pytest.param(
            "https://xn----bcher--kva-de.translate.goog/",
            "xn--bcher-kva.de",
            id="translated with an umlaut",
        ),
        pytest.param("https://other-org.translate.goog/", "a-b.org", id="both"),
        pytest.param("https://a--b-org.cdn.ampproject.org/", "a-b.org", id="AMP"),
        pytest.param(
            "https://a--b-org.cdn.ampproject.org/c/s/a-b.org/x", "a-b.org", id="a cache"
        ),
        pytest.param("https://cdn.ampproject.org/v/a-b.org", "a-b.org", id="a path"),
        pytest.param("https://a--b-org.bing-amp.com/", "a-b.org", id="Bing"),
        pytest.param(
            "https://www.google.co.uk/amp/s/a-b.org/amp/x", "a-b.org", id="a viewer"
        ),
        pytest.param(
            "https://web.archive.org/web/2020*/https://a-b.org/x", "a-b.org", id="copy"
        ),
        pytest.param(
            "https://web.archive.org/web/20200101000000if_/http:/www.A-B.org:80",
            "a-b.org",
            id="a copy of the page alone",
        ),
        pytest.param(
            "https://web.archive.org/save/a-b.org/x", "a-b.org", id="a new copy"
        ),
    ],
)
def test_an_own_page_is_internal_wherever_it_is_shown(text: str, site: str) -> None:
    """Subdomains, other sites of the owner, and copies by others of the site."""
    own = frozenset({"other.org", "www.third.org"})

    assert referrer_name(text, site, own) == INTERNAL


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("https://nota-b.org/", "nota-b.org", id="ends like ours"),
        pytest.param("https://org/", "org", id="the domain above"),
        pytest.param("https://b.other.org/", "b.other.org", id="below another site"),
        pytest.param(
            "https://c--b-org.translate.goog/x",
            "c--b-org.translate.goog/x",
            id="another translated site",
        ),
        pytest.param(
            "https://web.archive.org/web/2020/https://c.org/x",
            "web.archive.org/web/2020/https:/c.org/x",
            id="a copy of another site",
        ),
        pytest.param(
            "https://web.archive.org/web/2020/https://a b/",
            "web.archive.org/web/2020/https:/a%20b",
            id="a copy of nothing",
        ),
        pytest.param(
            "https://web.archive.org/", "web.archive.org", id="the archive itself"
        ),
        pytest.param(
            "https://evil.org/web/2020/https://a-b.org/",
            "evil.org/web/2020/https:/a-b.org",
            id="another archive",
        ),
    ],
)
def test_a_page_of_others_is_not_internal(text: str, name: str) -> None:
    """A referrer on another site is not internal, even if it shows pages of many."""
    assert referrer_name(text, "a-b.org", frozenset({"other.org"})) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("android-app://m.facebook.com/", "Facebook", id="a host"),
        pytest.param("android-app://www.reddit.com", "Reddit", id="with www"),
        pytest.param("android-app://com.facebook.katana/", "Facebook", id="a package"),
        pytest.param("android-app://m.b.example/", "m.b.example", id="neither"),
    ],
)
def test_an_app_may_name_itself_by_its_host(text: str, name: str) -> None:
    """An app may name itself by a host instead of its package."""
    assert referrer_name(text, SITE) == name


def test_a_host_is_named_in_the_letters_that_its_owner_chose() -> None:
    """A host is named in the letters that its owner chose."""
    assert referrer_name("https://кц.рф/страница", SITE) == "кц.рф/страница"
    assert referrer_name("https://xn--j1ay.xn--p1ai/", SITE) == "кц.рф"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("https://blog.example/a/b", "blog.example/a/b", id="a page"),
        pytest.param("https://blog.example", "blog.example", id="a host"),
        pytest.param("https://blog.example/", "blog.example", id="its first page"),
        pytest.param("http://Blog.Example/a/?b=c#d", "blog.example/a", id="a query"),
        pytest.param("https://blog.example?b", "blog.example", id="only a query"),
        pytest.param("https://www.blog.example/a", "blog.example/a", id="www"),
        pytest.param("https://m.blog.example/a", "blog.example/a", id="for phones"),
        pytest.param("https://amp.blog.example/a", "blog.example/a", id="AMP"),
        pytest.param("https://m.de/a", "m.de/a", id="a short name"),
        pytest.param("http://example.com:81/", "example.com:81", id="another port"),
        pytest.param(
            "https://blog.example//a/../b c", "blog.example/b%20c", id="paths"
        ),
        pytest.param("https://b.example/%D0%BC%d0%b8", "b.example/ми", id="escapes"),
        pytest.param(
            "https://b.example/\x00\u202e", "b.example/%00%E2%80%AE", id="ctl"
        ),
        pytest.param("https://bücher.de/", "bücher.de", id="an umlaut"),
        pytest.param("http://[::1]:81/a", "[::1]:81/a", id="IPv6"),
        pytest.param("https://github.com/a/b", "GitHub", id="a repository"),
        pytest.param(
            "https://docs.google.com/d/1", "docs.google.com/d/1", id="no search"
        ),
        pytest.param(
            "https://google.com.evil.example", "google.com.evil.example", id="g"
        ),
        pytest.param("https://notx.com/", "notx.com", id="ends like a known one"),
        pytest.param("android-app://org.Example.App/", "org.example.app", id="an app"),
        pytest.param(
            "https://b.example/" + "a" * 300, "b.example/" + "a" * 190, id="cut"
        ),
    ],
)
def test_a_referrer_is_named_by_host_and_path(text: str, name: str) -> None:
    """A referrer is named by host and path, without its query."""
    assert referrer_name(text, SITE) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("https://www.google.com/search?q=a", "Google", id="a search"),
        pytest.param("https://www.google.co.uk/", "Google", id="Google in a country"),
        pytest.param("https://google.de:443/", "Google", id="Google in another"),
        pytest.param("https://cn.bing.com/search", "Bing", id="a host of a source"),
        pytest.param("https://m.baidu.com/s", "Baidu", id="for phones"),
        pytest.param("https://l.facebook.com/l.php?u=a", "Facebook", id="a way out"),
        pytest.param("https://lm.facebook.com/l.php", "Facebook", id="another way out"),
        pytest.param("https://t.co/abc", "X", id="a short link"),
        pytest.param("https://old.reddit.com/r/a/", "Reddit", id="old Reddit"),
        pytest.param("https://mail.google.com/mail/u/0/", "Gmail", id="mail"),
        pytest.param("https://gemini.google.com/app", "Gemini", id="an assistant"),
        pytest.param("android-app://com.reddit.frontpage", "Reddit", id="an app"),
        pytest.param(
            "android-app://com.google.android.googlequicksearchbox/https/google.com",
            "Google",
            id="an app with a page",
        ),
        pytest.param(" android-app://com.Slack/ ", "Slack", id="an app in capitals"),
    ],
)
def test_a_known_source_has_one_name(text: str, name: str) -> None:
    """People ask how many came from Google, not from which of its hosts."""
    assert referrer_name(text, SITE) == name


@given(text=hostile_texts)
def test_whatever_comes_a_name_is_safe_and_short(text: str) -> None:
    """A referrer is written by the client, who may be anyone."""
    for prefix in ("", "https://", "https://a.example/", "android-app://com.a"):
        name = referrer_name(prefix + text, SITE)

        assert 0 < len(name) <= MAX_NAME
        assert name.isprintable() and name.encode()
        assert "?" not in name and "#" not in name


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["a", "%C3", "\u0301\u0316", "/..", "?", "\ud800"])
def test_a_huge_referrer_takes_no_longer_than_a_long_one(piece: str) -> None:
    """Only the beginning of a huge referrer is read."""
    name = referrer_name("https://blog.example/" + piece * HUGE, SITE)

    assert name.startswith("blog.example")
    assert len(name) <= MAX_NAME
