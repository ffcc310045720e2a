"""``POST /api/v1/views``: what is taken from pages, scripts and servers."""

import json
import sys
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from page_tracker.app import Application
from page_tracker.errors import StorageUnavailable
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.settings import Settings
from page_tracker.tracking.view import Ignored, View
from page_tracker.web.api.views import ViewIngest
from page_tracker.web.auth import MOST_GUESSES, OwnerAuth
from page_tracker.web.problems import SORRY
from page_tracker.web.router import Route, Router
from support.memory import MemoryRecorder

PLACE = "/api/v1/views"
HERE = {"site": "a.org", "path": "/"}
TOKEN = "correct.horse-battery_staple"
COUNTED = {
    "status": "counted",
    "page": {"views": 1, "visitors": 1},
    "site": {"views": 1, "visitors": 1},
}


@pytest.fixture(name="recorder")
def fixture_recorder() -> MemoryRecorder:
    """What gets to be recorded."""
    return MemoryRecorder()


@pytest.fixture(name="site")
def fixture_site(recorder: MemoryRecorder) -> TestApp:
    """A service that takes views, asked by a browser."""
    return service(recorder)


def service(recorder: MemoryRecorder, public: bool = True) -> TestApp:
    """Make a service; unless it is ``public``, numbers are for who has the token."""
    countries = Countries("", lambda _: "(unknown)")
    settings = Settings(sites=frozenset({"a.org"}))
    intake = Ingest(recorder, countries, settings)
    recording = ViewIngest(intake, OwnerAuth(TOKEN, public))
    routes = [
        Route("POST", PLACE, recording.post, shared=True),
        Route("OPTIONS", PLACE, recording.options, shared=True),
    ]
    app = Application(Router(routes), recorder)
    return TestApp(app, extra_environ={"HTTP_USER_AGENT": "Firefox/140.0"})


def post(
    site: TestApp, body: Any, kind: str = "application/json", status: int = 202
) -> TestResponse:
    """Send a body, as JSON unless it is a text already."""
    raw = body if isinstance(body, str) else json.dumps(body)
    return site.post(PLACE, raw, headers={"Content-Type": kind}, status=status)


def test_a_server_may_serve_others_between_the_views_of_an_array(
    recorder: MemoryRecorder,
) -> None:
    """An array calls the server's pause between its views, if there is one."""
    pauses: list[None] = []
    pausing = {"page_tracker.pause": lambda: pauses.append(None)}
    body = json.dumps([HERE] * 5)
    kind = {"Content-Type": "application/json"}

    service(recorder).post(PLACE, body, headers=kind, extra_environ=pausing)
    service(recorder).post(PLACE, body, headers=kind)

    assert len(pauses) == 5
    assert len(recorder.taken) == 10


def test_a_view_is_recorded_and_answered_with_its_numbers(
    site: TestApp, recorder: MemoryRecorder
) -> None:
    """A view is answered with the new numbers of page and site."""
    response = post(site, HERE | {"title": "Home"})

    assert response.json == COUNTED
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert (recorder.view.path, recorder.view.title) == ("/", "Home")


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("application/json", id="JSON"),
        pytest.param("application/json; charset=utf-8", id="JSON with a charset"),
        pytest.param("text/plain;charset=UTF-8", id="as sendBeacon sends a text"),
        pytest.param("Text/Plain", id="a type in capitals"),
    ],
)
def test_browsers_need_not_ask_before_they_send(
    site: TestApp, recorder: MemoryRecorder, kind: str
) -> None:
    """A text needs no preflight, and may be sent while a page is left."""
    response = post(site, HERE, kind)

    assert response.json == COUNTED
    assert response.headers.getall("Access-Control-Allow-Origin") == ["*"]
    assert len(recorder.taken) == 1


def test_a_view_beyond_the_page_limit_has_no_page_numbers(site: TestApp) -> None:
    """An event, or a view beyond the page limit, has no numbers of a page."""
    assert post(site, HERE | {"event": "play"}).json == COUNTED | {"page": None}


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        pytest.param(HERE, {"User-Agent": "Googlebot/2.1"}, "bot", id="a bot"),
        pytest.param(HERE, {"Purpose": "prefetch"}, "prefetch", id="a prefetch"),
        pytest.param(HERE | {"site": "b.org"}, {}, "unknown_site", id="unknown"),
    ],
)
def test_an_ignored_view_is_answered_with_its_reason(
    site: TestApp, body: dict[str, str], headers: dict[str, str], reason: str
) -> None:
    """An ignored view is answered with its reason."""
    response = site.post_json(PLACE, body, headers=headers, status=202)

    assert response.json == {"status": "ignored", "reason": reason}


