"""A service under neutral names, behind the site's own nginx.

The configuration is that of docs/first-party.md.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from browser.recorded import Recorded
from browser.website import Host
from support.nginx import Nginx, free_port
from support.service import Start
from support.valkey import Valkey

DOCUMENT = Path(__file__).parents[2] / "docs" / "first-party.md"
VIEWS = '<b id="views" data-page-tracker-views>–</b>'


def documented(language: str) -> str:
    """Return all examples of the document in a language."""
    text = DOCUMENT.read_text("utf-8")
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL))


@pytest.fixture(name="site")
def fixture_site(
    host: Host, shared_valkey: Valkey, serve: Start, tmp_path: Path
) -> Iterator[str]:
    """The address of a site whose nginx passes on what the document says."""
    names = dict(re.findall(r"PAGE_TRACKER_(\w+)=(\S+)", documented("sh")))
    service = serve(
        shared_valkey.url,
        **{name.lower(): value for name, value in names.items()},
        max_sites="1000",
    )
    locations = documented("nginx").replace("http://127.0.0.1:8000", service.address)
    locations += f"location / {{ proxy_pass {host.called('127.0.0.1').url('')}; }}"
    port = free_port()
    host.script = "/news.js"
    nginx = Nginx(tmp_path / "nginx", port, locations).start()
    yield f"http://{host.name}:{port}"
    nginx.stop()


def test_a_site_counts_under_a_neutral_name(
    host: Host, context: BrowserContext, site: str, recorded: Recorded
) -> None:
    """A page under a neutral name requests no other host and no known path."""
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))

    page.goto(site + host.write("/", data_site=host.site).partition(host.site)[2])

    recorded.has_pages({"/": 1})
    page.wait_for_function("document.readyState == 'complete'")
    assert [path for path in asked if path != "data:,"] == ["/", "/news.js", "/news"]


def test_visitors_behind_the_proxy_are_their_own(
    host: Host, context: BrowserContext, site: str, recorded: Recorded
) -> None:
    """The proxy passes on the visitor's address, and numbers are shown."""
    host.write("/", VIEWS, data_site=host.site)
    page = context.new_page()

    page.goto(f"{site}/")

    expect(page.locator("#views")).to_have_text("1")
    recorded.has_pages({"/": 1})


def test_what_is_wrong_is_said_under_a_neutral_name(
    host: Host, context: BrowserContext, site: str
) -> None:
    """An error at a path of the owner's own is JSON, as below /api/."""
    host.write("/", data_site="no site")
    page = context.new_page()

    with page.expect_console_message(
        lambda said: said.text.startswith("page-tracker: site must be a host name")
    ):
        page.goto(f"{site}/")
