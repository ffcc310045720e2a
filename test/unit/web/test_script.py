"""The script for pages: how it is given out."""

import gzip

import pytest
from werkzeug.test import Client, create_environ

from page_tracker.app import Application
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.router import Route, Router
from page_tracker.web.static_files import Script

PLACE = "/tracker.js"
HOUR, YEAR = "public, max-age=3600", "public, max-age=31536000, immutable"


@pytest.fixture(name="script")
def fixture_script() -> Script:
    """The script in memory."""
    return Script()


@pytest.fixture(name="site")
def fixture_site(script: Script, recorder: Recorder) -> Client:
    """A service that gives out the script."""
    return Client(Application(Router([Route("GET", PLACE, script.get)]), recorder))


def test_the_compressed_script_is_small(site: Client) -> None:
    """The compressed script has at most 1,200 bytes."""
    response = site.get(PLACE, headers={"Accept-Encoding": "gzip"})

    assert int(response.headers["Content-Length"]) <= 1200
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("query", ["?more", "?v=1?more"])
def test_its_second_part_has_the_same_path(site: Client, query: str) -> None:
    """The second part is at the script's own path, and cached for an hour."""
    response = site.get(PLACE + query)

    assert "export default" in response.text
    assert response.headers["Cache-Control"] == HOUR
    assert "export default" not in site.get(PLACE).text


@pytest.mark.parametrize(
    ("path", "views", "to_views", "to_sites"),
    [
        pytest.param(PLACE, "/api/v1/views", "api/v1/views", "sites/", id="usual"),
        pytest.param("/s.js", "/s", "s", "api/v1/sites/", id="beside each other"),
        pytest.param("/a/b.js", "/a/c", "c", "../api/v1/sites/", id="in a folder"),
        pytest.param("/a/b.js", "/c/d/e", "../c/d/e", "../../api/v1/sites/", id="far"),
    ],
)
def test_the_script_knows_the_address_for_views(
    path: str, views: str, to_views: str, to_sites: str
) -> None:
    """The addresses are relative, so that both work below any prefix of a proxy."""
    script = Script(path, views)

    body, more = (
        script.get(create_environ(query_string=query)).get_data(as_text=True)
        for query in ("", "more")
    )

    assert f'new URL("{to_views}",' in body
    assert f'new URL("{to_sites}" + ' in more


def test_the_script_may_be_used_by_every_page(site: Client) -> None:
    """The script can be used by pages with integrity checks or isolation."""
    response = site.get(PLACE)

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        pytest.param("gzip, deflate, br, zstd", True, id="a browser"),
        pytest.param("GZIP;q=0.5", True, id="in capitals"),
        pytest.param("*", True, id="anything"),
        pytest.param("br", False, id="another way"),
        pytest.param("gzip;q=0", False, id="not this way"),
        pytest.param("identity", False, id="as it is"),
        pytest.param("", False, id="nothing said"),
        pytest.param("gzip;q=high, ;;", False, id="nonsense"),
    ],
)
def test_the_script_is_compressed_on_request(
    site: Client, accepted: str, compressed: bool
) -> None:
    """The headers tell caches that it depends on that; the content is the same."""
    plain = site.get(PLACE)

    response = site.get(PLACE, headers={"Accept-Encoding": accepted})

    assert ("Content-Encoding" in response.headers) is compressed
    assert response.headers["Vary"] == "Accept-Encoding"
    body = gzip.decompress(response.data) if compressed else response.data
    assert body == plain.data


@pytest.mark.parametrize("accepted", ["gzip", ""], ids=["compressed", "as it is"])
def test_a_client_that_has_the_script_gets_a_304(site: Client, accepted: str) -> None:
    """A client that has the script gets a 304 with its cache policy."""
    headers = {"Accept-Encoding": accepted}
    tag = site.get(PLACE, headers=headers).headers["ETag"]

    response = site.get(PLACE, headers={**headers, "If-None-Match": tag})

    assert response.status_code == 304
    assert response.data == b""
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"] == HOUR


def test_a_client_with_another_script_gets_the_new_one(site: Client) -> None:
    """A client with another ETag gets the script."""
    tag = site.get(PLACE, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    for other in ('"0"', tag):
        assert site.get(PLACE, headers={"If-None-Match": other}).status_code == 200


@pytest.mark.parametrize(
    ("query", "life"),
    [
        pytest.param("", HOUR, id="no version"),
        pytest.param("?v={}", YEAR, id="this version"),
        pytest.param("?v=0", HOUR, id="another version"),
        pytest.param("?v={}&v=0", HOUR, id="two versions"),
        pytest.param("?w={}", HOUR, id="something else"),
        pytest.param("?v=%FF", HOUR, id="no text"),
    ],
)
def test_a_version_never_changes(
    site: Client, script: Script, query: str, life: str
) -> None:
    """An address with a version is cached for ever, any other for an hour."""
    response = site.get(PLACE + query.format(script.version))

    assert response.headers["Cache-Control"] == life


def test_a_look_at_its_headers_is_just_that(site: Client) -> None:
    """HEAD has the length of the script."""
    got, looked = site.get(PLACE), site.head(PLACE)

    assert looked.data == b""
    assert dict(looked.headers) == dict(got.headers)
    assert int(looked.headers["Content-Length"]) == len(got.data)