@pytest.mark.parametrize("count", [1, 2, 100])
def test_an_array_is_answered_by_an_array_in_its_order(
    site: TestApp, recorder: MemoryRecorder, count: int
) -> None:
    """An array of one, too; its views share a batch."""
    bodies = [HERE | {"path": f"/{number}"} for number in range(count)]

    response = post(site, bodies)

    assert [each["site"]["views"] for each in response.json] == [*range(1, count + 1)]
    paths = [each.path for each in recorder.taken if isinstance(each, View)]
    assert paths == [each["path"] for each in bodies]


def test_an_ignored_view_keeps_its_place_in_the_array(site: TestApp) -> None:
    """Ignored views keep their place in the array."""
    response = post(site, [HERE, HERE | {"site": "b.org"}, HERE])

    statuses = [each["status"] for each in response.json]
    assert statuses == ["counted", "ignored", "counted"]


@pytest.mark.parametrize("padding", [0, 4000], ids=["short", "long"])
def test_the_same_body_is_a_view_each_time(
    site: TestApp, recorder: MemoryRecorder, padding: int
) -> None:
    """Equal bodies are separate views, although their parsing is cached."""
    body = json.dumps(HERE) + " " * padding

    for _ in range(3):
        post(site, body)

    assert len(recorder.taken) == 3


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        pytest.param({"site": "a.org"}, {"path": "is required"}, id="a field missing"),
        pytest.param(
            [{"site": "a.org"}, HERE | {"path": None, "x": 1}],
            {
                "0.path": "is required",
                "1.path": "must be a text",
                "1.x": "is not known",
            },
            id="fields of an array",
        ),
        pytest.param([], {"body": "must have from 1 to 100 views"}, id="no views"),
        pytest.param("", {"body": "is not JSON in UTF-8"}, id="nothing"),
        pytest.param("{", {"body": "is not JSON in UTF-8"}, id="half a body"),
        pytest.param("[" * 100_000, {"body": "is nested too deeply"}, id="a deep body"),
    ],
)
def test_errors_are_answered_by_field(
    site: TestApp, recorder: MemoryRecorder, body: Any, errors: dict[str, str]
) -> None:
    """Errors are reported by field, to scripts of all origins; nothing is counted."""
    response = post(site, body, status=400)

    assert response.content_type == "application/problem+json"
    assert response.json["errors"] == errors
    assert response.headers.getall("Access-Control-Allow-Origin") == ["*"]
    assert recorder.taken == []


@pytest.mark.parametrize(
    ("fields", "warnings"),
    [
        pytest.param(
            {"width": 412.5}, {"width": "must be a whole number"}, id="a width"
        ),
        pytest.param({"referrer": None}, {"referrer": "must be a text"}, id="null"),
        pytest.param({"x": "\ud800"}, {"x": "is not known"}, id="an unknown field"),
    ],
)
def test_a_view_counts_without_its_notes_that_cannot_be_used(
    site: TestApp,
    recorder: MemoryRecorder,
    fields: dict[str, Any],
    warnings: dict[str, str],
) -> None:
    """A view with unusable fields counts, and the fields are named."""
    response = post(site, HERE | fields)

    assert response.json == COUNTED | {"warnings": warnings}
    assert recorder.view.path == "/"


def test_a_view_that_is_left_out_has_its_warnings_too(site: TestApp) -> None:
    """An ignored view has its warnings too."""
    response = post(site, HERE | {"site": "b.org", "width": 0})

    assert response.json == {
        "status": "ignored",
        "reason": "unknown_site",
        "warnings": {"width": "must be from 1 to 100000"},
    }


def test_a_view_that_names_no_page_does_not_hold_up_the_others(
    site: TestApp, recorder: MemoryRecorder
) -> None:
    """Each view of an array has an outcome of its own, and a reason in the reports."""
    response = post(site, [HERE, {"site": "a.org"}, 5, HERE | {"width": 0}])

    first, invalid, nothing, last = response.json
    assert (first["status"], last["status"]) == ("counted", "counted")
    assert last["warnings"] == {"width": "must be from 1 to 100000"}
    assert invalid == {"status": "invalid", "errors": {"path": "is required"}}
    assert nothing == {"status": "invalid", "errors": {"body": "must be an object"}}
    assert [each for each in recorder.taken if isinstance(each, Ignored)] == [
        Ignored("a.org", "invalid"),
        Ignored("", "invalid"),
    ]


