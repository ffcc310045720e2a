"""The table of sources that people know under one name."""

import re
from importlib.resources import files

import pytest

from page_tracker.tracking.site import canonical_site
from page_tracker.tracking.sources import (
    APPS,
    DOMAINS,
    HOSTS,
    known_app,
    known_host,
)
from page_tracker.tracking.text import clean_name


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
        pytest.param("pan.baidu.com", None, id="the files of Baidu"),
        pytest.param("docs.google.com", None, id="under a search engine"),
        pytest.param("news.google.de", "Google News", id="a part of one"),
        pytest.param("images.google.co.uk", "Google Images", id="a part in a country"),
        pytest.param("de.search.yahoo.com", "Yahoo", id="a country of one"),
        pytest.param("sm.cn", "Shenma", id="Shenma"),
        pytest.param("quark.sm.cn", "Shenma", id="a host of Shenma"),
        pytest.param("odnoklassniki.ru", "Odnoklassniki", id="Odnoklassniki"),
        pytest.param("discord.gg", "Discord", id="an invitation"),
        pytest.param("t.umblr.com", "Tumblr", id="a link in Tumblr"),
        pytest.param("hachyderm.io", "Mastodon", id="Mastodon"),
        pytest.param("deref-mail.com", "mail.com", id="a link in a mail"),
        pytest.param("deref-gmx.co.uk", "GMX", id="one in another mail"),
        pytest.param("deref-1und1-02.de", "1und1", id="one in a third"),
        pytest.param("webmail.freenet.de", "Freenet", id="a mailer"),
        pytest.param("a.acuityplatform.com", "Acuity Ads", id="an advertiser"),
        pytest.param("statics.teams.cdn.office.net", "Microsoft Teams", id="Teams"),
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
    """An app is recognised by its whole package name only."""
    assert known_app("com.twitter.android") == "X"
    assert known_app("org.joinmastodon.android") == "Mastodon"
    assert known_app("com.mailchimp.mailchimp") == "Mailchimp"
    assert known_app("com.twitter.android.evil") is None


def test_each_host_is_written_as_it_is_compared() -> None:
    """Each host of the list is canonical, so that it can be found."""
    hosts = [*HOSTS, *DOMAINS]

    assert [canonical_site(host) for host in hosts] == hosts
    assert not [host for host in hosts if host.startswith(("www.", "m.", "amp."))]


def test_each_package_is_in_lower_case() -> None:
    """Each package of the list is in lower case, so that it can be found."""
    assert [package.lower() for package in APPS] == list(APPS)


LISTED = [
    line.split("\t")
    for line in files("page_tracker.tracking")
    .joinpath("sources.tsv")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
]


def test_the_public_lists_are_in_the_package() -> None:
    """Hundreds of names, each with hosts or domains, and none of the service's own."""
    assert len(LISTED) > 500
    assert len({name for name, *_ in LISTED}) == len(LISTED)
    assert all(clean_name(name, 60) == name for name, *_ in LISTED)
    assert all(hosts or domains for _, hosts, domains in LISTED)


def test_each_listed_host_is_written_as_it_is_compared() -> None:
    """A country in it is a star, at one of its ends."""
    hosts = [host for _, *columns in LISTED for host in " ".join(columns).split()]
    plain = [re.sub(r"\A\*(?=\.)|(?<=\.)\*\Z", "de", host) for host in hosts]

    assert len(set(hosts)) == len(hosts)
    assert [canonical_site(host) for host in plain] == plain
    assert not [host for host in plain if host.startswith(("www.", "mobile.", "amp."))]


@pytest.mark.parametrize(
    ("name", "hosts", "domains"),
    [pytest.param(*row, id=row[0]) for row in LISTED[::10]],
)
def test_a_listed_host_has_a_name(name: str, hosts: str, domains: str) -> None:
    """A listed host has the list's name, unless the module overrides it."""
    for host in hosts.replace("*", "de").split():
        assert known_host(host) is not None
    for domain in domains.split():
        assert known_host(domain) is not None
        assert known_host(f"a.{domain}") == known_host(domain)
    assert name


def test_no_host_has_two_names() -> None:
    """The table says each once, so that there is one place to look for it."""
    assert not HOSTS.keys() & DOMAINS.keys()
