"""Referrers that are only there to be seen in reports."""

import pytest
from hypothesis import given

from page_tracker.tracking.referrer import is_spam
from page_tracker.tracking.site import canonical_site
from page_tracker.tracking.sources import DOMAINS, HOSTS, known_host
from page_tracker.tracking.spam import SPAM_DOMAINS
from support.hostile import hostile_texts


@pytest.mark.parametrize(
    ("text", "spam"),
    [
        pytest.param("http://semalt.com/", True, id="a spammer"),
        pytest.param("https://WWW.Semalt.com.:80/a?b", True, id="spelt otherwise"),
        pytest.param("http://a.b.semalt.com/c", True, id="a host of a spammer"),
        pytest.param("https://notsemalt.com/", False, id="ends like one"),
        pytest.param("https://semalt.com.example/", False, id="begins like one"),
        pytest.param("https://a.example/semalt.com", False, id="only in the path"),
        pytest.param("https://a.example/?u=http://semalt.com", False, id="in a query"),
        pytest.param("semalt.com", False, id="no URL"),
        pytest.param("http://[bad", False, id="no host"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_spammer_is_known_by_its_domain(text: str, spam: bool) -> None:
    """A spammer is recognised on every host of its domain."""
    assert is_spam(text) is spam


def test_settings_may_add_spammers() -> None:
    """Settings may add spammers."""
    also = frozenset({"pest.example"})

    assert is_spam("https://a.pest.example/", also)
    assert is_spam("http://semalt.com/", also)
    assert not is_spam("https://a.pest.example/")


@given(text=hostile_texts)
def test_only_the_host_of_a_referrer_makes_it_spam(text: str) -> None:
    """A referrer that is no URL is no spam: it names nobody."""
    assert is_spam("https://semalt.com/" + text)
    assert not is_spam("https://a.example/" + text)
    assert not is_spam("ftp://semalt.com/" + text)


def test_each_spammer_is_written_as_a_host_is_compared() -> None:
    """Each spammer of the list is canonical, so that it can be found."""
    assert SPAM_DOMAINS == {canonical_site(domain) for domain in SPAM_DOMAINS}


def test_no_spammer_is_a_source_that_people_come_from() -> None:
    """No spammer is a known source."""
    assert not [domain for domain in SPAM_DOMAINS if known_host(domain)]
    assert not [host for host in (*HOSTS, *DOMAINS) if is_spam(f"https://{host}/")]
