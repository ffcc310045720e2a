"""The pixel: which view it counts, and what it says of that."""

import pytest
from webtest import TestApp, TestResponse

from page_tracker.app import Application
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.settings import Settings
from page_tracker.tracking.view import Ignored, View
from page_tracker.web.embed.pixel import Pixel
from page_tracker.web.router import Route, Router
from support.memory import MemoryRecorder

PLACE = "/pixel.gif"
HERE = "?site=a.org&path=/a"


@pytest.fixture(name="recorder")
def fixture_recorder() -> MemoryRecorder:
    """What gets to be recorded."""
    return MemoryRecorder()


@pytest.fixture(name="site")
def fixture_site(recorder: MemoryRecorder) -> TestApp:
    """A service with the pixel, asked by a browser."""
    countries = Countries("", lambda _: "(unknown)")
    settings = Settings(sites=frozenset({"a.org", "b.org"}))
    pixel = Pixel(Ingest(recorder, countries, settings))
    routes = [Route("GET", PLACE, pixel.get), Route("HEAD", PLACE, pixel.head)]
    app = Application(Router(routes), recorder)
    return TestApp(app, extra_environ={"HTTP_USER_AGENT": "Firefox/140.0"})


def told(response: TestResponse) -> str:
    """Return what became of the view."""
    return str(response.headers["X-Page-Tracker"])


def check_image(response: TestResponse) -> None:
    """Check that it is the pixel, which nothing may keep."""
    assert response.headers["Content-Type"] == "image/gif"
    assert response.headers["Content-Length"] == "43"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_image_is_a_view(site: TestApp, recorder: MemoryRecorder) -> None:
    """A request for the pixel is a view of the page in its query."""
    response = site.get(PLACE + HERE)

    check_image(response)
    assert (response.body[:6], response.body[-1:]) == (b"GIF89a", b";")
    assert told(response) == "counted"
    assert (recorder.view.site, recorder.view.path) == ("a.org", "/a")


@pytest.mark.parametrize(
    ("query", "referer", "page"),
    [
        pytest.param(HERE, "", ("a.org", "/a"), id="site and path"),
        pytest.param(
            "?url=https://a.org/b%3Fc=d", "", ("a.org", "/b?c=d"), id="an address"
        ),
        pytest.param("", "https://a.org/b?c=d", ("a.org", "/b?c=d"), id="the page"),
        pytest.param("?", "https://a.org/b", ("a.org", "/b"), id="an empty query"),
        pytest.param("", "https://a.org/?b=c", ("a.org", "/?b=c"), id="a query only"),
        pytest.param("", "https://a.org/?gclid=1", ("a.org", "/"), id="a click"),
        pytest.param(
            "?page=referrer", "https://a.org", ("a.org", "/"), id="the start page"
        ),
        pytest.param(
            "?site=&path=", "https://a.org/b", ("a.org", "/b"), id="nothing in it"
        ),
        pytest.param("?path=/a", "https://b.org/", ("b.org", "/a"), id="a path only"),
        pytest.param(
            "?site=a.org", "https://b.org/b", ("a.org", "/b"), id="a site only"
        ),
        pytest.param(HERE, "https://b.org/b", ("a.org", "/a"), id="another page"),
        pytest.param(
            "?url=https://a.org/", "https://b.org/b", ("a.org", "/"), id="elsewhere"
        ),
        pytest.param(HERE, "no address", ("a.org", "/a"), id="a broken Referer"),
        pytest.param(HERE + "&random=7", "", ("a.org", "/a"), id="more in it"),
    ],
)
def test_the_embedding_page_completes_the_query(
    site: TestApp,
    recorder: MemoryRecorder,
    query: str,
    referer: str,
    page: tuple[str, str],
) -> None:
    """The query takes precedence over the page that embeds the pixel."""
    headers = {"Referer": referer} if referer else {}

    response = site.get(PLACE + query, headers=headers)

    assert told(response) == "counted"
    assert (recorder.view.site, recorder.view.path) == page


def test_more_can_be_said_of_a_view(site: TestApp, recorder: MemoryRecorder) -> None:
    """A mail program, for example, does not know its title, or campaign."""
    more = "&title=May&referrer=https://news.org/x&event=opened"

    site.get(f"{PLACE}?site=a.org&path=/mail%3Futm_source=may{more}")

    view = recorder.view
    assert (view.title, view.event) == ("May", "opened")
    assert view.properties.referrer == "news.org/x"
    assert view.properties.campaign == "may"


