"""The table of sources that people know under one name."""

import pytest

from page_tracker.tracking.site import canonical_site
from page_tracker.tracking.sources import (
    APPS,
    DOMAINS,
    HOSTS,
    known_app,
    known_host,
)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("google.com", "Google", id="Google"),
        pytest.param("google.com.au", "Google", id="Google in a country"),
        pytest.param("duckduckgo.com", "DuckDuckGo", id="DuckDuckGo"),
        pytest.param("de.search.yahoo.com", "Yahoo", id="Yahoo"),
        pytest.param("yandex.com.tr", "Yandex", id="Yandex"),
        pytest.param("ecosia.org", "Ecosia", id="Ecosia"),
        pytest.param("lite.qwant.com", "Qwant", id="Qwant"),
        pytest.param("search.brave.com", "Brave Search", id="Brave"),
        pytest.param("kagi.com", "Kagi", id="Kagi"),
        pytest.param("search.naver.com", "Naver", id="Naver"),
        pytest.param("search.seznam.cz", "Seznam", id="Seznam"),
        pytest.param("out.reddit.com", "Reddit", id="Reddit"),
        pytest.param("news.ycombinator.com", "Hacker News", id="Hacker News"),
        pytest.param("lnkd.in", "LinkedIn", id="LinkedIn"),
        pytest.param("youtu.be", "YouTube", id="YouTube"),
        pytest.param("l.instagram.com", "Instagram", id="Instagram"),
        pytest.param("pinterest.co.uk", "Pinterest", id="Pinterest"),
        pytest.param("wa.me", "WhatsApp", id="WhatsApp"),
        pytest.param("web.telegram.org", "Telegram", id="Telegram"),
        pytest.param(
            "eur01.safelinks.protection.outlook.com", "Outlook", id="a checked link"
        ),
        pytest.param("mail.yahoo.com", "Yahoo Mail", id="Yahoo Mail"),
        pytest.param("chat.openai.com", "ChatGPT", id="ChatGPT"),
        pytest.param("claude.ai", "Claude", id="Claude"),
        pytest.param("copilot.microsoft.com", "Copilot", id="Copilot"),
        pytest.param("finance.yahoo.com", None, id="a magazine of Yahoo"),
        pytest.param("tieba.baidu.com", None, id="a forum of Baidu"),
        pytest.param("news.google.de", None, id="under a search engine"),
        pytest.param("google.example", None, id="no country of Google"),
        pytest.param("com", None, id="one label"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_host_is_known_by_itself_or_by_its_domain(
    host: str, name: str | None
) -> None:
    """Search engines by the one host; the rest of their domain is other things."""
    assert known_host(host) == name


def test_an_app_is_known_by_its_package() -> None:
    """Only by the whole of it: anyone may name a package like another one."""
    assert known_app("com.twitter.android") == "X"
    assert known_app("com.twitter.android.evil") is None


def test_each_host_is_written_as_it_is_compared() -> None:
    """Else it would never be found."""
    hosts = [*HOSTS, *DOMAINS]

    assert [canonical_site(host) for host in hosts] == hosts
    assert not [host for host in hosts if host.startswith(("www.", "m.", "amp."))]


def test_each_package_is_in_lower_case() -> None:
    """Else it would never be found."""
    assert [package.lower() for package in APPS] == list(APPS)


def test_no_host_has_two_names() -> None:
    """The table says each once, so that there is one place to look for it."""
    assert not HOSTS.keys() & DOMAINS.keys()
