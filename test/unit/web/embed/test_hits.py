"""Images that count."""

import pytest
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.settings import Settings
from page_tracker.storage.recording.outcomes import Counted, Numbers
from page_tracker.tracking.view import Ignored, View
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.badge import Hits
from page_tracker.web.embed.badge_options import BadgeNumbers
from page_tracker.web.router import Route, Router
from support.images import BERLIN, TOKEN, Asked, Scores, Sites
from support.memory import MemoryRecorder
from support.svg import Picture

PAGE = "/hit/a.org/.svg"
CAMO, GOOGLEBOT = "github-camo (876de43e)", "Googlebot-Image/1.0"


class Full(MemoryRecorder):
    """A recorder that has no room for another page."""

    def _take(self, entry: View | Ignored) -> Counted | Ignored:
        super()._take(entry)
        return Counted(None, Numbers(9, 9))


@pytest.fixture(name="recorder")
def fixture_recorder() -> MemoryRecorder:
    """What gets to be recorded."""
    return MemoryRecorder()


@pytest.fixture(name="scores")
def fixture_scores() -> Scores:
    """What pages have."""
    return Scores()


def app_for(scores: Scores, recorder: MemoryRecorder, public: bool = True) -> TestApp:
    """Make a service that counts who sees an image, asked by a browser."""
    intake = Ingest(recorder, Countries("", lambda _: "(unknown)"), Settings())
    counts = BadgeNumbers(scores, Sites(), BERLIN)
    hits = Hits(intake, counts, OwnerAuth(TOKEN, public))
    place = "/hit/{site}/{path*}"
    routes = [
        Route("GET", place, hits.get, shared=True),
        Route("HEAD", place, hits.head, shared=True),
    ]
    app = Application(Router(routes), recorder)
    return TestApp(app, extra_environ={"HTTP_USER_AGENT": "Firefox/140.0"})


@pytest.fixture(name="app")
def fixture_app(scores: Scores, recorder: MemoryRecorder) -> TestApp:
    """A service whose numbers are public."""
    return app_for(scores, recorder)


def titles(text: str) -> list[str]:
    """Return what an image says."""
    return Picture(text).texts("title")


def test_a_request_for_the_image_is_counted_and_shows_the_number(
    app: TestApp, recorder: MemoryRecorder, scores: Scores
) -> None:
    """A request for the image counts a view and shows the new number."""
    shown = [titles(app.get("/hit/A.org/blog/post.svg").text) for _ in range(3)]

    assert shown == [["views: 1"], ["views: 2"], ["views: 3"]]
    taken = recorder.taken[0]
    assert isinstance(taken, View)
    assert taken[:2] == ("a.org", "/blog/post")
    assert taken.properties.referrer == "(direct)"
    assert scores.asked == []


def test_the_page_that_holds_the_image_is_no_referrer(
    app: TestApp, recorder: MemoryRecorder
) -> None:
    """The page that embeds the image is not a referrer."""
    app.get(PAGE, headers={"Referer": "https://news.example/"})

    assert recorder.view.properties.referrer == "(direct)"


def test_visitors_can_be_shown_instead(app: TestApp) -> None:
    """Visitors can be shown instead of views."""
    app.get(PAGE)

    assert titles(app.get(f"{PAGE}?metric=visitors").text) == ["visitors: 1"]


@pytest.mark.parametrize("days", ["today", "7d", "30d"])
def test_the_views_of_days_are_asked_for_after_the_view(
    app: TestApp, recorder: MemoryRecorder, scores: Scores, days: str
) -> None:
    """The views of a period are read after the view is counted."""
    (title,) = titles(app.get(f"{PAGE}?metric={days}&label=hits").text)

    assert title == f"hits: {days.rstrip('d').replace('today', '1')}"
    assert len(recorder.taken) == 1
    assert scores.asked[0].what == "views_in"


def test_the_image_is_counted_in_json_too(app: TestApp) -> None:
    """A request in JSON counts a view too."""
    assert app.get("/hit/a.org/.json").json["message"] == "1"
    assert app.get("/hit/a.org/.json").json["message"] == "2"


def test_an_image_proxy_is_a_view_without_a_visitor(
    app: TestApp, recorder: MemoryRecorder
) -> None:
    """A request of an image proxy is a view without a visitor."""
    answer = app.get(PAGE, headers={"User-Agent": CAMO})

    assert titles(answer.text) == ["views: 1"]
    assert recorder.view.visitor == b""


