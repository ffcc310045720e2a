"""Badges as answers."""

import pytest
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.errors import StorageUnavailable
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.badge import Badges
from page_tracker.web.embed.badge_options import BadgeNumbers
from page_tracker.web.problems import SORRY
from page_tracker.web.router import Route, Router
from support.images import BERLIN, TOKEN, Scores, Sites
from support.svg import Picture

PAGE, SITE = "/badge/a.org/.svg", "/badge/a.org.svg"
EVERY_ADDRESS = pytest.mark.parametrize("address", [PAGE, SITE], ids=["page", "site"])


@pytest.fixture(name="scores")
def fixture_scores() -> Scores:
    """What pages have."""
    return Scores()


def app_for(scores: Scores, recorder: Recorder, public: bool = True) -> TestApp:
    """Make a service that shows badges."""
    badges = Badges(BadgeNumbers(scores, Sites(), BERLIN), OwnerAuth(TOKEN, public))
    routes = [
        Route("GET", "/badge/{site}", badges.site, shared=True),
        Route("GET", "/badge/{site}/{path*}", badges.page, shared=True),
    ]
    return TestApp(Application(Router(routes), recorder))


@pytest.fixture(name="app")
def fixture_app(scores: Scores, recorder: Recorder) -> TestApp:
    """A service whose numbers are public."""
    return app_for(scores, recorder)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(PAGE, "views: 1.2k", id="the start page"),
        pytest.param("/badge/A.org/.svg", "views: 1.2k", id="another spelling"),
        pytest.param("/badge/a.org/blog/post.svg", "views: 0", id="an unknown page"),
        pytest.param(
            "/badge/b.org/.svg", "views: no data", id="a page of an unknown site"
        ),
        pytest.param(SITE, "views: 12k", id="a site"),
        pytest.param("/badge/b.org.svg", "views: no data", id="an unknown site"),
        pytest.param(f"{PAGE}?metric=visitors", "visitors: 567", id="visitors"),
        pytest.param(
            f"{SITE}?metric=visitors", "visitors: 678", id="a site's visitors"
        ),
        pytest.param(f"{PAGE}?metric=7d", "views/week: 7", id="days"),
        pytest.param(f"{PAGE}?label=&metric=30d", "30", id="no label"),
        pytest.param(f"{PAGE}?format=full", "views: 1,234", id="all digits"),
        pytest.param(f"{SITE}?format=comma", "views: 12,345", id="a site's digits"),
    ],
)
def test_a_badge_shows_a_number(app: TestApp, address: str, said: str) -> None:
    """An unknown page of a known site has 0 views, and an unknown site no data."""
    answer = app.get(address)

    assert Picture(answer.text).texts("title") == [said]


def test_a_page_is_asked_for_by_its_path(app: TestApp, scores: Scores) -> None:
    """A page is requested by its path, with slashes and escapes."""
    app.get("/badge/a.org/blog/caf%C3%A9%3Fa=b.svg")

    assert scores.asked[0].path == "/blog/caf\u00e9?a=b"


@EVERY_ADDRESS
def test_the_same_number_comes_in_json(app: TestApp, address: str) -> None:
    """The JSON for Shields has the same number as the badge."""
    place = address.replace(".svg", ".json")
    asked = "?metric=visitors&label=people&color=success"

    answer = app.get(f"{place}{asked}")

    number = "567" if address == PAGE else "678"
    assert answer.content_type == "application/json"
    assert answer.json == {
        "schemaVersion": 1,
        "label": "people",
        "message": number,
        "color": "success",
    }


@EVERY_ADDRESS
def test_an_image_can_be_shown_anywhere_and_runs_nothing(
    app: TestApp, address: str
) -> None:
    """An image can be embedded everywhere and runs no script."""
    headers = app.get(address).headers

    assert headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert headers["Content-Security-Policy"] == policy
    assert headers.getall("Access-Control-Allow-Origin") == ["*"]
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@EVERY_ADDRESS
def test_a_public_number_may_be_kept_for_a_minute(app: TestApp, address: str) -> None:
    """A README with many readers is one request a minute."""
    assert app.get(address).headers["Cache-Control"] == "public, max-age=60"


