"""The router: which route takes a request, and what its segments are called."""

import pytest
from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound

from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router


def endpoint(_environ: object, **_names: str) -> PlainResponse:
    """Stand in a route; the router calls no endpoint."""
    return PlainResponse("", "text/plain")


ROOT = Route("GET", "/", endpoint)
SITES = Route("GET", "/sites", endpoint)
NEW_SITE = Route("POST", "/sites", endpoint)
SITE = Route("GET", "/sites/{site}", endpoint)
SITE_HEAD = Route("HEAD", "/sites/{site}", endpoint)
NO_SITE = Route("DELETE", "/sites/{site}", endpoint)
OWN_SITE = Route("GET", "/sites/own", endpoint)
DAY = Route("GET", "/sites/{site}/days/{day}", endpoint)

ROUTER = Router([ROOT, SITES, NEW_SITE, SITE, SITE_HEAD, NO_SITE, OWN_SITE, DAY])


@pytest.mark.parametrize(
    ("method", "path", "route", "names"),
    [
        pytest.param("GET", "/", ROOT, {}, id="the root"),
        pytest.param("POST", "/sites", NEW_SITE, {}, id="one of two methods"),
        pytest.param("GET", "/sites/a", SITE, {"site": "a"}, id="a name"),
        pytest.param(
            "DELETE", "/sites/a", NO_SITE, {"site": "a"}, id="a name's other method"
        ),
        pytest.param(
            "GET",
            "/sites/a/days/2026-11-23",
            DAY,
            {"site": "a", "day": "2026-11-23"},
            id="two names",
        ),
        pytest.param("GET", "/sites/own", OWN_SITE, {}, id="a literal before a name"),
        pytest.param(
            "GET", "/sites/{site}", SITE, {"site": "{site}"}, id="a pattern as a path"
        ),
    ],
)
def test_a_request_finds_its_route_and_the_values_of_its_names(
    method: str, path: str, route: Route, names: dict[str, str]
) -> None:
    """Literal paths come first, then patterns; names take one whole segment."""
    found, values = ROUTER.match(method, path)

    assert found is route
    assert values == names


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/none", id="an unknown path"),
        pytest.param("/sites/", id="an empty segment at the end"),
        pytest.param("/sites//days/1", id="an empty segment in the middle"),
        pytest.param("/sites/a/", id="one segment too many"),
        pytest.param("/sites/a/b", id="a segment that a name does not take"),
        pytest.param("/sites/a/weeks/1", id="another literal between the names"),
        pytest.param("/Sites", id="capitals"),
        pytest.param("//", id="two slashes"),
        pytest.param("*", id="an asterisk"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_path_that_no_pattern_takes_is_not_found(path: str) -> None:
    """A path that matches no pattern exactly is not found."""
    with pytest.raises(NotFound):
        ROUTER.match("GET", path)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        pytest.param("POST", "/", ["GET", "HEAD"], id="a literal"),
        pytest.param("PUT", "/sites", ["GET", "HEAD", "POST"], id="two routes"),
        pytest.param("POST", "/sites/a", ["DELETE", "GET", "HEAD"], id="a pattern"),
        pytest.param("get", "/", ["GET", "HEAD"], id="lower case"),
    ],
)
def test_a_wrong_method_is_answered_with_the_allowed_ones(
    method: str, path: str, allowed: list[str]
) -> None:
    """The error carries all methods of the path, so that Allow can be answered."""
    with pytest.raises(MethodNotAllowed) as refused:
        ROUTER.match(method, path)

    assert refused.value.valid_methods == allowed


def test_head_is_answered_by_get_where_nothing_else_does() -> None:
    """HEAD is answered by the route of GET."""
    found, _ = ROUTER.match("HEAD", "/sites")

    assert found is SITES


@pytest.mark.parametrize(
    "routes",
    [
        pytest.param([SITE, SITE_HEAD], id="after GET"),
        pytest.param([SITE_HEAD, SITE], id="before GET"),
    ],
)
def test_a_head_of_its_own_wins_over_get(routes: list[Route]) -> None:
    """A HEAD that must not do what GET does is a route like any other."""
    found, _ = Router(routes).match("HEAD", "/sites/a")

    assert found is SITE_HEAD


def test_a_path_without_get_has_no_head() -> None:
    """A path without GET has no HEAD."""
    router = Router([NEW_SITE])

    with pytest.raises(MethodNotAllowed) as refused:
        router.match("HEAD", "/sites")

    assert refused.value.valid_methods == ["POST"]


def test_the_first_of_two_patterns_that_fit_is_taken() -> None:
    """The first of two matching patterns is used."""
    kind = Route("GET", "/{kind}/{name}", endpoint)
    router = Router([SITE, kind])

    assert router.match("GET", "/sites/a") == (SITE, {"site": "a"})
    assert router.match("GET", "/pages/a") == (kind, {"kind": "pages", "name": "a"})


def test_a_route_leaves_the_loop_alone_unless_it_says_otherwise() -> None:
    """A route is not inline by default."""
    assert not ROOT.inline


REST = Route("GET", "/files/{owner}/{path*}", endpoint)


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        pytest.param("/files/ada/a", "a", id="one segment"),
        pytest.param("/files/ada/a/b/c.svg", "a/b/c.svg", id="many"),
        pytest.param("/files/ada/a/", "a/", id="a slash at the end"),
        pytest.param("/files/ada//a", "/a", id="an empty segment first"),
        pytest.param("/files/ada/{path*}", "{path*}", id="a pattern as a path"),
        pytest.param("/files/ada/caf\xc3\xa9/\xc3\xa9", "caf\u00e9/\u00e9", id="UTF-8"),
    ],
)
def test_a_last_name_may_take_all_that_is_left(path: str, rest: str) -> None:
    """A last name with a star matches the whole rest of the path."""
    assert Router([REST]).match("GET", path) == (REST, {"owner": "ada", "path": rest})


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/files/ada/", id="an empty one"),
        pytest.param("/files/ada", id="none"),
        pytest.param("/files", id="too few segments"),
        pytest.param("/files//a", id="an empty name before"),
        pytest.param("/pages/ada/a", id="another literal"),
    ],
)
def test_a_name_that_takes_all_takes_something(path: str) -> None:
    """A pattern with a star matches only after its literal segments."""
    with pytest.raises(NotFound):
        Router([REST]).match("GET", path)


def test_a_name_is_read_as_utf_8() -> None:
    """WSGI passes the bytes of a path on as Latin-1 (PEP 3333)."""
    router = Router([Route("GET", "/{site}", endpoint)])

    _, names = router.match("GET", "/" + "caf\u00e9".encode().decode("latin-1"))

    assert names == {"site": "caf\u00e9"}


def test_a_name_that_is_not_utf_8_is_a_bad_request() -> None:
    """A name that is not UTF-8 is a bad request."""
    router = Router([Route("GET", "/{site}", endpoint)])

    with pytest.raises(BadRequest):
        router.match("GET", "/caf\xe9")