@pytest.mark.parametrize("times", [1, 3])
def test_a_mistake_stays_one_however_often_it_is_made(
    site: TestApp, times: int
) -> None:
    """A remembered body would otherwise be taken the second time."""
    for _ in range(times):
        post(site, {"site": "a.org"}, status=400)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
    ],
)
def test_other_types_are_refused(
    site: TestApp, recorder: MemoryRecorder, kind: str
) -> None:
    """A form that somebody was tricked into sending is no view."""
    response = post(site, HERE, kind, status=415)

    assert "application/json" in response.json["detail"]
    assert response.headers.getall("Access-Control-Allow-Origin") == ["*"]
    assert recorder.taken == []


def test_pages_of_all_origins_may_ask_before_they_send(site: TestApp) -> None:
    """Fetch, "CORS-preflight request": the answer is remembered for a day."""
    response = site.options(PLACE, status=200)

    assert response.body == b""
    allowed = {
        name: value
        for name, value in response.headers.items()
        if name.startswith("Access-Control-")
    }
    assert allowed == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "86400",
    }


def test_no_cookie_is_allowed_or_set(site: TestApp) -> None:
    """Responses permit and set no cookie."""
    response = post(site, HERE)

    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_an_unreachable_store_is_an_error_that_scripts_can_read(
    site: TestApp, recorder: MemoryRecorder
) -> None:
    """A script can keep the view and send it later."""
    recorder.error = StorageUnavailable("away")

    response = post(site, HERE, status=500)

    assert response.json["detail"] == SORRY
    assert response.headers.getall("Access-Control-Allow-Origin") == ["*"]


def test_without_msgspec_views_are_read_in_the_other_way(
    monkeypatch: pytest.MonkeyPatch, recorder: MemoryRecorder
) -> None:
    """Without msgspec, as on PyPy, the full parser is used."""
    monkeypatch.setitem(sys.modules, "page_tracker.tracking.submission_fast", None)

    assert post(service(recorder), HERE).json == COUNTED


@pytest.mark.parametrize(
    "body", [HERE, [HERE, {**HERE, "event": "play"}]], ids=["one", "an array"]
)
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({"Authorization": "Bearer wrong"}, id="a wrong token"),
        pytest.param({"Authorization": f"Basic {TOKEN}"}, id="another scheme"),
        pytest.param({"Cookie": f"page_tracker_session={TOKEN}"}, id="a cookie"),
    ],
)
def test_where_reading_takes_the_token_a_stranger_gets_no_numbers(
    recorder: MemoryRecorder, headers: dict[str, str], body: Any
) -> None:
    """The view is counted, and the answer says no more than that."""
    site = service(recorder, public=False)

    response = site.post_json(PLACE, body, headers=headers, status=202)

    views = body if isinstance(body, list) else [body]
    answers = [{"status": "counted"} for _ in views]
    assert response.json == (answers if isinstance(body, list) else answers[0])
    assert len(recorder.taken) == len(views)


def test_where_reading_takes_the_token_its_holder_gets_numbers(
    recorder: MemoryRecorder,
) -> None:
    """The answer to a server that sends the token with a view has the numbers."""
    site = service(recorder, public=False)

    response = site.post_json(
        PLACE, HERE, headers={"Authorization": f"Bearer {TOKEN}"}, status=202
    )

    assert response.json == COUNTED


def test_views_are_no_way_to_guess_the_token_without_an_end(
    recorder: MemoryRecorder,
) -> None:
    """Each wrong token is counted as a guess; then the right one gets no numbers."""
    site = service(recorder, public=False)
    wrong = {"Authorization": "Bearer wrong"}
    for _ in range(MOST_GUESSES):
        site.post_json(PLACE, HERE, headers=wrong, status=202)

    response = site.post_json(
        PLACE, HERE, headers={"Authorization": f"Bearer {TOKEN}"}, status=202
    )

    assert response.json == {"status": "counted"}
    assert len(recorder.taken) == MOST_GUESSES + 1
