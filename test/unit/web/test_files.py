"""Files: what pages are made of, kept for ever by its content."""

import pytest
from webtest import TestApp, TestResponse
from werkzeug.exceptions import NotFound

from page_tracker.web.static_files import TYPES, StaticFiles

FILES = StaticFiles()


def get(address: str) -> TestResponse:
    """Ask for an address as the router would."""

    def serve(environ, start_response):  # type: ignore[no-untyped-def]  # WSGI
        name = environ["PATH_INFO"].removeprefix("/static/")
        return FILES.get(environ, name)(environ, start_response)

    return TestApp(serve).get(address)


@pytest.mark.parametrize("name", TYPES)
def test_a_file_is_kept_for_ever_by_its_content(name: str) -> None:
    """A file is cached for ever, and its address changes with its content."""
    response = get(FILES.address(name))

    assert response.content_type == TYPES[name].partition(";")[0]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(response.body) > 100


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?v=a&v=b", "?x=1"])
def test_another_version_is_not_kept(query: str) -> None:
    """During an upgrade, a page of one version asks a process of another."""
    response = get(f"/static/dashboard.css{query}")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.body == get(FILES.address("dashboard.css")).body


@pytest.mark.parametrize(
    "name", ["", "dashboard", "openapi.json", "../settings.py", "..", "dashboard.css/"]
)
def test_nothing_else_is_given_out(name: str) -> None:
    """Only known names are served; a name is never used as a path."""
    with pytest.raises(NotFound):
        FILES.get({}, name)


def test_every_process_gives_out_the_same_addresses() -> None:
    """Every process serves the same addresses."""
    assert [StaticFiles().address(name) for name in TYPES] == [
        FILES.address(name) for name in TYPES
    ]
    assert len({FILES.address(name) for name in TYPES}) == len(TYPES)