@EVERY_ADDRESS
def test_head_has_the_headers_of_get(app: TestApp, address: str) -> None:
    """HEAD has the headers of GET and no body."""
    assert dict(app.head(address).headers) == dict(app.get(address).headers)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(f"{PAGE}?color=x", "invalid: color", id="a colour"),
        pytest.param(f"{SITE}?metric=x", "invalid: metric", id="a metric"),
        pytest.param(f"{PAGE}?color=x&style=x", "invalid: color, style", id="several"),
        pytest.param(f"{SITE}?colour=red", "unknown: colour", id="no parameter"),
        pytest.param(f"{PAGE}?a=1&b=%3Cb%3E", "unknown: a, b", id="several"),
        pytest.param("/badge/no host/.svg", "invalid: site", id="the site of a page"),
        pytest.param("/badge/no host.svg", "invalid: site", id="a site"),
    ],
)
def test_errors_are_shown_on_a_red_badge(
    app: TestApp, scores: Scores, address: str, said: str
) -> None:
    """A page that shows images shows nothing else; no cache keeps it."""
    answer = app.get(address, status=400)

    picture = Picture(answer.text)
    assert picture.texts("title") == [said]
    assert picture.all("path", fill="#c9352b")
    assert answer.headers["Cache-Control"].startswith("no-cache, no-store")
    assert scores.asked == []


def test_errors_are_answered_in_json_on_request(app: TestApp) -> None:
    """An error is answered in JSON if JSON was requested."""
    answer = app.get("/badge/a.org/.json?style=x", status=400)

    assert answer.json == {
        "schemaVersion": 1,
        "label": "",
        "message": "invalid: style",
        "color": "red",
        "isError": True,
    }


@pytest.mark.parametrize(
    "address", ["/badge/a.org", "/badge/a.org/", "/badge/a.org/b", "/badge/a.org/b.png"]
)
def test_other_endings_are_not_found(app: TestApp, address: str) -> None:
    """Other extensions are not found."""
    app.get(address, status=404)


@EVERY_ADDRESS
@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wrong"}])
def test_a_number_that_is_not_public_is_a_grey_badge_for_strangers(
    scores: Scores, recorder: Recorder, address: str, sent: dict[str, str]
) -> None:
    """An image proxy shows it, no cache keeps it, and it says nothing of the site."""
    app = app_for(scores, recorder, public=False)

    answer = app.get(f"{address}?color=red", headers=sent)
    unknown = app.get("/badge/b.org.svg?color=red", headers=sent)
    shield = app.get(f"{address[:-4]}.json?labelColor=black&style=plastic")

    picture = Picture(answer.text)
    assert picture.texts("title") == ["views: private"]
    assert picture.all("path", fill="#9a9a9a")
    assert answer.text == unknown.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert scores.asked == []
    assert shield.json == {
        "schemaVersion": 1,
        "label": "views",
        "message": "private",
        "color": "lightgrey",
        "labelColor": "black",
        "style": "plastic",
    }


@EVERY_ADDRESS
def test_a_private_number_needs_the_token(
    scores: Scores, recorder: Recorder, address: str
) -> None:
    """A private number is shown with the token only, and no cache stores it."""
    app = app_for(scores, recorder, public=False)

    answer = app.get(address, headers={"Authorization": f"Bearer {TOKEN}"})

    assert Picture(answer.text).texts("title") != ["views: private"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_store_that_is_away_is_an_error(app: TestApp, scores: Scores) -> None:
    """An unreachable store is an error, not a badge."""
    scores.error = StorageUnavailable("away")

    assert app.get(PAGE, status=500).text == SORRY
