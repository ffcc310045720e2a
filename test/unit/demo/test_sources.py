"""The sources of the made-up visits, and the posts that went round."""

import pytest

from page_tracker.demo.pages import PAGES
from page_tracker.demo.sources import ROUNDS, USUAL, Round, Source, letter
from page_tracker.tracking.campaign import NONE, campaign_name
from page_tracker.tracking.referrer import DIRECT, is_spam, referrer_name
from page_tracker.tracking.site import split_url
from page_tracker.tracking.sources import known_host

SITE = "demo.example"
REAL_HOSTS = {"github.com", "mastodon.social"}

EVERY_ROUND = pytest.mark.parametrize("each", ROUNDS, ids=lambda each: each.path)


def all_sources() -> set[Source]:
    """Return every source that there is."""
    return {*USUAL, *(source for each in ROUNDS for source in each.sources)}


def test_people_come_from_many_places() -> None:
    """Visits come from search, links, campaigns, and without a referrer."""
    names = {referrer_name(source.referrer, SITE) for source in USUAL}
    campaigns = {campaign_name(source.query) for source in USUAL}

    assert {DIRECT, "Google", "Hacker News", "Reddit", "ChatGPT"} < names
    assert NONE in campaigns and len(campaigns) > 2


@pytest.mark.parametrize("source", sorted(all_sources() - {Source()}))
def test_a_source_is_real_or_named_for_examples(source: Source) -> None:
    """The demo invents no link on a site that somebody has (RFC 2606)."""
    host = split_url(source.referrer or f"https://{SITE}/")[0].removeprefix("www.")

    assert known_host(host) or host in REAL_HOSTS or host.endswith(".example")
    assert not is_spam(source.referrer)


@EVERY_ROUND
def test_a_post_goes_round_soon_after_it_is_there(each: Round) -> None:
    """A post is widely shared only after its publication, and within the year."""
    (page,) = (page for page in PAGES if page.path == each.path)

    assert 0 <= page.age - each.age <= 3
    assert each.age < 365 and 0 < each.lasting < 1


def test_a_letter_is_a_campaign_that_names_its_post() -> None:
    """The letter is a campaign with the name of its post."""
    found = letter(5, "/blog/hello-world")

    (source,) = found.sources
    assert (found.age, found.path) == (5, "/blog/hello-world")
    assert campaign_name(source.query) == "letter / mail / hello-world"
