"""Pages: what surrounds all of them."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from webtest import TestApp, TestResponse

import page_tracker
from page_tracker.web.dashboard.templates import HEADERS, Pages
from page_tracker.web.responses import PlainResponse
from page_tracker.web.static_files import StaticFiles
from support.html import attribute, text

PAGES = Pages(StaticFiles())
TEMPLATES = sorted((Path(page_tracker.__file__).parent / "templates").glob("*.html"))


def shown(page: PlainResponse) -> TestResponse:
    """Return what a browser gets."""
    return TestApp(page).get("/", expect_errors=True)


def test_a_page_lets_nothing_in_from_outside() -> None:
    """No script, style, image or frame of anybody else; nothing written in it runs."""
    response = shown(PAGES.page("no_owner", {}))

    assert dict(HEADERS).items() <= dict(response.headers).items()
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert policy == [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content_type == "text/html" and response.charset == "utf-8"


def test_every_text_in_a_page_is_escaped() -> None:
    """Every text in a page is escaped."""
    hostile = """</p><script>alert(1)</script>"'&"""

    response = shown(PAGES.problem("400 Bad Request", hostile, [hostile]))

    assert response.status_code == 400
    assert "<script>alert" not in response.text
    assert response.text.count("&lt;/p&gt;&lt;script&gt;") == 3  # also as the title
    assert text(response, "h1") == hostile


def test_a_way_back_is_shown_if_there_is_one() -> None:
    """A link back is shown if there is one."""
    without = shown(PAGES.problem("403 Forbidden", "No", []))
    response = shown(PAGES.problem("403 Forbidden", "No", [], ("/dashboard", "Home")))

    assert "Home" not in without.text
    assert attribute(response, "main a", "href") == "/dashboard"


def test_an_undefined_name_in_a_template_is_an_error() -> None:
    """An undefined name in a template is an error."""
    with pytest.raises(UndefinedError):
        PAGES.page("once_more", {})


def test_a_browser_is_sent_elsewhere_with_get() -> None:
    """A redirect uses GET, also after a form, and may set cookies."""
    response = shown(PAGES.elsewhere("/dashboard", [("Set-Cookie", "a=b")]))

    assert response.status_code == 303
    assert response.headers["Location"].endswith("/dashboard")
    assert response.headers["Set-Cookie"] == "a=b"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_a_style_or_a_script_in_it(template: Path) -> None:
    """The policy would forbid it, and some browsers would say so to nobody."""
    source = template.read_text("utf-8")

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", source)
    assert not re.search(r"<script(?! defer src=)(?!&)", source)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", source)
    # Only what is drawn here goes in as it is.
    assert set(re.findall(r"{{ ([^}]*)\|\s*safe", source)) <= {
        "chart.html",
        "row.spark",
    }