@pytest.mark.parametrize("metric", ["views", "visitors"])
def test_an_ignored_view_shows_the_number_all_the_same(
    app: TestApp, recorder: MemoryRecorder, scores: Scores, metric: str
) -> None:
    """An owner sees on the own page what everybody sees."""
    answer = app.get(f"{PAGE}?metric={metric}", headers={"User-Agent": GOOGLEBOT})

    number = {"views": "1.2k", "visitors": "567"}[metric]
    assert titles(answer.text) == [f"{metric}: {number}"]
    assert recorder.taken == [Ignored("a.org", "bot")]
    assert scores.asked == [Asked(metric, "a.org", "/")]


def test_a_page_without_a_place_of_its_own_has_no_number(scores: Scores) -> None:
    """A page beyond the limit has no number, but counts for the site."""
    recorder = Full()

    answer = app_for(scores, recorder).get("/hit/a.org/one-too-many.svg")

    assert titles(answer.text) == ["views: 0"]
    assert len(recorder.taken) == 1


@pytest.mark.parametrize("form", ["svg", "json"])
def test_no_cache_keeps_the_answer(app: TestApp, form: str) -> None:
    """Each who sees it must be asked for: also by the proxies of other sites."""
    headers = app.get(f"/hit/a.org/.{form}").headers

    kept = ["no-cache, no-store, must-revalidate, max-age=0"]
    assert headers.getall("Cache-Control") == kept
    assert headers["Expires"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert headers["Pragma"] == "no-cache"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(f"{PAGE}?color=x", "invalid: color", id="a colour"),
        pytest.param(f"{PAGE}?metric=1d", "invalid: metric", id="a metric"),
        pytest.param("/hit/no host/.svg", "invalid: site", id="a site"),
    ],
)
def test_an_invalid_hit_is_not_counted(
    app: TestApp, recorder: MemoryRecorder, address: str, said: str
) -> None:
    """An invalid request shows the error and counts nothing."""
    answer = app.get(address, status=400)

    assert titles(answer.text) == [said]
    assert recorder.taken == []


def test_another_ending_is_not_found_and_not_counted(
    app: TestApp, recorder: MemoryRecorder
) -> None:
    """Another extension is not found, and counts nothing."""
    app.get("/hit/a.org/post.png", status=404)

    assert recorder.taken == []


def test_a_look_at_the_headers_counts_nothing(
    app: TestApp, recorder: MemoryRecorder, scores: Scores
) -> None:
    """HEAD counts nothing and has the headers of the current number."""
    looked = app.head(PAGE)

    assert looked.body == b""
    assert looked.headers["Content-Type"].startswith("image/svg+xml")
    assert recorder.taken == []
    assert scores.asked == [Asked("views", "a.org", "/")]


@pytest.mark.parametrize("metric", ["views", "visitors", "today", "7d"])
@pytest.mark.parametrize(
    "agent", ["Firefox/140.0", CAMO, GOOGLEBOT], ids=["person", "proxy", "bot"]
)
def test_where_reading_takes_the_token_a_stranger_is_counted_and_sees_no_number(
    scores: Scores, recorder: MemoryRecorder, metric: str, agent: str
) -> None:
    """The image says why it shows none, in both of its forms."""
    app = app_for(scores, recorder, public=False)
    headers = {"User-Agent": agent}

    image = app.get(f"{PAGE}?metric={metric}&label=a", headers=headers)
    shield = app.get(f"/hit/a.org/.json?metric={metric}", headers=headers)
    app.head(f"{PAGE}?metric={metric}", headers=headers)

    assert titles(image.text) == ["a: private"]
    assert shield.json["message"] == "private"
    assert len(recorder.taken) == 2
    assert not scores.asked


@pytest.mark.parametrize("metric", ["views", "7d"])
def test_where_reading_takes_the_token_its_holder_sees_the_number(
    scores: Scores, recorder: MemoryRecorder, metric: str
) -> None:
    """The token comes with the request, as a program sends it."""
    app = app_for(scores, recorder, public=False)
    place, headers = f"{PAGE}?metric={metric}", {"Authorization": f"Bearer {TOKEN}"}

    counted = app.get(place, headers=headers)
    app.head(place, headers=headers)

    assert titles(counted.text)[0].rpartition(": ")[2] in {"1", "7"}
    assert len(recorder.taken) == 1
    assert [each.what for each in scores.asked] == {
        "views": ["views"],
        "7d": ["views_in", "views_in"],
    }[metric]
