"""Image proxies, by what they call themselves."""

import pytest

from page_tracker.tracking.headers import is_image_proxy
from support.agents import known_agents

GMAIL = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0"
    " (via ggpht.com GoogleImageProxy)"
)


@pytest.mark.parametrize(
    "user_agent",
    [
        pytest.param("github-camo (876de43e)", id="GitHub"),
        pytest.param("go-camo (2.4.0)", id="one of Camo's successors"),
        pytest.param("Camo Asset Proxy 2.3.0", id="Camo"),
        pytest.param(GMAIL, id="Gmail"),
        pytest.param("YahooMailProxy; https://help.yahoo.com/kb/", id="Yahoo Mail"),
        pytest.param("Slack-ImgProxy (+https://api.slack.com/robots)", id="Slack"),
        pytest.param("Shields.io/2003a", id="Shields"),
        pytest.param("shields (self-hosted)/dev", id="Shields of one's own"),
    ],
)
def test_an_image_proxy_is_known_by_its_name(user_agent: str) -> None:
    """An image proxy is recognised by its name, in any case."""
    assert is_image_proxy(user_agent)
    assert is_image_proxy(user_agent.lower())


@pytest.mark.parametrize(
    "user_agent",
    [
        pytest.param("", id="nothing"),
        pytest.param("Googlebot-Image/1.0", id="a crawler of images"),
        pytest.param("Camouflage/1.0", id="a longer word"),
        pytest.param("camo_bot", id="a part of a name"),
        pytest.param("Browser/1.0 shields", id="a name that comes later"),
        pytest.param("curl/8.9.1", id="a program"),
    ],
)
def test_other_programs_are_no_image_proxies(user_agent: str) -> None:
    """Other programs are not image proxies."""
    assert not is_image_proxy(user_agent)


def test_no_browser_is_an_image_proxy() -> None:
    """No browser is an image proxy."""
    proxies = [each.who for each in known_agents() if is_image_proxy(each.user_agent)]

    assert not proxies
