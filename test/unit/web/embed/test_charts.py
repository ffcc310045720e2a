"""Charts as answers."""

import pytest
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.chart import ChartData, Charts
from page_tracker.web.router import Route, Router
from support.images import BERLIN, NOON, TOKEN, Pages, Sites
from support.svg import Picture

PAGE, SITE = "/chart/a.org/blog/post.svg", "/chart/a.org.svg"
EVERY_ADDRESS = pytest.mark.parametrize("address", [PAGE, SITE], ids=["page", "site"])


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon."""
    monkeypatch.setattr("page_tracker.web.embed.chart.time.time", lambda: NOON)


def app_for(recorder: Recorder, public: bool = True) -> TestApp:
    """Make a service that shows charts."""
    charts = Charts(ChartData(Sites(), Pages(), BERLIN), OwnerAuth(TOKEN, public))
    routes = [
        Route("GET", "/chart/{site}", charts.site, shared=True),
        Route("GET", "/chart/{site}/{path*}", charts.page, shared=True),
    ]
    return TestApp(Application(Router(routes), recorder))


@pytest.fixture(name="app")
def fixture_app(recorder: Recorder) -> TestApp:
    """A service whose numbers are public."""
    return app_for(recorder)


@pytest.mark.parametrize(
    ("address", "title", "texts"),
    [
        pytest.param(
            PAGE,
            "Views of a.org/blog/post",
            ["90 views", "26 Oct \u2013 24 Nov 2026"],
            id="a page",
        ),
        pytest.param(
            f"{SITE}?period=7d",
            "Views of a.org",
            ["21 views", "18\u201324 Nov 2026"],
            id="a site",
        ),
        pytest.param(
            "/chart/b.org/.svg?period=today",
            "Views of b.org/",
            ["0 views", "24 Nov 2026"],
            id="a page of an unknown site",
        ),
        pytest.param(
            f"{PAGE}?from=2026-01-01&to=2026-10-31",
            "Views of a.org/blog/post",
            ["1k views", "Jan 2026 \u2013 Oct 2026"],
            id="between two dates",
        ),
    ],
)
def test_a_chart_shows_the_views_of_a_period(
    app: TestApp, address: str, title: str, texts: list[str]
) -> None:
    """A chart shows the last thirty days by default."""
    picture = Picture(app.get(address).text)

    assert picture.texts("title") == [title]
    assert picture.texts() == texts


@EVERY_ADDRESS
def test_a_large_chart_has_axes(app: TestApp, address: str) -> None:
    """A large chart has axes and a title."""
    small = Picture(app.get(f"{address}?size=small").text)
    large = Picture(app.get(f"{address}?size=large").text)

    assert small.size < large.size
    assert large.all("line")
    assert large.texts("title")[0] in large.texts()


@EVERY_ADDRESS
def test_a_chart_is_an_image_for_any_page(app: TestApp, address: str) -> None:
    """A chart may be embedded everywhere, cached for a minute, and runs no script."""
    headers = app.get(address).headers

    assert headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert headers.getall("Access-Control-Allow-Origin") == ["*"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(f"{PAGE}?period=x", "invalid: period", id="a period"),
        pytest.param(f"{SITE}?from=x", "invalid: from", id="a date"),
        pytest.param(f"{PAGE}?size=huge", "invalid: size", id="a size"),
        pytest.param("/chart/no host/.svg", "invalid: site", id="the site of a page"),
        pytest.param("/chart/no host.svg", "invalid: site", id="a site"),
    ],
)
def test_chart_errors_are_shown_on_a_badge(
    app: TestApp, address: str, said: str
) -> None:
    """An error is shown on a badge instead of the chart."""
    answer = app.get(address, status=400)

    assert Picture(answer.text).texts("title") == [said]


@pytest.mark.parametrize("address", ["/chart/a.org/b.json", "/chart/a.org", PAGE[:-4]])
def test_other_endings_are_not_found(app: TestApp, address: str) -> None:
    """The numbers of a chart in JSON are elsewhere."""
    app.get(address, status=404)


@EVERY_ADDRESS
def test_numbers_that_are_not_public_are_a_grey_badge_for_strangers(
    recorder: Recorder, address: str
) -> None:
    """An image proxy shows it, and no cache keeps it, nor the chart of the owner."""
    app = app_for(recorder, public=False)

    private = app.get(address)
    answer = app.get(address, headers={"Authorization": f"Bearer {TOKEN}"})

    assert Picture(private.text).texts("title") == ["views: private"]
    assert "views: private" not in answer.text
    for each in (private, answer):
        assert "no-store" in each.headers["Cache-Control"]
