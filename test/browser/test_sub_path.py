"""The service below a path of another site, behind Debian's nginx."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host, Website
from support.history import History
from support.nginx import Nginx, free_port
from support.service import Service
from support.valkey import Valkey

SITE, TOKEN = "below.example", "correct.horse-battery_staple"

SETTING = "PAGE_TRACKER_URL"
HEADER = "X-Forwarded-Prefix"


@pytest.fixture(
    name="nginx",
    params=[
        pytest.param((SETTING, "/"), id="url, taken off"),
        pytest.param((SETTING, ""), id="url, passed on"),
        pytest.param((HEADER, "/"), id="header, taken off"),
        pytest.param((HEADER, ""), id="header, passed on"),
    ],
)
def fixture_nginx(
    request: pytest.FixtureRequest, shared_valkey: Valkey, tmp_path: Path
) -> Iterator[Nginx]:
    """A site with the service at /stats; the path is taken off, or passed on."""
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.fail("There is no nginx: apt-get install -y nginx", pytrace=False)
    told_by, path = request.param
    port, last = free_port(), datetime.now(UTC).date()
    History(site=SITE, days=40, pages=150, last=last).fill(shared_valkey.client())
    # The store has the sites of every other browser test, too.
    options = {"max_sites": "1000", "token": TOKEN, "reading": "token"}
    options["trusted_proxies"] = "127.0.0.1"
    if told_by is SETTING:
        options["url"] = f"http://site.example:{port}/stats"
    (tmp_path / "service").mkdir()
    service = Service(tmp_path / "service", shared_valkey.url, **options).start()
    header = f"proxy_set_header {HEADER} /stats;" if told_by is HEADER else ""
    below = f"location /stats/ {{ {header} proxy_pass {service.address}{path}; }}"
    nginx = Nginx(tmp_path / "nginx", port, f"{below} location / {{ return 404; }}")
    yield nginx.start()
    nginx.stop()
    service.stop()


@pytest.fixture(name="home")
def fixture_home(nginx: Nginx, watch: Watch) -> str:
    """Where the service is for its owner: a place that browsers call secure."""
    watch.hosts.add(f"localhost:{nginx.port}")
    return f"http://localhost:{nginx.port}/stats"


def test_everything_of_the_dashboard_is_below_the_path(
    page: Page, context: BrowserContext, home: str, nginx: Nginx
) -> None:
    """All pages and forms of the dashboard stay below the configured path."""
    page.goto(f"{home}/dashboard/{SITE}?period=7d")
    page.get_by_label("token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)
    assert page.url == f"{home}/dashboard/{SITE}?period=7d"
    assert {each.get("path") for each in context.cookies()} == {"/stats"}

    addresses = _addresses(page)
    for address in {_kind(each): each for each in sorted(addresses)}.values():
        answer = page.goto(address, wait_until="domcontentloaded")
        assert answer is not None and answer.status == 200, address
        assert urlsplit(address).path.startswith("/stats/"), address
        addresses |= _addresses(page)

    assert all(urlsplit(each).path.startswith("/stats/") for each in addresses)
    assert any("/stats/share/" in each for each in addresses)
    page.goto(f"{home}/dashboard")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{home}/sign-in")
    assert not [line for line in nginx.refused() if "/stats/" not in line]


def test_the_snippet_counts_below_the_path(
    page: Page, website: Website, shared_valkey: Valkey, home: str, watch: Watch
) -> None:
    """The script finds the service from where it was loaded."""
    number = urlsplit(home).port  # each service has a site of its own
    host = Host(website, f"sub-path{number}.example", f"{home}/tracker.js")

    watch.hosts.add(host.site)
    page.goto(host.write("/here"))

    Recorded(shared_valkey.client(), host.site).has_pages({"/here": 1})


def _kind(address: str) -> tuple[str, tuple[str, ...]]:
    """Return what pages of one kind have in common: path, and names of parameters."""
    parts = urlsplit(address)
    return parts.path, tuple(parse_qs(parts.query))


def _addresses(page: Page) -> set[str]:
    """Return where the links, forms, styles and scripts of a page lead in the service.

    The link from a page's numbers to the page itself leads to the site: not returned.
    """
    found: list[str] = page.eval_on_selector_all(
        "[href], [src], form[method=get]",
        "all => all.map(each => each.href || each.src || each.action)",
    )
    inside = (each for each in found if urlsplit(each).hostname != SITE)
    return {each.partition("#")[0] for each in inside}