@pytest.mark.parametrize(
    ("query", "headers", "reason"),
    [
        pytest.param(HERE, {"User-Agent": "curl/8"}, "bot", id="a program"),
        pytest.param(HERE, {"Sec-Purpose": "prefetch"}, "prefetch", id="in advance"),
        pytest.param("?site=c.org&path=/", {}, "unknown_site", id="another's site"),
    ],
)
def test_a_view_that_is_left_out_is_an_image_all_the_same(
    site: TestApp,
    recorder: MemoryRecorder,
    query: str,
    headers: dict[str, str],
    reason: str,
) -> None:
    """An ignored view is answered with the pixel and the reason."""
    response = site.get(PLACE + query, headers=headers)

    check_image(response)
    assert told(response) == f"ignored; {reason}"
    assert not any(isinstance(each, View) for each in recorder.taken)


def test_an_image_proxy_is_a_view(site: TestApp, recorder: MemoryRecorder) -> None:
    """A request of an image proxy is a view."""
    agent = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0"
    proxy = {"User-Agent": f"{agent} (via ggpht.com GoogleImageProxy)"}

    response = site.get(PLACE + HERE, headers=proxy)

    assert told(response) == "counted"
    assert recorder.view.visitor == b""


@pytest.mark.parametrize(
    ("query", "why"),
    [
        pytest.param("", "site is required; path is required", id="nothing"),
        pytest.param("?path=/a", "site is required", id="no site"),
        pytest.param("?site=a.org", "path is required", id="no path"),
        pytest.param("?site=a b&path=/", "site must be a host name", id="no host"),
        pytest.param("?url=/a", "url must be an http or https URL", id="no address"),
        pytest.param("?path=%FF&site=a.org", "query must be in UTF-8", id="no text"),
        pytest.param("?url=/a&site=a.org", "url must be an", id="half of both"),
    ],
)
def test_an_invalid_view_is_answered_with_an_image(
    site: TestApp, recorder: MemoryRecorder, query: str, why: str
) -> None:
    """An invalid view is answered with an image and the status 400."""
    response = site.get(PLACE + query, status=400)

    check_image(response)
    assert told(response).startswith(f"invalid; {why}")
    assert not any(isinstance(each, View) for each in recorder.taken)


@pytest.mark.parametrize(
    ("query", "referer", "site_name"),
    [
        pytest.param("", "https://a.org/", "a.org", id="a site"),
        pytest.param("", "https://a.org", "a.org", id="a site without a slash"),
        pytest.param("?site=b.org", "https://a.org/", "b.org", id="another site"),
        pytest.param("?path=&page=x", "https://a.org/", "a.org", id="an empty path"),
    ],
)
def test_an_image_that_knows_no_more_than_its_site_counts_no_page(
    site: TestApp, recorder: MemoryRecorder, query: str, referer: str, site_name: str
) -> None:
    """Browsers name only the origin to other sites: all pages would be the start page.

    The image says to the owner of the page what to do, and reports have the reason.
    """
    response = site.get(PLACE + query, headers={"Referer": referer}, status=400)

    assert told(response) == "ignored; no_path"
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert "add path=" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert recorder.taken == [Ignored(site_name, "no_path")]


def test_a_page_of_the_services_own_origin_is_known(
    site: TestApp, recorder: MemoryRecorder
) -> None:
    """A page of the service's own origin is known by its full Referer."""
    headers = {"Referer": "https://a.org/", "Sec-Fetch-Site": "same-origin"}

    response = site.get(PLACE, headers=headers)

    assert told(response) == "counted"
    assert recorder.view.path == "/"


def test_a_program_that_knows_no_page_is_a_bot(site: TestApp) -> None:
    """A bot without a page is ignored as a bot."""
    headers = {"Referer": "https://a.org/", "User-Agent": "curl/8"}

    assert told(site.get(PLACE, headers=headers)) == "ignored; bot"


@pytest.mark.parametrize("name", ["path", "title", "referrer"])
def test_a_long_text_is_cut(site: TestApp, recorder: MemoryRecorder, name: str) -> None:
    """A text that is too long is cut, and the view counts."""
    text = "https://b.org/" + "x" * 5000

    response = site.get(f"{PLACE}?site=a.org&path=/&{name}={text}")

    assert told(response) == "counted"
    assert recorder.view.site == "a.org"


def test_a_look_at_the_headers_counts_nothing(
    site: TestApp, recorder: MemoryRecorder
) -> None:
    """Link checkers and previews send HEAD, and see nothing."""
    response = site.head(PLACE + HERE)

    check_image(response)
    assert told(response) == "not counted"
    assert response.body == b""
    assert not any(isinstance(each, View) for each in recorder.taken)
