"""The intake of views that image proxies send for people."""

from typing import Any

import pytest

from page_tracker.environment import load
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.tracking.submission import Submission
from page_tracker.tracking.view import Ignored, Properties, View
from support.memory import MemoryRecorder

HERE = Submission("a.org", "/")
CAMO = {
    "REMOTE_ADDR": "192.0.2.7",
    "HTTP_USER_AGENT": "github-camo (876de43e)",
    "HTTP_ACCEPT_LANGUAGE": "en",
}


def take(
    environ: dict[str, str],
    proxied: bool = True,
    submitted: Submission = HERE,
    **variables: Any,
) -> View | Ignored:
    """Send a view with settings by their variable without its prefix."""
    recorder = MemoryRecorder()
    settings = load({f"PAGE_TRACKER_{n.upper()}": v for n, v in variables.items()})
    intake = Ingest(recorder, Countries("", lambda address: "US"), settings)
    intake.take(environ, [submitted], proxied=proxied)
    (taken,) = recorder.taken
    return taken


def test_who_looks_through_an_image_proxy_is_a_view_without_a_visitor() -> None:
    """The machine has a country and a language, but not those of the person."""
    taken = take(CAMO)

    assert isinstance(taken, View)
    assert taken.visitor == b""
    assert taken.properties == Properties(
        referrer="(direct)",
        campaign="(none)",
        browser="(unknown)",
        system="(unknown)",
        device="(unknown)",
        language="(unknown)",
        country="(unknown)",
    )


@pytest.mark.parametrize(
    ("environ", "variables"),
    [
        pytest.param({"HTTP_DNT": "1"}, {"opt_out": "ignore"}, id="an opt-out"),
        pytest.param({"HTTP_SEC_PURPOSE": "prefetch"}, {}, id="a prefetch"),
        pytest.param({}, {"own_addresses": "192.0.2.0/24"}, id="an own address"),
    ],
)
def test_what_a_proxy_says_of_itself_leaves_no_view_out(
    environ: dict[str, str], variables: dict[str, Any]
) -> None:
    """Headers of an image proxy itself do not make a view ignored."""
    assert isinstance(take(CAMO | environ, **variables), View)


def test_a_proxy_is_a_bot_where_it_fetches_no_image() -> None:
    """An image proxy that requests no image counts as a bot."""
    assert take(CAMO, proxied=False) == Ignored("a.org", "bot")


@pytest.mark.parametrize("user_agent", ["Googlebot-Image/1.0", "curl/8.9.1", ""])
def test_other_bots_are_bots_also_where_proxies_are_not(user_agent: str) -> None:
    """Other bots are ignored, also where image proxies are accepted."""
    assert take({"HTTP_USER_AGENT": user_agent}) == Ignored("a.org", "bot")


def test_a_browser_is_a_visitor_also_where_proxies_may_come() -> None:
    """Most images are fetched by who looks at them."""
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    taken = take({"HTTP_USER_AGENT": firefox, "REMOTE_ADDR": "192.0.2.7"})

    assert isinstance(taken, View)
    assert len(taken.visitor) == 16
    assert taken.properties.browser == "Firefox"


@pytest.mark.parametrize(
    ("submitted", "expected"),
    [
        pytest.param(
            Submission("b.org", "/"), Ignored("", "unknown_site"), id="an unknown site"
        ),
        pytest.param(
            HERE._replace(spam=True), Ignored("a.org", "spam_referrer"), id="spam"
        ),
    ],
)
def test_what_is_wrong_with_the_view_itself_leaves_it_out(
    submitted: Submission, expected: Ignored
) -> None:
    """A view with an error is ignored, even from an image proxy."""
    assert take(CAMO, submitted=submitted, sites="a.org") == expected
